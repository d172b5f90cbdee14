"""Telephone numbers as people give them and as the networks take them (phonenumbers, from ITU-T E.164)."""

import phonenumbers

from bot.entity import entity


def e164(given: str) -> str | None:
    """A number as somebody dialled or typed it, in E.164; None if no telephone of the country, or abroad, has it."""
    try:
        number = phonenumbers.parse(given, entity().country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def national(number: str) -> str:
    """An E.164 number as it is dialled within the country, digits only; other texts as they are."""
    try:
        return phonenumbers.national_significant_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return number
