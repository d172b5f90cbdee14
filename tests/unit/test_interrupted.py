import pytest

from bot.assistant import Interruption
from bot.messaging.interrupted import way_back

OUTAGE = Interruption(form="outage_form", by="account_form", said="no hay agua ni luz", slots={"service": "agua"})


def test_a_form_goes_on_with_what_it_had_been_told():
    assert way_back(OUTAGE, "¿cuánto debo?") == {
        "intent": "/outage_report",
        "resumes": {"said": "no hay agua ni luz", "slots": {"service": "agua"}},
    }


@pytest.mark.parametrize(
    ("form", "by", "next_action", "intent"),
    [
        ("complaint_form", "account_form", None, "/complaint_file"),
        ("payment_report_form", "case_form", None, "/bill_payment_report"),
        ("outage_form", "procedure_form", None, "/outage_report"),
        ("account_form", "case_form", "bill_amount", "/bill_amount"),
    ],
)
def test_a_form_goes_on_after_what_only_had_to_be_looked_up(form, by, next_action, intent):
    back = way_back(Interruption(form=form, by=by, next_action=next_action), "¿y cómo va mi caso?")
    assert back
    assert back["intent"] == intent


@pytest.mark.parametrize(
    ("form", "by", "next_action"),
    [
        ("account_form", "case_form", None),
        ("outage_form", "complaint_form", None),
        ("account_form", "outage_form", "bill_amount"),
    ],
)
def test_another_task_takes_its_place(form, by, next_action):
    assert way_back(Interruption(form=form, by=by, next_action=next_action), "quiero reclamar") is None


@pytest.mark.parametrize(
    "said",
    ["no, mejor dígame cuánto debo", "mejor dígame cuánto debo", "olvídelo, ¿cuánto debo?", "Ya no. ¿Cuánto debo?"],
)
def test_who_changes_their_mind_leaves_the_form(said):
    assert way_back(OUTAGE, said) is None


@pytest.mark.parametrize("said", ["no sé cuánto debo", "¿dejaron el recibo?", "espere, cuánto debo"])
def test_who_only_asks_does_not(said):
    assert way_back(OUTAGE, said)
