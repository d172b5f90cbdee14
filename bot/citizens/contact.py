"""A way to reach a citizen that they name themselves: a phone of the country, or an e-mail address."""

import re
from dataclasses import dataclass

import phonenumbers

from bot.entity import entity

_EMAIL = re.compile(r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+")


@dataclass(frozen=True)
class Contact:
    """`kind`: "teléfono" or "correo"; `value`: E.164, or the address; `shown`: as much of it as is repeated."""

    kind: str
    value: str
    shown: str


def find(text: str) -> Contact | None:
    """The contact that a text names; None if there is none, or a phone that cannot be."""
    if email := _EMAIL.search(text):
        name, _, host = email[0].rstrip(".").partition("@")
        return Contact("correo", f"{name}@{host}", f"{name[0]}***@{host}")
    for match in phonenumbers.PhoneNumberMatcher(text, entity().country):
        value = phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
        return Contact("teléfono", value, f"que termina en {value[-4:]}")
    return None
