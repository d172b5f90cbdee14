"""A way to reach a citizen that they name themselves: a phone of the country, or an e-mail address."""

import re
from dataclasses import dataclass

import phonenumbers

from bot.citizens.facts import spelled
from bot.entity import entity
from bot.words import fold

_EMAIL = re.compile(r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[ ,.-]+(?=\d)")


@dataclass(frozen=True)
class Contact:
    """`kind`: "teléfono" or "correo"; `value`: E.164, or the address; `shown`: as much of it as is repeated."""

    kind: str
    value: str
    shown: str


def find(text: str) -> Contact | None:
    """The contact that a text names, also a phone in words ("tres cero cero…"); None if there is none, or a phone that
    cannot be.
    """
    if email := _EMAIL.search(text):
        name, _, host = email[0].rstrip(".").partition("@")
        return Contact("correo", f"{name}@{host}", f"{name[0]}***@{host}")
    phone = _phone(text) or _phone(_BETWEEN_DIGITS.sub("", spelled(fold(text))))
    return Contact("teléfono", phone, f"que termina en {phone[-4:]}") if phone else None


def _phone(text: str) -> str | None:
    for match in phonenumbers.PhoneNumberMatcher(text, entity().country):
        return phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
    return None
