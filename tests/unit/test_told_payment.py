"""How much was paid, and when, in few words."""

from datetime import date
from decimal import Decimal

import pytest

from bot.billing import told_payment
from tests.other_office import office_of

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "amount", "paid_on"),
    [
        ("no perdón fue el sábado", None, date(2026, 11, 21)),
        ("no, no fue el sabado fue ayer", None, date(2026, 11, 22)),
        ("no fue hace 20 dias fue antier", None, date(2026, 11, 21)),
        ("ay no y fueron 85 mil", 85_000, None),
        ("no fueron 150 mil", 150_000, None),
        ("perdón, 85.000 y fue el viernes", 85_000, date(2026, 11, 20)),
        ("no, eran 85000", 85_000, None),
        ("no fue el 15 de noviembre sino el 16", None, date(2026, 11, 16)),
        ("me equivoqué de fecha", None, None),
        ("no, me equivoqué, es 4100238", None, None),
        ("no, fueron $9.999.999.999.999", None, None),
        ("no, fueron 1.500.000", 1_500_000, None),
        ("no, fueron 1500000", 1_500_000, None),
        ("pagué el jueves y hoy me llegó el aviso de corte", None, date(2026, 11, 19)),
        ("pagué 50 mil, el resto lo pago el viernes", 50_000, None),
        ("pagué 50 mil el sábado y el resto el viernes lo pago", 50_000, date(2026, 11, 21)),
    ],
)
def test_the_amount_and_the_day(text, amount, paid_on):
    told = told_payment.read(text, MONDAY)
    assert (told.amount, told.paid_on) == (Decimal(amount) if amount else None, paid_on)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("fueron 95 no 85", 95_000),
        ("no fueron 85 sino 75", 75_000),
        ("eran 120", 120_000),
        ("pagué 4 recibos", None),
        ("fue a las 3", None),
        ("fueron 85.500", 85_500),
    ],
)
def test_small_numbers_may_be_thousands(text, amount):
    told = told_payment.read(text, MONDAY, thousands=True)
    assert told.amount == (Decimal(amount) if amount else None)


@pytest.mark.parametrize(
    ("text", "to_come"),
    [
        ("el viernes pago 50 mil", True),
        ("mañana le pago los 80 mil", True),
        ("yo el lunes pago 50 mil", True),
        ("el viernes pagué 50 mil", False),
        ("mi esposo el viernes pagó 50 mil", False),
        ("pagué 50 mil, el resto lo pago el viernes", False),
    ],
)
def test_a_payment_to_come(text, to_come):
    assert told_payment.read(text, MONDAY).to_come == to_come


def test_the_number_of_a_receipt_is_no_amount():
    assert told_payment.read("el comprobante es 8837465", MONDAY, asked_amount=True).amount is None


def test_a_number_like_an_accounts_is_an_amount_where_that_was_asked_for():
    assert told_payment.read("1500000", MONDAY).amount is None
    assert told_payment.read("1500000", MONDAY, asked_amount=True).amount == 1_500_000
    assert told_payment.read("mi cuenta es la 1500000", MONDAY, asked_amount=True).amount is None


SMALL: list[tuple[str, str | int | None, date | None]] = [
    ("pagué 85 el viernes", 85, date(2026, 11, 20)),
    ("fueron 120.50", "120.50", None),
    ("no perdón, fueron 85,50", "85.50", None),
    ("pagué $85.50 ayer", "85.50", date(2026, 11, 22)),
    ("fueron 1,250.50", "1250.50", None),
    ("no fue el 15 de noviembre sino el 16", None, date(2026, 11, 16)),
    ("no, me equivoqué, es 4100238", None, None),
    ("pagué 3 recibos el viernes", None, date(2026, 11, 20)),
    ("no, fue a las 10", None, None),
    ("fueron 2 mil", 2000, None),
]


@pytest.mark.parametrize("place", [("PE", "PEN"), ("GT", "GTQ"), ("EC", "USD"), ("MX", "MXN"), ("UY", "UYU")])
def test_small_amounts_where_the_currency_has_them(tmp_path, place):
    with office_of(tmp_path, *place):
        told = {text: told_payment.read(text, MONDAY) for text, *_ in SMALL}
    assert [(text, told[text].amount, told[text].paid_on) for text, *_ in SMALL] == [
        (text, Decimal(amount) if amount else None, paid_on) for text, amount, paid_on in SMALL
    ]


def test_the_answer_alone_and_the_currency_by_its_name(tmp_path):
    with office_of(tmp_path, "PE", "PEN"):
        assert told_payment.read("85", MONDAY).amount is None
        assert told_payment.read("85", MONDAY, asked_amount=True).amount == 85
        assert told_payment.read("no, 85 soles", MONDAY) == told_payment.Told(Decimal(85), None, ("no",))
    with office_of(tmp_path, "HN", "HNL"):
        assert told_payment.read("no, 850 lempiras", MONDAY).amount == 850


def test_the_office_says_what_is_no_payment(tmp_path):
    assert told_payment.read("fueron 850 pesos", MONDAY).amount is None
    with office_of(tmp_path, "CO", "COP", "smallest_payment: 500\n"):
        assert told_payment.read("fueron 850 pesos", MONDAY).amount == 850
