"""What citizens decide about their own data: contact, messages from the office, habeas data."""

import re
from datetime import timedelta
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy import select

from actions.account_action import AccountAction
from actions.context import Turn, turn
from actions.form_answers import sentence
from actions.say import Button, tell
from bot import clock
from bot.billing.account import Account
from bot.cases import correcting, filing
from bot.cases import phrases as case_phrases
from bot.cases.case import Case
from bot.citizens import claim, contact, identity, opt_out
from bot.entity import entity
from bot.messaging.questions import open_questions
from bot.words import fold, plain

CORRECTED_WITHIN = timedelta(minutes=30)
# Wishes to change or delete are a claim, everything else a consultation (Ley 1581 de 2012, articles 14 and 15).
_CLAIM = re.compile(r"\b(borr|elimin|suprim|quit|corri[gj]|correg|rectific|actualiz|cambi|revoc|retir|no autoriz)")
_REQUESTS = re.compile(
    rf"{_CLAIM.pattern}|\b(pido\b|solicit(o|ud)\b|habeas|(mi|el) derecho|conocer|"
    r"que (datos|informacion) (mi[oa]s? )?(tienen|guardan))"
)
# Without such a word it may have been misread: nothing is filed on that alone.
_OF_DATA = re.compile(r"\b(dato|informacion|privacidad|habeas|tratamiento|registro|consentimiento|autoriz)")
FILE_REQUEST: Button = ("Radicar una solicitud", "/privacy_request")


class ActionUpdateContact(AccountAction):
    """A new phone or e-mail is a request that a person confirms: it may later open the account, and one fact is too
    little.
    """

    intent = "update_contact"
    clears = ("contact",)

    async def answer(
        self, now: Turn, account: Account, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        said = contact.find(await now.words(tracker))
        new = said or contact.find(sentence(tracker, "contact")) or _said_before(tracker)
        if new is None:
            return [SlotSet("contact", None), FollowupAction("contact_form")]
        if said and (corrected := await _corrected(now, account, said, await now.words(tracker))):
            tell(dispatcher, corrected)
            return self.done()
        case = await filing.file_case(
            now.session,
            now.conversation,
            kind="peticion_general",
            account_number=account.number,
            text=f"{_asks_for(account, new)}{new.value}.",
            event_id=now.event_id,
        )
        tell(
            dispatcher,
            f"Recibí su solicitud de cambiar el {new.kind} por el {new.shown}. "
            f"Por seguridad, una persona la confirma antes del cambio. {case_phrases.filed(case)}",
        )
        return self.done()


class ActionRemindersOn(Action):
    """Takes an opt-out back."""

    def name(self) -> str:
        return "action_reminders_on"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        async with turn(tracker) as now:
            now.address.opted_out_at = None
            tell(dispatcher, "Listo: le enviaremos avisos por este medio. Para no recibir más, escriba BAJA.")
        return []


class ActionRemindersOff(Action):
    """The office starts no conversation with this address any more; it still answers. Ends a form that is open."""

    def name(self) -> str:
        return "action_reminders_off"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        async with turn(tracker) as now:
            opt_out.stop(now.address)
            tell(dispatcher, "Listo: no le enviaremos más avisos. Si nos escribe, le respondemos como siempre.")
        return [ActiveLoop(None), SlotSet("requested_slot", None), SlotSet("next_action", None)]


class ActionPrivacyRequest(Action):
    """Habeas data: filed for everybody, also for those who did not accept the use of their data."""

    def name(self) -> str:
        return "action_privacy_request"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        said = str(tracker.latest_message.get("text") or "")
        if not said.strip() or said.startswith("/"):
            said = "Pide conocer sus datos personales."
        async with turn(tracker) as now:
            doubts = await _is_asked(now, tracker) or not _OF_DATA.search(fold(said))
            if doubts and not _REQUESTS.search(fold(said)):
                tell(dispatcher, f"Qué hacemos con sus datos está aquí: {entity().privacy.url}", FILE_REQUEST)
                return []
            case = await filing.file_case(
                now.session,
                now.conversation,
                kind="habeas_data_reclamo" if _CLAIM.search(fold(said)) else "habeas_data_consulta",
                text=said,
                event_id=now.event_id,
            )
            tell(
                dispatcher,
                f"Radiqué su solicitud sobre sus datos personales. {case_phrases.filed(case)} "
                f"Nuestra política de datos: {entity().privacy.url}",
            )
        return []


async def _is_asked(now: Turn, tracker: Tracker) -> bool:
    """Whether something is asked of the citizen: what they say of their data then is mostly a doubt, and no request."""
    found = await open_questions(now.session, now.conversation)
    return bool(tracker.active_loop.get("name")) or any(one.kind == identity.QUESTION for one in found)


def _asks_for(account: Account, new: contact.Contact) -> str:
    """How the request for a change begins; the new contact follows."""
    return f"Pide cambiar el {new.kind} registrado de la cuenta {account.number} por "


async def _corrected(now: Turn, account: Account, new: contact.Contact, said: str) -> str | None:
    """The request just filed with another contact: "no, perdón, es el 300…"; None where none is corrected."""
    begins = _asks_for(account, new)
    case = await now.session.scalar(
        select(Case)
        .where(
            Case.conversation_id == now.conversation.id,
            Case.received_at > clock.now() - CORRECTED_WITHIN,
            Case.text.startswith(begins, autoescape=True),
        )
        .order_by(Case.id.desc())
        .limit(1)
    )
    if case is None or not claim.CORRECTING.search(plain(said)):
        return None
    before = contact.find(case.text.removeprefix(begins))
    if before is None or not await correcting.correct(now.session, case, before.value, new.value):
        return None
    return f"Corregido: el {new.kind} {new.shown}. Así queda en su solicitud {case.number}."


def _said_before(tracker: Tracker) -> contact.Contact | None:
    """What was named since the change was asked for, while the account was still being asked."""
    for event in reversed(tracker.events):
        if event.get("event") != "user":
            continue
        if found := contact.find(str(event.get("text") or "")):
            return found
        if _intent(event) == "update_contact" and not str(event.get("text")).startswith("/"):
            break
    return None


def _intent(event: dict[str, Any]) -> str:
    return str(((event.get("parse_data") or {}).get("intent") or {}).get("name") or "")
