"""Answers about outages: whether there is one, what is planned, a report taken down, compensation."""

from dataclasses import dataclass, replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.account_action import check
from actions.context import Turn, turn
from actions.digression import resumed
from actions.say import Button, last_answered, say, tell
from bot import effects
from bot.billing import accounts
from bot.citizens import consent
from bot.entity import entity
from bot.outages import finding, phrases, reporting
from bot.outages.outage import OutageReport
from bot.outages.places import neighborhood_in
from bot.outages.services import services_in
from bot.words import fold

REPORT: Button = ("Reportar una falla", "/outage_report")
# Actions that told of a neighborhood.
_OF_A_PLACE = frozenset({"action_outage_status", "action_outage_planned", "action_inform"})
PLACE_SLOTS = ("place", "address", "neighborhood")


@dataclass(frozen=True)
class Place:
    """Where the citizen means: their words, the neighborhood if it is one of ours, their verified account."""

    words: str
    neighborhood: str | None
    account_number: str | None


class ActionOutageReport(Action):
    """A service is missing: tells of the known outage, or takes a report down."""

    def name(self) -> str:
        return "action_outage_report"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        key = str(tracker.get_slot("service") or "energia")
        service = entity().service(key)
        if service and not service.own:
            tell(dispatcher, phrases.not_ours(service), ("Presentar un reclamo", "/complaint_file"))
            return _done()
        async with turn(tracker) as now:
            place = await _place(now, tracker)
            if place is None:
                tell(dispatcher, "¿En qué barrio o dirección falta el servicio?")
                return []
            for text in await _reports(now, [key, *_others(tracker, key)], place):
                tell(dispatcher, text)
        return _done()


class ActionOutageStatus(Action):
    """Is there an outage here, and when does the service come back?"""

    def name(self) -> str:
        return "action_outage_status"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        service = _service(tracker)
        async with turn(tracker) as now:
            place = await _place(now, tracker)
            if not _names_place(tracker) and (told := await _told_before(now, tracker)):
                place, service = told.place, service or told.service
            if place is None:
                known = await _identified(now, tracker, dispatcher)
                if known is None:
                    return []
                place = await _place(known, tracker)
            reported = None if _names_place(tracker) else await reporting.just_made(now.session, now.conversation)
            if reported and service in {None, reported.service} and not await _is_known(now, reported):
                tell(dispatcher, phrases.still_reported(reported))
            elif place and place.neighborhood:
                await tell_of(now, dispatcher, place.neighborhood, service)
            else:
                tell(dispatcher, await _everywhere(now, service), REPORT)
        return _done(tracker)


class ActionOutagePlanned(Action):
    """Which cuts are planned."""

    def name(self) -> str:
        return "action_outage_planned"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        async with turn(tracker) as now:
            place = await _place(now, tracker)
            where = place.neighborhood if place else None
            if where:  # who asks about cuts mostly has one
                for outage in await finding.current(now.session, neighborhood=where, service=_service(tracker)):
                    tell(dispatcher, phrases.known(outage, where))
            planned = await finding.planned(now.session, neighborhood=where, service=_service(tracker))
            tell(dispatcher, phrases.planned_list(planned, where))
        return _done(tracker)


class ActionOutageCompensation(Action):
    """Compensation is never promised; a complaint is offered."""

    def name(self) -> str:
        return "action_outage_compensation"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        rules = entity().compensation
        if not rules.verified:
            tell(dispatcher, "No tengo esa información confirmada.", ("Hablar con una persona", "/human_handoff"))
            return []
        tell(dispatcher, f"{rules.text} {rules.offer}", ("Sí, radicar", "/complaint_file"), ("No", "/deny"))
        return []


async def tell_of(now: Turn, dispatcher: CollectingDispatcher, neighborhood: str, service: str | None) -> None:
    """Tell the outages in a neighborhood now, of one service or of all."""
    found = await finding.current(now.session, neighborhood=neighborhood, service=service)
    for outage in found:
        tell(dispatcher, phrases.known(outage, neighborhood))
    if not found:
        tell(dispatcher, phrases.none_known(service, neighborhood), REPORT)


def _others(tracker: Tracker, key: str) -> list[str]:
    """The other services of ours that the message which began the report named beside this one: "ni agua ni luz"."""
    named = services_in(_began(tracker))
    others = (service for one in named if (service := entity().service(one)))
    return [one.key for one in others if one.own and one.key != key] if key in named else []


def _began(tracker: Tracker) -> str:
    """The citizen's words that the report was begun with, also where something else was asked meanwhile; "" for a
    button.
    """
    for event in reversed(tracker.events):
        intent = ((event.get("parse_data") or {}).get("intent") or {}).get("name")
        if event.get("event") == "user" and intent == "outage_report":
            return str(resumed(event).get("said") or event.get("text") or "")
    return ""


async def _reports(now: Turn, services: list[str], place: Place) -> list[str]:
    """Take a report of each service down; what to say, and below it once what goes for all."""
    taken = []
    for number, service in enumerate(services):
        beside = replace(now, event_id=f"{now.event_id}/{service}") if number else now  # a report of its own
        taken.append(await _report(beside, service, place))
    new = [made for made in taken if isinstance(made, OutageReport)]
    return [
        phrases.reported(made, await reporting.nearby(now.session, made), last=made is new[-1])
        if isinstance(made, OutageReport)
        else made
        for made in taken
    ]


