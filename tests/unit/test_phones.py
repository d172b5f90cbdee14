"""One telephone number, however the networks and services write it."""

import pytest

from bot import phones


@pytest.mark.parametrize(
    ("number", "other"),
    [
        ("+5215512345678", "+525512345678"),  # Mexico City
        ("+5218112345678", "+528112345678"),  # Monterrey
        ("+5491123456789", "+541123456789"),  # Buenos Aires
        ("+5493514234567", "+543514234567"),  # Córdoba
    ],
)
def test_two_spellings_of_one_number(number, other):
    assert phones.spellings(number) == phones.spellings(other) == {number, other}


@pytest.mark.parametrize(
    "text",
    [
        "+573001234567",
        "+50255512345",
        "+5215",
        "+52155123456789",
        "+549112345",
        "hidden-CA1",
        "web-session",
        "",
        "7000001",
    ],
)
def test_everything_else_has_one(text):
    assert phones.spellings(text) == {text}


@pytest.mark.parametrize(
    ("given", "number"),
    [
        ("03 300 123 4567", "+573001234567"),
        ("300 123 4567", "+573001234567"),
        ("+5215512345678", "+525512345678"),
        ("+525512345678", "+525512345678"),
        ("+5491123456789", "+5491123456789"),
        ("12", None),
    ],
)
def test_a_number_that_somebody_gives(given, number):
    assert phones.e164(given) == number
