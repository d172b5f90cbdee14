"""Answers to the questions of the outage form, checked."""

import re
from typing import Any, ClassVar

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.context import turn
from actions.form_answers import FormAnswers, refuse
from bot.entity import entity
from bot.outages import phrases, reporting
from bot.outages.outage import OutageReport
from bot.outages.places import neighborhood_in, says_where
from bot.outages.services import service_in, service_told
from bot.words import fold

WHERE = "Necesito el barrio o la dirección para ubicar la falla."
_LEADING = re.compile(
    r"^((eso |esto |yo )?(es|queda|estoy|estamos|vivo|vivimos|seria) )?(aqui |aca |alla )?"
    r"(en|por|cerca (de|a)) (?=\w+ )|^(eso |yo )?(queda|vivo|vivimos) (?=\w+ )",
    re.IGNORECASE,
)
# "La de mi cuenta", "esa misma cuenta".
_OF_ACCOUNT = re.compile(r"\b(cuenta|contrato)\b")
# What a name stands beside: "frente al colegio San José".
_LANDMARK = re.compile(
    r"\b(frente|enfrente|lado|detras|atras|junto|diagonal|cerca|cuadras?|metros|esquina|pasando|antes|despues|arriba|"
    r"abajo|colegio|escuela|iglesia|parque|cancha|puente|tienda|hospital|puesto|plaza|mercado|estacion|bomba|finca)\b"
)
LONGEST_ANSWER = 12
SHORTEST_PLACE = 3
LONGEST_PLACE = 200


class ValidateOutageForm(FormAnswers):
    """Which service, and where. A place that was named before, or a verified account, is not asked for again."""

    corrected: ClassVar = {
        "service": lambda value: f"Corregido: {phrases.service_name(value)}.",
        "place": lambda value: f"Corregido: {value}.",
    }

    begun_by = "outage_report"
    named_in_questions = frozenset({"place"})

    def name(self) -> str:
        return "validate_outage_form"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        events = await super().run(dispatcher, tracker, domain)
        if any(event.get("event") == "action_execution_rejected" for event in events):
            return events
        if lamp := _street_lamp(tracker):
            events = [*(event for event in events if event.get("name") != "service"), SlotSet("service", lamp)]
        if tracker.get_slot("place") or any(event.get("name") == "place" for event in events):
            return events
        if _is_anothers(tracker, events):
            return [*events, SlotSet("place", "-")]  # whoever answers for that service asks for the place
        known = None if self.only_names(tracker) else _named(tracker)
        if not known and (same := await _told_again(tracker, events)):
            return [*events, SlotSet("service", same.service), SlotSet("place", same.place)]
        if tracker.get_slot("requested_slot") is None:
            known = tracker.get_slot("address") or tracker.get_slot("neighborhood") or known or await _account(tracker)
        if known:
            return [*events, SlotSet("place", known)]
        return events or _nothing_new(dispatcher, tracker)

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
        held = tracker.get_slot("account_number")
        if held and _OF_ACCOUNT.search(bare) and not re.search(r"\d", bare):
            return {"place": str(held)}
        if words.startswith("/") or len(bare) < SHORTEST_PLACE or "?" in words or not says_where(bare):
            return refuse(dispatcher, tracker, "place", WHERE)
        return {"place": _whole(words, tracker)[:LONGEST_PLACE]}


def _whole(words: str, tracker: Tracker) -> str:
    """A place as it was said, where only a part of it was read: "Villa" of "Villa del Río", "San José" of "frente al
    colegio San José".
    """
    said = " ".join(str(tracker.latest_message.get("text") or "").split())
    if neighborhood_in(words) or said.startswith("/"):
        return words
    answers = tracker.get_slot("requested_slot") == "place" and len(said.split()) <= LONGEST_ANSWER
    as_said = _LEADING.sub("", said) if answers and _LANDMARK.search(fold(said)) and words in said else words
    return neighborhood_in(said) or as_said


def _street_lamp(tracker: Tracker) -> str | None:
    """The service of a lamp in the street, where the message that begins the report tells of one."""
    said = str(tracker.latest_message.get("text") or "")
    begins = tracker.get_slot("requested_slot") in {None, "service"}
    of_energy = tracker.get_slot("service") in {None, "energia", "alumbrado"}
    return service_told(said) if begins and of_energy and not said.startswith("/") else None


def _nothing_new(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    """The report told again in the middle of its form, without what was asked. Given nothing at all, the form would
    decline, and be started by the same words again without end.
    """
    asked, intent = tracker.get_slot("requested_slot"), tracker.latest_message.get("intent") or {}
    if not asked or intent.get("name") != "outage_report":
        return []
    refuse(dispatcher, tracker, asked, WHERE if asked == "place" else "Dígame cuál servicio le falta.")
    return [SlotSet(asked, None)]


async def _told_again(tracker: Tracker, events: list[EventType]) -> OutageReport | None:
    """The report just made, where the message that would begin another has nothing of its own: the same is meant."""
    said = str(tracker.latest_message.get("text") or "")
    begins = tracker.get_slot("requested_slot") is None and not said.startswith("/")
    if not begins or tracker.get_slot("address") or tracker.get_slot("neighborhood"):
        return None
    async with turn(tracker) as now:
        made = await reporting.just_made(now.session, now.conversation)
    service = next((event["value"] for event in events if event.get("name") == "service"), tracker.get_slot("service"))
    return made if made and service in {None, made.service} else None


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
