"""What the forms have in common: reading the answers to their questions, and a person after two refusals."""

import re
from abc import ABC, abstractmethod
from decimal import Decimal, InvalidOperation
from typing import Any

from rasa_sdk import FormValidationAction, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.say import tell
from bot.text import fold

REFUSALS = 2
_WORDS = {
    "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8, "nueve": 9, "diez": 10,
    "once": 11, "doce": 12, "dieciocho": 18, "veinticuatro": 24, "treinta y seis": 36,
}  # fmt: skip


class FormAnswers(FormValidationAction, ABC):
    """Checks the answers to a form's questions: `validate_<slot>` gets what was answered, never an emptied slot."""

    @abstractmethod
    def name(self) -> str:
        """`validate_<form>`."""

    async def get_validation_events(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Leaves out what the action that asks for the form has emptied just before: nobody answered that."""
        tracker.events = [event for event in tracker.events if not _empties(event)]
        events: list[EventType] = await super().get_validation_events(dispatcher, tracker, domain)
        return events


def _empties(event: dict[str, Any]) -> bool:
    return event.get("event") == "slot" and event.get("value") is None


def refuse(dispatcher: CollectingDispatcher, tracker: Tracker, slot: str, hint: str) -> dict[str, Any]:
    """Say why an answer does not do; after two refusals offer a person besides. The form then asks again."""
    if times_asked(tracker, slot) > REFUSALS:
        tell(dispatcher, f"{hint} Si prefiere, le atiende una persona.", ("Hablar con una persona", "/human_handoff"))
    else:
        tell(dispatcher, hint)
    return {slot: None}


def times_asked(tracker: Tracker, slot: str) -> int:
    """How often the form that is open has asked for a slot."""
    asked = 0
    for event in reversed(tracker.events):
        if event.get("event") == "active_loop" and event.get("name"):
            break
        asked += event.get("event") == "slot" and event.get("name") == "requested_slot" and event.get("value") == slot
    return asked


def positive_amount(value: Any) -> Decimal | None:
    """A number that an entity brought, or one in a citizen's words: `120.500`, `$120.500,50`, `120 mil`."""
    if isinstance(value, int | float):
        return Decimal(str(value)) if value > 0 else None
    text = fold(str(value))
    found = re.search(r"\d[\d.,]*", text)
    if found is None:
        return None
    amount = _decimal(found[0].rstrip(".,"))
    after = text[found.end() :].lstrip()
    if amount is not None and re.match(r"mil\b|k\b|lucas?\b", after):
        amount *= 1000
    return amount if amount is not None and amount > 0 else None


def whole_number(value: Any) -> int | None:
    """A whole number in a citizen's words: `6`, `en seis cuotas`."""
    text = fold(str(value))
    if found := re.search(r"(?<![\d.,])\d{1,3}(?![\d.,])", text):
        return int(found[0])
    return next((number for word, number in reversed(_WORDS.items()) if re.search(rf"\b{word}\b", text)), None)


def _decimal(text: str) -> Decimal | None:
    """Digits with separators, read by their places: three digits after the last one make it a thousands separator."""
    whole, _, rest = text.replace(",", ".").rpartition(".")
    plain = f"{whole.replace('.', '')}.{rest}" if whole and len(rest) != 3 else text.replace(".", "").replace(",", "")
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None
