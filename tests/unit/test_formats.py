from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import formats

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("amount", "country", "code", "text"),
    [
        (Decimal(120500), "CO", "COP", "$120.500"),
        (Decimal("120500.50"), "CO", "COP", "$120.500,50"),
        (Decimal("1234567.89"), "CO", "COP", "$1.234.567,89"),
        (Decimal("1250.50"), "GT", "GTQ", "Q1,250.50"),
        (Decimal(1250), "GT", "GTQ", "Q1,250.00"),
        (Decimal("85.5"), "GT", "GTQ", "Q85.50"),
        (Decimal("85.5"), "PE", "PEN", "S/ 85.50"),
        (Decimal("-1085.5"), "EC", "USD", "-$1.085,50"),
        (Decimal(350), "MX", "MXN", "$350.00"),
        (Decimal("85.5"), "BO", "BOB", "Bs 85,50"),
        (Decimal("1085.5"), "UY", "UYU", "$1.085,50"),
        (Decimal(85000), "CL", "CLP", "$85.000"),
        (Decimal(85), "HT", "HTG", "HTG 85.00"),
        (Decimal(-12300), "CO", "COP", "-$12.300"),
        (Decimal("-0.001"), "CO", "COP", "$0"),
        (0, "CO", "COP", "$0"),
        (Decimal("0.005"), "CO", "COP", "$0,01"),
    ],
)
def test_money_as_the_country_writes_it(amount, country, code, text):
    assert formats.money(amount, country, code) == text


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_money_can_be_read_back(amount):
    text = formats.money(amount, "CO")
    read = Decimal(text.replace("$", "").replace(".", "").replace(",", "."))
    assert read == amount


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 12, 31)))
def test_a_date_names_its_weekday_and_its_year_unless_it_is_this_one(day):
    text = formats.long_date(day, TODAY)
    assert text.split()[0] == formats.WEEKDAYS[day.weekday()]
    assert text.split()[1] == str(day.day)
    assert text.endswith(str(day.year)) == (day.year != TODAY.year)


def test_dates_and_months_in_words():
    assert formats.long_date(date(2026, 11, 24), TODAY) == "martes 24 de noviembre"
    assert formats.long_date(date(2027, 1, 2), TODAY) == "sábado 2 de enero de 2027"
    assert formats.month_name("2026-09", TODAY) == "septiembre"
    assert formats.month_name("2025-12", TODAY) == "diciembre de 2025"
    assert formats.short_date(date(2026, 3, 4)) == "04/03/2026"


@pytest.mark.parametrize("period", ["2026-13", "2026-00", "septiembre", ""])
def test_a_month_that_does_not_exist(period):
    with pytest.raises(ValueError):
        formats.month_name(period, TODAY)


@pytest.mark.parametrize(
    ("items", "text"),
    [
        ([], ""),
        (["agua"], "agua"),
        (["agua", "gas"], "agua y gas"),
        (["agua", "gas", "energía"], "agua, gas y energía"),
        (["agua", "internet"], "agua e internet"),
        (["agua", "hielo"], "agua y hielo"),
    ],
)
def test_a_listing(items, text):
    assert formats.listing(items) == text


@pytest.mark.parametrize(
    ("value", "text"), [("1250", "1.250"), ("13.500", "13,5"), ("0", "0"), ("12.0", "12"), ("1234.567", "1.234,567")]
)
def test_a_quantity(value, text):
    assert formats.number(Decimal(value), "CO") == text