async def _report(now: Turn, service: str, place: Place) -> OutageReport | str:
    """Take a report down, beside the outage that is known there; the report, or what there is to say of what is known
    already.
    """
    known = []
    if place.neighborhood:
        known = await finding.current(now.session, neighborhood=place.neighborhood, service=service)

    async def make() -> str:
        made = await reporting.report(
            now.session,
            now.conversation,
            service=service,
            place=place.words,
            neighborhood=place.neighborhood,
            account_number=place.account_number,
            outage=known[0] if known else None,
            event_id=now.event_id,
        )
        return str(made.id)

    made_id = await effects.once(now.session, event_id=now.event_id, action="action_outage_report", make=make)
    if known and place.neighborhood:
        return phrases.known(known[0], place.neighborhood)
    made = await now.session.get_one(OutageReport, int(made_id))
    if made.filed_by_event not in {None, now.event_id}:
        return phrases.still_reported(made)
    return made


async def _place(now: Turn, tracker: Tracker) -> Place | None:
    """Where the citizen means: the words of this question, or else the account that they may read."""
    said = str(tracker.latest_message.get("text") or "")
    words = next((str(tracker.get_slot(slot)) for slot in PLACE_SLOTS if tracker.get_slot(slot)), "")
    words = words or (not said.startswith("/") and neighborhood_in(said)) or ""
    address = str(tracker.get_slot("address") or "")
    if words and fold(address) not in fold(words):
        words = f"{address}, {words}"  # the street and the neighborhood were named, and one became the place
    number = accounts.as_number(words) if words else None
    if words and number is None:
        told = (words, *(str(tracker.get_slot(slot) or "") for slot in PLACE_SLOTS), said)
        named = next((name for text in told if (name := neighborhood_in(text))), None)
        return Place(words, named, now.account_number)
    if now.account_number and number in {None, now.account_number}:
        account = await accounts.get(now.session, now.account_number)
        if account:
            return Place(account.address, account.neighborhood, account.number)
    # Another account's neighborhood is not for everybody: its number is all that is kept.
    return Place(number, None, None) if number else None


async def _is_known(now: Turn, report: OutageReport) -> bool:
    """Whether an outage is known where and of what somebody reported."""
    where = report.neighborhood
    return where is not None and bool(await finding.current(now.session, neighborhood=where, service=report.service))


def _names_place(tracker: Tracker) -> bool:
    said = str(tracker.latest_message.get("text") or "")
    return any(tracker.get_slot(slot) for slot in PLACE_SLOTS) or neighborhood_in(said) is not None


@dataclass(frozen=True)
class Told:
    """What the question before was about."""

    place: Place
    service: str | None


async def _told_before(now: Turn, tracker: Tracker) -> Told | None:
    """The report that this conversation has just made, or the neighborhood that was just told about; None for neither:
    "¿y a qué hora vuelve?" is of that.
    """
    if tracker.active_loop.get("name"):
        return None
    if report := await reporting.just_made(now.session, now.conversation):
        return Told(Place(report.place, report.neighborhood, report.account_number), report.service)
    if last_answered(tracker) not in _OF_A_PLACE:
        return None
    set_before = [event for event in tracker.events if event.get("event") == "slot" and event.get("value")]
    places = (str(event["value"]) for event in reversed(set_before) if event.get("name") in PLACE_SLOTS)
    named = next((name for place in places if (name := neighborhood_in(place))), None)
    services = (str(event["value"]) for event in reversed(set_before) if event.get("name") == "service")
    return Told(Place(named, named, None), next(services, None)) if named else None


async def _identified(now: Turn, tracker: Tracker, dispatcher: CollectingDispatcher) -> Turn | None:
    """With an account number and nothing else to go by: the identity check, after which this action runs again.

    None if something was asked; otherwise the turn, with the account where the message itself passed the check.
    """
    number = accounts.as_number(str(tracker.get_slot("account_number") or ""))
    if number is None or now.account_number:
        return now
    if question := await consent.needed(now.session, now.conversation, then="outage_status", answering=now.message_id):
        say(dispatcher, question)
        return None
    if words := await check(now, number, "outage_status"):
        tell(dispatcher, words)
        return None
    return replace(now, account_number=number)


async def _everywhere(now: Turn, service: str | None) -> str:
    """The outages that run now, wherever they are."""
    running = await finding.running(now.session, service=service)
    ask = "Escriba su barrio y le digo cómo está."
    if not running:
        what = f" de {phrases.service_name(service)}" if service else ""
        return f"No tengo cortes{what} registrados en este momento. {ask}"
    return "\n".join(["Cortes en este momento:", *(phrases.one_line(outage) for outage in running), ask])


def _service(tracker: Tracker) -> str | None:
    """The service that a question is about; while a report is being taken down the slot belongs to that."""
    if not tracker.active_loop.get("name"):
        return tracker.get_slot("service")
    found = tracker.latest_message.get("entities") or []
    return next((str(one["value"]) for one in found if one.get("entity") == "service"), None)


def _done(tracker: Tracker | None = None) -> list[EventType]:
    """What belonged to the question is forgotten, unless a form still needs it."""
    if tracker and tracker.active_loop.get("name"):
        return []
    return [SlotSet(slot, None) for slot in ("service", *PLACE_SLOTS)]
