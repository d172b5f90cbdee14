"""Answers about offices, and appointments."""

import json
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.context import Turn, turn
from actions.handing_over import to_a_person
from actions.say import Button, last_answered, say, tell, was_offered
from bot import attention, clock, effects
from bot.billing import accounts
from bot.cases import filing
from bot.cases import finding as finding_case
from bot.cases import phrases as case_phrases
from bot.cases.case import Case
from bot.messaging.content import Card, Choice, Reply
from bot.outages.places import neighborhood_in
from bot.procedures import finding, office_phrases, offices, phrases
from bot.procedures.catalogue import Entry
from bot.procedures.office import Office
from bot.words import plain

OTHERS: Button = ("Otras oficinas", "/office_info")
# Offered where nobody needs one; taken, a person arranges it all the same.
BOOK: Button = ("Quiero una cita", "/appointment_book")
LONGEST_NOTE = 1000
NOTED_WITHIN = timedelta(minutes=30)
# How the requests begin that are filed here.
BOOKING, VISIT, CHANGE = "Pide una cita.", "Pide una visita.", "Pide cambiar o cancelar una cita."
OF_AN_APPOINTMENT = (BOOKING, VISIT, CHANGE)
_ANOTHER = re.compile(
    r"\b(otra (cita|visita)|una cita para|"
    r"(quiero|necesito|deseo|pedir|saco|sacar|pido) (una )?(nueva )?(cita|visita))\b"
)
_WISH_SLOTS = ("procedure", "date", "neighborhood")
# Answers that speak of one office.
_OF_AN_OFFICE = frozenset({"action_office_info", "action_appointment_book", "action_procedure_info"})


class ActionOfficeInfo(Action):
    """Where and when an office attends in person: the one that is meant, or all of them where several are."""

    def name(self) -> str:
        return "action_office_info"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        async with turn(tracker) as now:
            said = await now.words(tracker)
            named = _neighborhood(tracker, said)
            if not named and (entry := await _of_others(now, tracker)):
                tell(dispatcher, phrases.info(entry, "where"))
                return []
            found = await finding.offices(now.session, named or await _home(now))
        told = [office for office in found if office.verified_at]
        here = [office for office in told if office.neighborhood == named]
        office = None
        if here:
            office = here[0]
            say(dispatcher, Reply(text=f"En {named} atendemos aquí:", cards=[_card(one) for one in here]))
        elif not told or not said or offices.asks_for_all(said):
            tell(dispatcher, office_phrases.everywhere(told))
        else:
            office = offices.meant(told, said, "" if named else _told_before(tracker))
            tell(dispatcher, office_phrases.one(office, said, missing_in=named), *([OTHERS] if len(told) > 1 else []))
        return [SlotSet("neighborhood", None), SlotSet("office_told", office.key if office else None)]


class ActionAppointmentBook(Action):
    """A visit or an appointment: a person arranges it. Where an office needs none, it is said so first."""

    def name(self) -> str:
        return "action_appointment_book"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        async with turn(tracker) as now:
            said = await now.words(tracker)
            if case := await _to_be_noted(now, tracker, said):
                return _note(case, said, dispatcher)
            named = _neighborhood(tracker, said)
            found = await finding.offices(now.session, named or await _home(now))
            told = [office for office in found if office.verified_at]
            visit = offices.is_visit(said)
            office = None if visit or not told else offices.meant(told, said, _in_mind(tracker, told, named))
            spoken_of = [SlotSet("office_told", office.key)] if office else []
            if office and not office.appointment and not was_offered(tracker, BOOK):
                tell(dispatcher, office_phrases.walk_in(office), BOOK, OTHERS)
                return spoken_of
            if office and office.appointment and offices.asks_whether(said):
                tell(dispatcher, office_phrases.with_appointment(office), BOOK, OTHERS)
                return spoken_of
            wish = await _wish(now, tracker, VISIT if visit else BOOKING, office)
            await _arrange(now, self.name(), wish, dispatcher, tracker)
        return [SlotSet(slot, None) for slot in _WISH_SLOTS]


class ActionAppointmentChange(Action):
    """Moving or cancelling an appointment: a person does it."""

    def name(self) -> str:
        return "action_appointment_change"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        async with turn(tracker) as now:
            said = await now.words(tracker)
            if case := await _to_be_noted(now, tracker, said):
                return _note(case, said, dispatcher)
            wish = await _wish(now, tracker, CHANGE, None)
            await _arrange(now, self.name(), wish, dispatcher, tracker)
        return [SlotSet(slot, None) for slot in _WISH_SLOTS]


@dataclass(frozen=True)
class Wish:
    """What the person who arranges it reads, and what the citizen has not said yet."""

    headline: str
    missing: list[str]


