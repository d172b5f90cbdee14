"""All simulated phones: a few citizens with a phone on every channel, and any number that tests ask for."""

from collections.abc import Iterator

from sandbox.phone import PHONES_KEPT, Phone

CHANNELS = ("telegram", "whatsapp", "sms", "voice")

# Made-up people; the numbers are of a Colombian mobile range's very first block.
CITIZENS = (
    ("ana", "Ana Quintero", "+573000000101", 700000101),
    ("luis", "Luis Pardo", "+573000000102", 700000102),
    ("marta", "Marta Ríos", "+573000000103", 700000103),
    ("jorge", "Jorge Tovar", "+573000000104", 700000104),
)


class TooManyPhones(Exception):
    """The sandbox keeps its memory bounded."""


class Phones:
    """Phones by channel, and by slug, number or chat id."""

    def __init__(self) -> None:
        self._phones: dict[tuple[str, str], Phone] = {}
        self._count = 0
        for channel in CHANNELS:
            for slug, name, number, chat_id in CITIZENS:
                self._add(Phone(channel, slug, name, number, chat_id))

    def find(self, channel: str, key: str | int) -> Phone | None:
        """A phone by slug, number (with or without +) or chat id."""
        return self._phones.get((channel, str(key).removeprefix("+")))

    def find_or_add(self, channel: str, key: str) -> Phone:
        """A phone, made on the spot when the key is a number that nobody has yet.

        KeyError for a key that is neither known nor a number; TooManyPhones when no more are kept."""
        found = self.find(channel, key)
        if found:
            return found
        digits = key.removeprefix("+")
        if channel not in CHANNELS or not (digits.isascii() and digits.isdigit() and 3 <= len(digits) <= 15):
            raise KeyError(key)
        if self._count >= PHONES_KEPT:
            raise TooManyPhones
        number = "" if channel == "telegram" else f"+{digits}"
        chat_id = int(digits) if channel == "telegram" else 0
        return self._add(Phone(channel, digits, f"Persona {digits[-4:]}", number, chat_id))

    def __iter__(self) -> Iterator[Phone]:
        return iter({id(phone): phone for phone in self._phones.values()}.values())

    def of(self, channel: str) -> Iterator[Phone]:
        """The demo citizens' phones on a channel, in order."""
        return (self._phones[channel, slug] for slug, *_ in CITIZENS)

    def _add(self, phone: Phone) -> Phone:
        keys = {phone.slug, str(phone.chat_id) if phone.channel == "telegram" else phone.number.removeprefix("+")}
        for key in keys:
            self._phones[phone.channel, key] = phone
        self._count += 1
        return phone
