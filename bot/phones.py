"""Telephone numbers as people give them and as the networks take them (phonenumbers, from ITU-T E.164)."""

import phonenumbers

from bot.entity import entity

# The digit that some networks and services write between the country's code and a mobile number of ten digits, and
# others do not: Mexico dropped its 1 in 2019, and WhatsApp writes it still; Argentina's 9 marks a mobile on calls from
# abroad. Source: WhatsApp's help, "How to add an international phone number"; IFT, Plan Técnico Fundamental de
# Numeración (2019).
_SOMETIMES = {52: "1", 54: "9"}
_TEN_DIGITS = 10


def e164(given: str) -> str | None:
    """A number as somebody dialled or typed it, in E.164; None if no telephone of the country, or abroad, has it."""
    try:
        number = phonenumbers.parse(given, entity().country)
        if number.country_code in _SOMETIMES and not phonenumbers.is_valid_number(number):
            number = phonenumbers.parse(min(spellings(f"+{number.country_code}{number.national_number}"), key=len))
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def spellings(number: str) -> set[str]:
    """All ways in which networks and services write one telephone number: one, except in Mexico and Argentina. A text
    that is no number in E.164 has only itself.
    """
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return {number}
    digit, rest = _SOMETIMES.get(parsed.country_code or 0), str(parsed.national_number)
    if digit is None:
        return {number}
    if len(rest) == _TEN_DIGITS + 1:
        rest = rest.removeprefix(digit)
    return {f"+{parsed.country_code}{more}{rest}" for more in ("", digit)} if len(rest) == _TEN_DIGITS else {number}


def national(number: str) -> str:
    """An E.164 number as it is dialled within the country, digits only; other texts as they are."""
    try:
        return phonenumbers.national_significant_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return number
