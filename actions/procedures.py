"""Answers about procedures and offices."""

import json
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.context import turn
from actions.form_answers import FormAnswers, refuse
from actions.handing_over import to_a_person
from actions.people import PERSON
from actions.say import say, tell
from bot import attention, effects
from bot.cases import filing
from bot.cases import phrases as case_phrases
from bot.cases.case import Case
from bot.messaging.content import Card, Choice, Reply
from bot.outages.places import neighborhood_in
from bot.procedures import finding, phrases
from bot.procedures.office import Office

LONGEST_NOTE = 1000


class ActionProcedureInfo(Action):
    """Requirements, cost, time, steps, where: the part that was asked for, or all of it."""

    def name(self) -> str:
        return "action_procedure_info"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        said = str(tracker.latest_message.get("text") or "")
        async with turn(tracker) as now:
            entry = await finding.find(now.session, str(tracker.get_slot("procedure") or said))
            if entry is None:
                return [SlotSet("procedure", None), FollowupAction("procedure_form")]
            buttons = () if entry.verified_at else (PERSON,)
            tell(dispatcher, phrases.info(entry, None if said.startswith("/") else phrases.asked_for(said)), *buttons)
        return [SlotSet("procedure", None)]


class ActionProcedureList(Action):
    """Which procedures there are."""

    def name(self) -> str:
        return "action_procedure_list"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        async with turn(tracker) as now:
            entries = await finding.everything(now.session)
        choices = [
            Choice(
                title=entry.name,
                payload=f"/procedure_info{json.dumps({'procedure': entry.key})}",
                description=phrases.in_brief(entry),
            )
            for entry in sorted(entries, key=lambda entry: bool(entry.competent))
        ]
        say(dispatcher, Reply(text=phrases.CHOOSE, choices=choices, list_button="Ver trámites"))
        return []


class ActionOfficeInfo(Action):
    """Where and when the office attends in person."""

    def name(self) -> str:
        return "action_office_info"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        async with turn(tracker) as now:
            near = neighborhood_in(str(tracker.get_slot("neighborhood") or ""))
            found = await finding.offices(now.session, near)
        if here := [office for office in found if office.neighborhood == near and office.verified_at]:
            say(dispatcher, Reply(text=f"En {near} atendemos aquí:", cards=[_card(office) for office in here]))
        else:
            tell(dispatcher, phrases.offices(found))
        return [SlotSet("neighborhood", None)]


class ActionAppointmentBook(Action):
    """A visit or an appointment: a person arranges it, now or when the office opens."""

    def name(self) -> str:
        return "action_appointment_book"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        return await _arrange(self.name(), "Pide una cita o visita.", dispatcher, tracker)


class ActionAppointmentChange(Action):
    """Moving or cancelling an appointment: a person does it."""

    def name(self) -> str:
        return "action_appointment_change"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        return await _arrange(self.name(), "Pide cambiar o cancelar una cita.", dispatcher, tracker)


class ValidateProcedureForm(FormAnswers):
    """Which procedure is meant."""

    def name(self) -> str:
        return "validate_procedure_form"

    async def validate_procedure(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        words = str(value or "")
        async with turn(tracker) as now:
            entry = None if words.startswith("/") else await finding.find(now.session, words)
        if entry is None:
            hint = "No encontré ese trámite. Por ejemplo: cambio de titular, reconexión, certificado de residencia."
            return refuse(dispatcher, tracker, "procedure", hint)
        return {"procedure": entry.key}


def _card(office: Office) -> Card:
    book = [Choice(title="Pedir una cita", payload="/appointment_book")] if office.appointment else []
    others = Choice(title="Otras oficinas", payload="/office_info")
    return Card(title=office.name, text=phrases.where_and_when(office), choices=[*book, others])


async def _arrange(action: str, wish: str, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    """Hand the wish to a person; outside office hours it becomes a request with its number and date."""
    async with turn(tracker) as now:
        if attention.is_open():
            await to_a_person(now, tracker, reason="appointment", headline=wish)
            tell(dispatcher, f"Las citas las asigna una persona del equipo. {attention.when_answered()}")
            return []
        said = str(tracker.latest_message.get("text") or "")[:LONGEST_NOTE]

        async def make() -> str:
            case = await filing.file_case(
                now.session,
                now.conversation,
                kind="peticion_general",
                text=f"{wish} «{said}»",
                account_number=now.account_number,
                event_id=now.event_id,
            )
            return str(case.id)

        case_id = await effects.once(now.session, event_id=now.event_id, action=action, make=make)
        case = await now.session.get_one(Case, int(case_id))
        answered = case_phrases.who_answers(queued=False)
        tell(dispatcher, f"Las citas las asigna una persona. {case_phrases.filed(case)} {answered}")
    return []
