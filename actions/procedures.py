"""Answers about procedures."""

import json
import re
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.context import Turn, turn
from actions.form_answers import FormAnswers, refuse
from actions.people import PERSON
from actions.say import Button, last_answered, say, tell, was_offered
from bot.messaging.content import Choice, Reply
from bot.procedures import finding, phrases
from bot.procedures.catalogue import Entry
from bot.words import plain

# "No tengo escritura, solo promesa de venta", after the requirements.
_GOES_ON = re.compile(
    r"(y|pero|es que|yo|pues|puedo|puede|sirve|si|no tengo|solo tengo|tengo|me falta|no me|perdi|se me|soy|a mi|mi)\b"
)
_ANOTHER = re.compile(r"\b(otr[oa]s?|diferente|tramites|para (el|la|un|una|sacar|pedir))\b")


class ActionProcedureInfo(Action):
    """Requirements, cost, time, steps, where: the part that was asked for, or all of it."""

    def name(self) -> str:
        return "action_procedure_info"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        by_button = str(tracker.latest_message.get("text") or "").startswith("/")
        async with turn(tracker) as now:
            said = await now.words(tracker)
            aspect = phrases.asked_for(said)
            entry = await finding.find(now.session, str(tracker.get_slot("procedure") or said))
            if entry is None and (aspect or by_button):
                entry = await finding.get(now.session, str(tracker.get_slot("procedure_told") or ""))
            if entry is None and (told := await beyond_the_catalogue(now, tracker)):
                tell(dispatcher, phrases.beyond(told), _steps(told), PERSON)
                return [SlotSet("procedure", None)]
            if entry is None:
                return [SlotSet("procedure", None), FollowupAction("procedure_form")]
            office = await _office_of(now, entry)
        steps = _steps(entry)
        if aspect is None and by_button and was_offered(tracker, steps):
            aspect = "steps"
        buttons = [] if aspect else [steps if entry.verified_at else PERSON]
        tell(dispatcher, phrases.info(entry, aspect), *buttons)
        # Emptied: the next question may be of the same procedure, and is not taken for it.
        return [
            SlotSet("procedure", None),
            SlotSet("procedure_told", entry.key),
            SlotSet("office_told", office),
        ]


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


def _steps(entry: Entry) -> Button:
    """The same procedure again, right after it was told."""
    return "Paso a paso", f"/procedure_info{json.dumps({'procedure': entry.key})}"


async def beyond_the_catalogue(now: Turn, tracker: Tracker) -> Entry | None:
    """The procedure told just before, where a question names no other: "¿y si no tengo la escritura?"."""
    said = plain(await now.words(tracker))
    if (
        not ("?" in said or _GOES_ON.match(said))
        or _ANOTHER.search(said)
        or last_answered(tracker) != "action_procedure_info"
    ):
        return None
    return await finding.get(now.session, str(tracker.get_slot("procedure_told") or ""))


async def _office_of(now: Turn, entry: Entry) -> str | None:
    """The key of the office where a procedure is done; None where it is not done in one of ours."""
    here = {where.rstrip(".") for where in entry.where}
    return next((office.key for office in await finding.offices(now.session) if office.name in here), None)
