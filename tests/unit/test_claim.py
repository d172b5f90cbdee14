import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.citizens import claim
from bot.citizens.facts import MASK

A, B = "4100237", "4100130"


@pytest.mark.parametrize(
    ("text", "account", "fact"),
    [
        (f"cuánto debo, cuenta {A} cédula 102346342", A, "102346342"),
        (f"mi sedula es 6342 y la cuenta {A}, cuanto debo", A, "6342"),
        (f"C.C. 1.023.463.421 cta {A}", A, "1.023.463.421"),
        (f"cedula 1 023 463 421 cuenta {A}", A, "1 023 463 421"),
        (f"la {A} y el medidor es EN-10234521", A, "EN-10234521"),
        (f"{A} es la cuenta y 4521 de la cedula", A, "4521"),
        (f"contrato número {A}, los últimos 4 dígitos de la cédula son 4521", A, "4521"),
        (f"{A} 8489", A, "8489"),
        (f"8489, {A}", A, "8489"),
        (f"cuenta {A}", A, None),
        (f"pagué 85.000 ayer y no me aparece, cuenta {A}", A, None),
        (f"debo 3 facturas de la cuenta {A}", A, None),
        ("mi celular es 3001234567", None, None),
        ("el caso 2026-VS-0000123", None, None),
        ("cedula: 1023463421", None, "1023463421"),
    ],
)
def test_what_a_message_claims(text, account, fact):
    claimed = claim.read(text)
    assert (claimed.account, claimed.fact) == (account, fact)
    assert fact is None or (fact not in claimed.masked and MASK in claimed.masked)
    assert account is None or account in claimed.masked


@pytest.mark.parametrize(
    ("text", "number"),
    [
        (f"no, me equivoqué, es el {B}", B),
        (f"me ekivoqué es {B}", B),
        (f"perdón, la cuenta es {B}", B),
        (f"no es esa, es {B}", B),
        (f"cuenta {B}", B),
        (f"dije {A} pero era {B}", B),
        (f"cuenta {A}", None),
        ("6342", None),
        ("no, es 6342", None),
        ("1020304", None),  # as short as a document may be
    ],
)
def test_another_account_than_the_one_asked_about(text, number):
    assert claim.correction(text, A) == number


def test_a_bare_number_is_another_account_where_one_was_only_remembered():
    assert claim.correction(B, A, bare=True) == B
    assert claim.correction("6342", A, bare=True) is None


@given(st.text())
def test_any_text_can_be_read(text):
    claimed = claim.read(text)
    assert claimed.fact is None or MASK in claimed.masked
