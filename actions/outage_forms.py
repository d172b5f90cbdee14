"""Answers to the questions of the outage form, checked."""

import re
from typing import Any, ClassVar

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.context import turn
from actions.form_answers import FormAnswers, refuse
from bot.entity import entity
from bot.outages import phrases
from bot.outages.places import neighborhood_in
from bot.outages.services import service_in
from bot.words import fold

_DOES_NOT_KNOW = {
    "no se",
    "no lo se",
    "no se cual",
    "no estoy seguro",
    "no estoy segura",
    "ni idea",
    "no",
    "aqui",
    "aca",
    "aqui en la casa",
    "la casa",
    "mi casa",
    "en casa",
    "en mi casa",
    "en la casa",
    "toda la casa",
}
_LEADING = re.compile(r"^(es )?(en|por) (?=\w+ )", re.IGNORECASE)
SHORTEST_PLACE = 3
LONGEST_PLACE = 200


class ValidateOutageForm(FormAnswers):
    """Which service, and where. A place that was named before, or a verified account, is not asked for again."""

    corrected: ClassVar = {
        "service": lambda value: f"Corregido: {phrases.service_name(value)}.",
        "place": lambda value: f"Corregido: {value}.",
    }

    def name(self) -> str:
        return "validate_outage_form"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        events = await super().run(dispatcher, tracker, domain)
        if tracker.get_slot("place") or any(event.get("name") == "place" for event in events):
            return events
        if _is_anothers(tracker, events):
            return [*events, SlotSet("place", "-")]  # whoever answers for that service asks for the place
        known = _named(tracker)
        if tracker.get_slot("requested_slot") is None:
            known = tracker.get_slot("address") or tracker.get_slot("neighborhood") or known or await _account(tracker)
        return [*events, SlotSet("place", known)] if known else events

    async def validate_service(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        key = service_in(str(value or ""))
        if key is None:
            return refuse(dispatcher, tracker, "service", "No reconocí el servicio.")
        return {"service": key}

    async def validate_place(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        words = " ".join(str(value or "").split())
        if not words.startswith("/"):
            words = _LEADING.sub("", words)
        bare = fold(words).strip(" .,!¡?¿")
        if words.startswith("/") or len(bare) < SHORTEST_PLACE or bare in _DOES_NOT_KNOW or "?" in words:
            return refuse(dispatcher, tracker, "place", "Necesito el barrio o la dirección para ubicar la falla.")
        # A name of several words may have been cut short on its way: "Villa" of "Villa del Río".
        whole = None if neighborhood_in(words) else neighborhood_in(str(tracker.latest_message.get("text") or ""))
        return {"place": whole or words[:LONGEST_PLACE]}


def _is_anothers(tracker: Tracker, events: list[EventType]) -> bool:
    """Whether the service is another company's."""
    key = next((event["value"] for event in events if event.get("name") == "service"), tracker.get_slot("service"))
    service = entity().service(str(key or ""))
    return service is not None and not service.own


def _named(tracker: Tracker) -> str | None:
    """The neighborhood of ours that the citizen has just named, also with a slip of the pen."""
    said = str(tracker.latest_message.get("text") or "")
    return None if said.startswith("/") else neighborhood_in(said)


async def _account(tracker: Tracker) -> str | None:
    """The number of the account that this citizen may read: its address is the place."""
    async with turn(tracker) as now:
        return now.account_number
