"""The phone or e-mail that a citizen names."""

import pytest

from bot.citizens import contact


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("300 456 7899", "+573004567899"),
        ("es el tres cero cero cuatro cinco seis siete ocho nueve nueve", "+573004567899"),
        ("anote: trescientos no, tres cero cero, cuatro cinco seis, setenta y ocho noventa y nueve", "+573004567899"),
        ("mi correo es ana@example.org", "ana@example.org"),
        ("300 456 78", None),
        ("quiero cambiar dos datos", None),
        ("", None),
    ],
)
def test_in_digits_and_in_words(text, value):
    found = contact.find(text)
    assert (found.value if found else None) == value
