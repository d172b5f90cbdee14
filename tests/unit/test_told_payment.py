"""How much was paid, and when, in few words."""

from datetime import date
from decimal import Decimal

import pytest

from bot.billing import told_payment

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
    ],
)
def test_the_amount_and_the_day(text, amount, paid_on):
    told = told_payment.read(text, MONDAY)
    assert (told.amount, told.paid_on) == (Decimal(amount) if amount else None, paid_on)


def test_a_number_like_an_accounts_is_an_amount_where_that_was_asked_for():
    assert told_payment.read("1500000", MONDAY).amount is None
    assert told_payment.read("1500000", MONDAY, asked_amount=True).amount == 1_500_000
    assert told_payment.read("mi cuenta es la 1500000", MONDAY, asked_amount=True).amount is None
