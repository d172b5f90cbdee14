"""A request of its own in the middle of a form, which names what the form knows too: "¿cuánto debo de la luz?".

Rasa gives a form every message that fills one of its slots. Such a message belongs to its own request: the form gives
way to it, and keeps what it knew.
"""

import re
from collections.abc import Iterable
from typing import Any

from rasa_sdk.events import ActionExecutionRejected, EventType, SlotSet

from bot.words import fold

# What is said to a form rather than asked of the office.
_TO_A_FORM = frozenset(
    "inform affirm deny rating out_of_scope nlu_fallback greet goodbye thank abuse bot_challenge".split()
)
# Requests that end a form: what they name is theirs.
_ENDS = frozenset({"complaint_file", "human_handoff"})
_ASKS = re.compile(r"\W*(y )?(hay|ai|donde|onde|cuando|cuanto|como|que|a que|q|a q|cual|tienen|atienden|abren)\b")
_CORRECTS = re.compile(
    r"(?:(?:ay|uy|ah|eh)\W+)?(?:no(?:\s*[,.;]|\s+(?:es|era|eran|fue|fueron|son|mejor|digo|perdon\w*|disculp\w*)\b)"
    r"|perdon|disculp|me equivo|corrijo|digo\b|quise decir|mejor dicho)"
)


def gives_way(begun_by: str, intent: str, said: str) -> bool:
    """Whether a message without an answer to the form's question is a request of its own: it neither begins the form
    (`begun_by`, an intent) nor corrects what the form knows.
    """
    if said.startswith("/") or _CORRECTS.match(fold(said).lstrip(" ¡¿")):
        return False
    return intent not in {begun_by, *_TO_A_FORM}


def asks_otherwise(begun_by: str, intent: str, said: str) -> bool:
    """Whether a message asks something of its own, though it names what the form wants: "¿hay oficina en El Prado?"."""
    of_outages = intent.startswith("outage_") and intent != "outage_planned"
    return not of_outages and gives_way(begun_by, intent, said) and ("?" in said or bool(_ASKS.match(fold(said))))


def rejection(form: str, intent: str, events: list[dict[str, Any]], slots: Iterable[str]) -> list[EventType]:
    """The events by which a form gives way to a message, which filled `slots`: they get back what they had."""
    kept = () if intent in _ENDS else slots
    return [*(SlotSet(slot, held_before_message(events, slot)) for slot in kept), ActionExecutionRejected(form)]


def resumed(message: dict[str, Any]) -> dict[str, Any]:
    """What an interrupted form had been told, where a message of the platform goes on with it: "said", the text that
    began it, and "slots" (`bot.messaging.interrupted`); empty for any other.
    """
    return (message.get("metadata") or {}).get("resumes") or {}


def held_before_message(events: list[dict[str, Any]], slot: str) -> Any:
    """What a slot held before the latest message, in whatever form."""
    latest = max((n for n, event in enumerate(events) if event.get("event") == "user"), default=0)
    return next(
        (
            event.get("value")
            for event in reversed(events[:latest])
            if event.get("event") == "slot" and event.get("name") == slot
        ),
        None,
    )
