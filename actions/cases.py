"""Complaints become cases; cases are told about, reopened, withdrawn, appealed."""

import re
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.bills import told_bill
from actions.context import Turn, turn
from actions.people import PERSON
from actions.say import say, tell
from bot import attention, effects
from bot.cases import closing, filing, finding, history, kinds, phrases, withdrawal
from bot.cases.case import KINDS, Case
from bot.messaging import ownership
from bot.messaging import phrases as messages
from bot.outages import phrases as outage_phrases
from bot.outages import reporting
from bot.words import plain

_OF_A_CASE = re.compile(
    r"\b(casos?|radicad\w+|reclam\w+|quejas?|pqrs?|peticion|respuesta|decision|resolucion|apel\w+|recurso)\b"
)
COMPLAINT_SLOTS = ("complaint_text", "complaint_kind", "complaint_confirm", "service")


class ActionComplaintFile(Action):
    """Files the complaint once, tells its number and date, and brings it to a person in office hours."""

    def name(self) -> str:
        return "action_complaint_file"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        text = str(tracker.get_slot("complaint_text") or "").strip()
        if tracker.get_slot("complaint_confirm") is False:
            tell(dispatcher, messages.NOT_FILED)
            return _forget()
        if not text:
            return [FollowupAction("complaint_form")]
        async with turn(tracker) as now:
            case = await self._file(now, text, tracker)
            queued = attention.is_open()
            tell(dispatcher, f"{phrases.filed(case)} {phrases.who_answers(queued=queued)}")
            if queued:
                await _to_a_person(now, case, "complaint")
        return _forget()

    async def _file(self, now: Turn, text: str, tracker: Tracker) -> Case:
        kind = str(tracker.get_slot("complaint_kind") or "")

        async def make() -> str:
            case = await filing.file_case(
                now.session,
                now.conversation,
                kind=kind if kind in KINDS else kinds.guess(text),
                text=text,
                service=tracker.get_slot("service"),
                account_number=now.account_number,
                event_id=now.event_id,
            )
            return str(case.id)

        case_id = await effects.once(now.session, event_id=now.event_id, action=self.name(), make=make)
        return await now.session.get_one(Case, int(case_id))


async def claim_about_bill(now: Turn, tracker: Tracker) -> list[EventType] | None:
    """The form for a claim, where "no estoy de acuerdo, revisen eso" follows a bill and names no case."""
    said = await now.words(tracker)
    if tracker.get_slot("case_number") or not said or _OF_A_CASE.search(plain(said)):
        return None
    if await told_bill(now, tracker) is None:
        return None
    return [SlotSet("complaint_text", said), FollowupAction("complaint_form")]


class ActionCaseStatus(Action):
    """How a case stands: the one with this number, or the citizen's last one."""

    def name(self) -> str:
        return "action_case_status"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        async with turn(tracker) as now:
            case = await _wanted(now, tracker)
            if case is None:
                return _not_found("case_status", dispatcher, tracker)
            tell(dispatcher, phrases.status(case))
        return [SlotSet("case_number", None)]


class ActionCaseReopen(Action):
    """Opens a closed case again and brings it back to a person."""

    def name(self) -> str:
        return "action_case_reopen"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        async with turn(tracker) as now:
            if of_bill := await claim_about_bill(now, tracker):
                return of_bill
            case = await _wanted(now, tracker, closed=True)
            if case is None and (report := await reporting.just_made(now.session, now.conversation)):
                tell(dispatcher, outage_phrases.still_reported(report))
                return []
            if case is None:
                return _not_found("case_reopen", dispatcher, tracker)

            async def make() -> str:
                done = await closing.reopen(now.session, case, reason="El ciudadano pidió reabrirlo")
                return "reopened" if done else "open"

            done = await effects.once(now.session, event_id=now.event_id, action=self.name(), make=make)
            if done == "open":
                tell(dispatcher, phrases.status(case))
            else:
                tell(dispatcher, f"Reabrí su caso {case.number}. {attention.when_answered()}")
                await _to_a_person(now, case, "reopened")
        return [SlotSet("case_number", None)]


class ActionCaseWithdraw(Action):
    """Asks once more before a case is closed without an answer."""

    def name(self) -> str:
        return "action_case_withdraw"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        async with turn(tracker) as now:
            case = await _wanted(now, tracker, closed=False)
            if case is None:
                return _not_found("case_withdraw", dispatcher, tracker)
            if case.is_closed:
                tell(dispatcher, phrases.status(case))
            else:
                say(dispatcher, await withdrawal.ask(now.session, now.conversation, case))
        return [SlotSet("case_number", None)]


class ActionComplaintAppeal(Action):
    """Files an appeal against a decision; a person looks at its requirements."""

    def name(self) -> str:
        return "action_complaint_appeal"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        async with turn(tracker) as now:
            if of_bill := await claim_about_bill(now, tracker):
                return of_bill
            case = await _wanted(now, tracker, closed=True)
            if case is None:
                return _not_found("complaint_appeal", dispatcher, tracker)
            said = str(tracker.latest_message.get("text") or "").strip() or "No está de acuerdo con la decisión."

            async def make() -> str:
                appeal = await closing.appeal(now.session, case, now.conversation, text=said, event_id=now.event_id)
                return str(appeal.id) if appeal else ""

            appeal_id = await effects.once(now.session, event_id=now.event_id, action=self.name(), make=make)
            if not appeal_id:
                tell(dispatcher, f"{phrases.status(case)} Cuando tenga la respuesta, puede pedir aquí que la revisen.")
            else:
                await self._filed(now, await now.session.get_one(Case, int(appeal_id)), dispatcher)
        return [SlotSet("case_number", None)]

    async def _filed(self, now: Turn, appeal: Case, dispatcher: CollectingDispatcher) -> None:
        queued = attention.is_open()
        words = "Una persona mira con usted si falta algo."
        tell(dispatcher, f"{phrases.filed(appeal)} {words} {phrases.who_answers(queued=queued)}")
        if queued:
            await _to_a_person(now, appeal, "complaint")


def number_given(tracker: Tracker, found: Any) -> str | None:
    """The number of a case, in the office's form; None if none was given.

    Where what the assistant has `found` is none, or only a part of one, the message itself is looked through.
    """
    said = str(tracker.latest_message.get("text") or "")
    return finding.as_number(str(found or "")) or finding.as_number(said)


async def _wanted(now: Turn, tracker: Tracker, closed: bool | None = None) -> Case | None:
    """The case with the number that was given, else the citizen's last one, preferably closed or open as wanted."""
    given = tracker.get_slot("case_number")
    if number := number_given(tracker, given):
        return await finding.access(now.session, number, address=now.address, account_number=now.account_number)
    if given:
        return None
    one = await finding.latest(now.session, address=now.address, account_number=now.account_number, closed=closed)
    if one is None and closed is not None:
        return await finding.latest(now.session, address=now.address, account_number=now.account_number)
    return one


def _not_found(intent: str, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    """Ask for the number, or say that there is no such case; the same for an unknown one and another citizen's."""
    if tracker.get_slot("case_number"):
        tell(dispatcher, phrases.NOT_FOUND, PERSON)
        return [SlotSet("case_number", None)]
    return [SlotSet("next_action", intent), FollowupAction("case_form")]


async def _to_a_person(now: Turn, case: Case, reason: str) -> None:
    await ownership.hand_over(
        now.session,
        now.conversation,
        reason=reason,
        summary=await history.summary(now.session, case),
        event_id=now.event_id,
    )


def _forget() -> list[EventType]:
    return [SlotSet(slot, None) for slot in COMPLAINT_SLOTS]