async def _wish(now: Turn, tracker: Tracker, headline: str, office: Office | None) -> Wish:
    day, key = str(tracker.get_slot("date") or ""), str(tracker.get_slot("procedure") or "")
    procedure = await finding.get(now.session, key)
    known = {
        "Trámite": procedure.name if procedure else "",
        "Oficina": office.name if office else "",
        "Día": office_phrases.day(day),
    }
    missing = [] if procedure or office is None else ["para qué trámite es"]
    return Wish(
        headline="\n".join([headline, *(f"{name}: {value}." for name, value in known.items() if value)]),
        missing=missing if known["Día"] else [*missing, "qué día y a qué hora le sirve"],
    )


async def _arrange(now: Turn, action: str, wish: Wish, dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
    """Hand the wish to a person; outside office hours it becomes a request with its number and date."""
    if attention.is_open():
        await to_a_person(now, tracker, reason="appointment", headline=wish.headline)
        words = f"Las citas las asigna una persona del equipo. {attention.when_answered()}"
        tell(dispatcher, " ".join([words, office_phrases.tell_me(wish.missing)]).strip())
        return
    said = str(tracker.latest_message.get("text") or "")[:LONGEST_NOTE]

    async def make() -> str:
        case = await filing.file_case(
            now.session,
            now.conversation,
            kind="peticion_general",
            text=wish.headline if said.startswith("/") else f"{wish.headline}\n«{said}»",
            account_number=now.account_number,
            event_id=now.event_id,
        )
        return str(case.id)

    case_id = await effects.once(now.session, event_id=now.event_id, action=action, make=make)
    case = await now.session.get_one(Case, int(case_id))
    answered = case_phrases.who_answers(queued=False)
    parts = [
        "Las citas las asigna una persona.",
        case_phrases.filed(case),
        answered,
        office_phrases.tell_me(wish.missing),
    ]
    tell(dispatcher, " ".join(part for part in parts if part))


def _told_before(tracker: Tracker) -> str:
    """The key of the office that was spoken of just before; "" if something else was."""
    by_platform = str(tracker.latest_message.get("text") or "").startswith("/")
    spoken_of = by_platform or last_answered(tracker) in _OF_AN_OFFICE
    return str(tracker.get_slot("office_told") or "") if spoken_of else ""


def _in_mind(tracker: Tracker, told: list[Office], named: str | None) -> str:
    """The key of the office that stands where the message says; otherwise of the one spoken of just before, or ""."""
    before = _told_before(tracker)
    there = [office.key for office in told if office.neighborhood == named]
    return there[0] if there and before not in there else before


async def _to_be_noted(now: Turn, tracker: Tracker, said: str) -> Case | None:
    """The request that this conversation has just filed, where the message only says more of it: a day, an hour, or
    that it is to be another ("el jueves por la tarde", "mejor no, cancélela"). None for an appointment of its own.
    """
    if not said or was_offered(tracker, BOOK) or _ANOTHER.search(plain(said)):
        return None
    case = await finding_case.latest(now.session, address=now.address, account_number=now.account_number, closed=False)
    just_filed = case is not None and case.received_at > clock.now() - NOTED_WITHIN
    here = case is not None and case.conversation_id == now.conversation.id
    return case if case and here and just_filed and case.text.startswith(OF_AN_APPOINTMENT) else None


def _note(case: Case, said: str, dispatcher: CollectingDispatcher) -> list[EventType]:
    case.text = f"{case.text}\n«{said}»"[:LONGEST_NOTE]
    tell(dispatcher, f"Anotado en su solicitud {case.number}: la persona que asigna la cita lo lee.")
    return [SlotSet(slot, None) for slot in _WISH_SLOTS]


async def _of_others(now: Turn, tracker: Tracker) -> Entry | None:
    """The procedure told just before, where it is not done at one of our offices: "¿y dónde queda?" is of theirs."""
    if last_answered(tracker) != "action_procedure_info" or tracker.get_slot("office_told"):
        return None
    entry = await finding.get(now.session, str(tracker.get_slot("procedure_told") or ""))
    return entry if entry and entry.competent else None


def _card(office: Office) -> Card:
    where = json.dumps({"neighborhood": office.neighborhood})
    book = [Choice(title="Pedir una cita", payload=f"/appointment_book{where}")] if office.appointment else []
    others = Choice(title=OTHERS[0], payload=OTHERS[1])
    return Card(title=office.name, text=office_phrases.where_and_when(office), choices=[*book, others])


def _neighborhood(tracker: Tracker, said: str) -> str | None:
    """The neighborhood of ours that the message or its button names; not one of an earlier question."""
    found = tracker.latest_message.get("entities") or []
    told = [str(one.get("value")) for one in found if one.get("entity") == "neighborhood"]
    return next((name for text in (*told, said) if (name := neighborhood_in(text))), None)


async def _home(now: Turn) -> str | None:
    """The neighborhood of the account that this citizen may read."""
    account = await accounts.get(now.session, now.account_number) if now.account_number else None
    return account.neighborhood if account else None
