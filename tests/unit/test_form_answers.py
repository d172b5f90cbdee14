from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.bill_forms import ValidateAccountForm, ValidateAgreementForm, ValidatePaymentReportForm
from actions.form_answers import positive_amount, whole_number
from bot import clock, formats
from bot.entity import entity
from tests.other_office import office_of


def tracker(*asked: str) -> Tracker:
    events = [{"event": "active_loop", "name": "a_form"}]
    events += [{"event": "slot", "name": "requested_slot", "value": slot} for slot in asked]
    return Tracker("1-1", {}, {}, events, False, None, {"name": "a_form"}, "action_listen")


@pytest.mark.parametrize(
    ("said", "amount"),
    [
        (120500, "120500"), (120500.5, "120500.5"), ("120.500", "120500"), ("$120.500,50", "120500.50"),
        ("120,500", "120500"), ("1.234.567,89", "1234567.89"), 
        ("fueron 120 mil pesos", "120000"), ("35 lucas", "35000"),
        ("1.5 mil", "1500"), ("120500.", "120500"),
    ],
)  # fmt: skip
def test_amounts_as_people_write_them(said, amount):
    assert positive_amount(said) == Decimal(amount)


@pytest.mark.parametrize("said", ["", "nada", 0, -5, "0", "...", ",,5"])
def test_what_is_no_amount(said):
    assert positive_amount(said) in {None, Decimal(5)}


@given(st.text())
def test_any_text_can_be_read_as_an_amount(said):
    amount = positive_amount(said)
    assert amount is None or amount > 0


@given(st.integers(min_value=1, max_value=10**9))
def test_what_the_office_writes_it_also_reads(pesos):
    assert positive_amount(formats.money(pesos, "CO")) == pesos


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("6", 6),
        ("en seis cuotas", 6),
        ("a 12 meses", 12),
        ("doce", 12),
        ("SEIS", 6),
        ("muchas", None),
        ("120.500", None),
    ],
)
def test_whole_numbers_as_people_write_them(said, number):
    assert whole_number(said) == number


@pytest.mark.parametrize("said", ["4100237", "410 02 37", "410.02.37", "NIC 4100237", "mi cuenta es la 4100237"])
async def test_an_account_number_is_taken_as_the_office_writes_it(said):
    form = ValidateAccountForm()
    assert await form.validate_account_number(said, CollectingDispatcher(), tracker(), {}) == {
        "account_number": "4100237"
    }


@pytest.mark.parametrize("said", ["123", "no la tengo", "0100237", "41002370"])
async def test_what_is_no_account_number_is_refused_with_where_to_find_it(said):
    dispatcher = CollectingDispatcher()
    form = ValidateAccountForm()
    assert await form.validate_account_number(said, dispatcher, tracker("account_number"), {}) == {
        "account_number": None
    }
    assert entity().account_number.help in dispatcher.messages[0]["text"]
    assert not dispatcher.messages[0]["buttons"]


async def test_the_third_refusal_offers_a_person():
    dispatcher = CollectingDispatcher()
    asked = tracker(*["instalments"] * 3)
    assert await ValidateAgreementForm().validate_instalments("40", dispatcher, asked, {}) == {"instalments": None}
    assert dispatcher.messages[0]["buttons"][0]["payload"] == "/human_handoff"


@pytest.mark.parametrize("words", ["es que me pagan el 5", "¿me dan dos semanas?", "debo 3 meses", "tengo 4 hijos"])
async def test_a_number_of_something_else_is_no_number_of_instalments(words):
    form, asked = ValidateAgreementForm(), tracker("instalments")
    asked.slots["requested_slot"] = "instalments"
    assert await form.validate_instalments(words, CollectingDispatcher(), asked, {}) == {"instalments": None}


@pytest.mark.parametrize("words", ["en 5", "que sean cinco", "en 5 cuotas, debo 3 meses", "mejor en 5 meses"])
async def test_a_number_alone_is_that_of_instalments(words):
    form, asked = ValidateAgreementForm(), tracker("instalments")
    asked.slots["requested_slot"] = "instalments"
    assert await form.validate_instalments(words, CollectingDispatcher(), asked, {}) == {"instalments": "5"}


async def test_a_payment_is_of_a_day_that_has_come():
    form, today = ValidatePaymentReportForm(), clock.today()
    day = today.isoformat()
    assert await form.validate_date(day, CollectingDispatcher(), tracker(), {}) == {"date": day}
    tomorrow = today.replace(year=today.year + 1).isoformat()
    for said in (tomorrow, "el otro día"):
        assert await form.validate_date(said, CollectingDispatcher(), tracker(), {}) == {"date": None}


@pytest.mark.parametrize(("said", "amount"), [("85", 85), ("fueron 120.50", 120.5), ("85 soles", 85), ("12", 12)])
async def test_a_small_amount_is_no_thousands_where_the_currency_has_cents(tmp_path, said, amount):
    asked = tracker("amount")
    asked.latest_message = {"text": said}
    with office_of(tmp_path, "PE", "PEN"):
        told = CollectingDispatcher()
        assert await ValidatePaymentReportForm().validate_amount(said, told, asked, {}) == {"amount": amount}
        await ValidatePaymentReportForm().validate_amount("nada", told, asked, {})
    assert "S/ 120.50" in told.messages[-1]["text"]
