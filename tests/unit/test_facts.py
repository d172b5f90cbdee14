import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.citizens import facts


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("4521", "4521"),
        ("son 4521", "4521"),
        ("4521 gracias", "4521"),
        ("4 5 2 1", "4521"),
        ("los últimos son 45 21", "4521"),
        ("1.020.304.521", "1020304521"),
        ("CC 79123456", "79123456"),
        ("EN-104521", "104521"),
        ("medidor 88-4521", "884521"),
        ("uno dos tres cuatro", "1234"),
        ("cuarenta y cinco veintiuno", "4521"),
        ("doce treinta y cuatro", "1234"),
        ("mi cuenta 4100237 documento 4521", "4521"),
        ("Buenas tardes señorita le cuento que el dueño es mi papá y la cédula de él es 79123456", "79123456"),
    ],
)
def test_answers_that_hold_a_fact(text, fact):
    assert facts.looks_like_fact(text) == fact


@pytest.mark.parametrize(
    "text",
    [
        "",
        "asesor",
        "¿cuánto debo?",
        "hay 2 cables en el piso",
        "pagué $120.500",
        "pagué 120 mil",
        "ya pague 60000 el 10 de este mes",
        "el 15/11/2026",
        "¿y la de septiembre de 2025?",
        "otra cuenta",
        "cuenta 4100238",
        "mi contrato es 4100238",
        "caso 2026-VS-0000012",
        "2026-VS-0000012",
        "quiero hablar con alguien de la oficina porque llevo 120 horas sin luz",
    ],
)
def test_what_is_no_answer(text):
    assert facts.looks_like_fact(text) is None


@given(st.text())
def test_any_text_can_be_looked_at(text):
    fact = facts.looks_like_fact(text)
    assert fact is None or (fact.isdigit() and 3 <= len(fact) <= facts.LONGEST)


def test_digests_are_of_the_last_digits_and_of_one_account():
    digest = facts.digest("4100237", "document", "1.020.304.521")
    assert digest == facts.digest("4100237", "document", "4521")
    assert digest != facts.digest("4100238", "document", "4521")
    assert digest != facts.digest("4100237", "meter", "4521")
    assert digest and "4521" not in digest
    assert facts.digest("4100237", "document", "521") is None
