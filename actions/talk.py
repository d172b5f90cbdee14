"""Small talk, and the ways out of not understanding."""

import re
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import misunderstanding
from actions.account_action import account_questions, ask_for_other_account
from actions.context import Turn, turn
from actions.meanings import likely_meanings
from actions.outages import PLACE_SLOTS, tell_of
from actions.people import FILE, PERSON
from actions.procedures import beyond_the_catalogue
from actions.say import Button, last_answered, say, tell
from bot import attention, clock
from bot.billing import accounts, balance, payment_phrases
from bot.citizens import identity
from bot.entity import entity
from bot.followup import follow_up
from bot.learning.misunderstood import Reason
from bot.messaging import asides, outbox, phrases, question_help
from bot.messaging.asides import Aside
from bot.messaging.content import Choice, Reply
from bot.messaging.questions import open_questions
from bot.outages import phrases as outage_phrases
from bot.outages.places import neighborhood_in
from bot.procedures import finding
from bot.words import plain

MENU: tuple[Button, ...] = (
    ("Mi factura", "/bill_amount"),
    ("Reportar una falla", "/outage_report"),
    ("Trámites", "/procedure_list"),
)
OF_A_SERVICE: tuple[Button, ...] = (
    ("Mi factura", "/bill_amount"),
    ("Reportar una falla", "/outage_report"),
    ("Cortes en mi zona", "/outage_status"),
)
ALL = (
    Choice(title="Mi factura", payload="/bill_amount", description="Cuánto debe y cuándo vence"),
    Choice(title="Reportar una falla", payload="/outage_report", description="Se fue el servicio, o hay un daño"),
    Choice(title="Cortes programados", payload="/outage_planned", description="Mantenimientos anunciados"),
    Choice(title="Trámites", payload="/procedure_list", description="Requisitos, costo y tiempo"),
    Choice(title="Oficinas y horarios", payload="/office_info", description="Dónde y cuándo atendemos"),
    Choice(
        title="Presentar un reclamo", payload="/complaint_file", description="Queda con número y fecha de respuesta"
    ),
    Choice(title=PERSON[0], payload=PERSON[1], description="En el horario de atención"),
)
PAYMENT = "action_bill_payment_report"
PLANNED = "action_outage_planned"
LONGEST_OF_CHECK = 12
WHAT_WITH_IT = "Gracias por el dato. ¿Qué desea hacer?"
OTHER_WORDS = "No le entendí. ¿Me lo dice con otras palabras?"
# Who marks says so, or draws it; any other number may be meant for anything.
_A_MARK = re.compile(r"\b(califi\w*|nota|punt\w+|estrell\w+|encuesta|atencion|servicio|excelente|pesim\w+)\b|[★☆⭐🌟]")
_METER = re.compile(r"\b(medidor|contador)\b")
_CASE = re.compile(r"\b(caso|radicado|queja|reclamo)\b")
# Every slot of a form but the account's number, which the citizen would have to type again.
FORM_SLOTS = (
    "next_action", "case_number", "service", *PLACE_SLOTS, "complaint_text", "complaint_kind", "complaint_confirm",
    "amount", "date", "instalments", "procedure", "contact",
)  # fmt: skip


class ActionGreet(Action):
    """A greeting by the time of day, and what there is."""

    def name(self) -> str:
        return "action_greet"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        if last_answered(tracker) == self.name():
            tell(dispatcher, "Cuénteme, ¿qué necesita?", *MENU)
            return []
        hour = clock.local(clock.now()).hour
        greeting = "Buenos días" if hour < 12 else "Buenas tardes" if hour < 19 else "Buenas noches"
        tell(dispatcher, f"{greeting}, soy el asistente automático de {entity().short_name}. ¿En qué le ayudo?", *MENU)
        return []


class ActionHelpMenu(Action):
    """What the assistant can do; in the middle of a form, help with its question, which the form then asks again."""

    def name(self) -> str:
        return "action_help_menu"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        if tracker.active_loop.get("name"):
            await _help_with_question(dispatcher, tracker)
        else:
            say(
                dispatcher,
                Reply(text="Le ayudo con esto. ¿Qué necesita?", choices=list(ALL), list_button="Ver opciones"),
            )
        return []


class ActionFallback(Action):
    """Not understood: offers what it may have been, or asks again; the second time in a row offers a person."""

    def name(self) -> str:
        return "action_fallback"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        if await _is_of_check(dispatcher, tracker):
            return []
        if await _is_of_a_procedure(tracker):
            return [FollowupAction("action_procedure_info")]
        if last_answered(tracker) != self.name():
            reason, offered = Reason.UNSURE, likely_meanings(tracker.latest_message.get("intent_ranking") or [])
            words = "No estoy seguro de haberle entendido. ¿Es alguna de estas cosas?"
            if len(offered) < 2:
                words, offered = OTHER_WORDS, list(MENU)
        elif attention.is_open():
            reason, words = Reason.AGAIN, "Sigo sin entenderle. Lo puede atender una persona."
            offered = [PERSON, *MENU[:2]]
        else:
            reason, words = Reason.AGAIN, f"Sigo sin entenderle. {attention.when_back()} Si quiere, deje un caso."
            offered = [FILE, *MENU[:2]]
        tell(dispatcher, words, *offered)
        await misunderstanding.note(tracker, reason, offered)
        return []


class ActionInform(Action):
    """Only data came: it is put to use where it says what is wanted."""

    def name(self) -> str:
        return "action_inform"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        if _said(tracker, "case_number") and _names_meter(tracker):
            tell(dispatcher, WHAT_WITH_IT, *MENU)
            return [SlotSet("case_number", None)]
        if _said(tracker, "case_number"):
            return [FollowupAction("action_case_status")]
        if _said(tracker, "procedure"):
            return [FollowupAction("action_procedure_info")]
        if last_answered(tracker) == PAYMENT and (_said(tracker, "amount") or _said(tracker, "date")):
            return [FollowupAction(PAYMENT)]
        number = accounts.as_number(str(tracker.get_slot("account_number") or ""))
        if number and _said(tracker, "account_number"):
            return await _with_account(number, dispatcher, tracker)
        return [] if await _is_of_check(dispatcher, tracker) else await self._of_place_or_service(dispatcher, tracker)

    async def _of_place_or_service(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        named = neighborhood_in(str(tracker.latest_message.get("text") or ""))
        if named and last_answered(tracker) == PLANNED:
            return [FollowupAction(PLANNED)]
        if named:
            async with turn(tracker) as now:
                await tell_of(now, dispatcher, named, tracker.get_slot("service"))
            return [SlotSet(slot, None) for slot in ("service", *PLACE_SLOTS)]
        if _said(tracker, "service"):
            about = outage_phrases.of_service(tracker.get_slot("service"))
            tell(dispatcher, f"¿Qué necesita {about}?", *OF_A_SERVICE)
        else:
            tell(dispatcher, WHAT_WITH_IT, *MENU)
        return [SlotSet("service", None)]


class ActionCancelForm(Action):
    """The citizen leaves a form."""

    def name(self) -> str:
        return "action_cancel_form"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        says_goodbye = (tracker.latest_message.get("intent") or {}).get("name") == "goodbye"
        if says_goodbye:
            dispatcher.utter_message(response="utter_goodbye")
        else:
            tell(dispatcher, phrases.CANCELLED)
        return [SlotSet(slot, None) for slot in FORM_SLOTS]


class ActionRating(Action):
    """A number that the platform did not take for the answer to its own question."""

    def name(self) -> str:
        return "action_rating"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        said = str(tracker.latest_message.get("text") or "")
        async with turn(tracker) as now:
            await _rate(now, follow_up.stars_in(str(tracker.get_slot("rating") or said)), said, dispatcher)
        return [SlotSet("rating", None)]


def _names_meter(tracker: Tracker) -> bool:
    """Whether the number in a message is a meter's: its letters and digits may look like those of a case."""
    said = plain(str(tracker.latest_message.get("text") or ""))
    return _METER.search(said) is not None and not _CASE.search(said)


async def _with_account(number: str, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    """An account was named, and nothing else."""
    async with turn(tracker) as now:
        if words := await ask_for_other_account(now, number):
            tell(dispatcher, words)
            return []
    if (asked := last_answered(tracker)) in account_questions() and _said(tracker, "account_number"):
        return [FollowupAction(str(asked))]  # the same, of the account that is meant
    about: tuple[Button, ...] = (
        ("Cuánto debo", "/bill_amount"),
        ("Copia de la factura", "/bill_copy"),
        ("Cortes en mi zona", "/outage_status"),
    )
    tell(dispatcher, "Ya tengo su número de cuenta. ¿Qué desea saber?", *about)
    return []


async def _is_of_check(dispatcher: CollectingDispatcher, tracker: Tracker) -> bool:
    """Whether the second fact of an account is awaited: what says little else is about that, and is helped with."""
    async with turn(tracker) as now:
        found = await open_questions(now.session, now.conversation)
        said = await now.words(tracker)
    asked = any(one.kind == identity.QUESTION for one in found) and len(said.split()) <= LONGEST_OF_CHECK
    if asked:
        aside = Aside.WHERE if "?" in said else Aside.MISSING
        person = (PERSON,) if question_help.offers_person(question_help.SECOND_FACT, aside) else ()
        tell(dispatcher, question_help.words(question_help.SECOND_FACT, aside), *person)
    return asked


async def _help_with_question(dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
    asked = str(tracker.get_slot("requested_slot") or "")
    async with turn(tracker) as now:
        message = await now.message()
        if message and await outbox.said_to(now.session, [message]):
            return  # by the platform, which wants the question again
        owed = await balance.balance(now.session, now.account_number) if now.account_number else None
    aside = asides.read(message.body) if message else None
    words = [question_help.words(asked, aside)]
    if asked == "instalments" and owed and aside is not Aside.WAIT:
        words.append(payment_phrases.instalments_compared(owed))
    person = (PERSON,) if question_help.offers_person(asked, aside) else ()
    tell(dispatcher, " ".join(words), *person)


async def _rate(now: Turn, stars: int | None, said: str, dispatcher: CollectingDispatcher) -> None:
    for question in await open_questions(now.session, now.conversation):
        if question.kind == follow_up.RATING and stars:
            await follow_up.keep_rating(now.session, now.conversation, stars, case_id=question.payload.get("case_id"))
            return tell(dispatcher, entity().follow_up.rated)
        if question.kind == follow_up.QUESTION.kind:
            text = "Para no equivocarme: ¿se resolvió su caso?"
            return say(dispatcher, Reply(text=text, choices=follow_up.QUESTION.choices))
    if _A_MARK.search(plain(said)):
        return tell(dispatcher, "No tengo ahora una encuesta abierta para usted. ¿En qué le ayudo?", *MENU)
    return tell(dispatcher, OTHER_WORDS, *MENU)


async def _is_of_a_procedure(tracker: Tracker) -> bool:
    """Whether words that say nothing else name a procedure of the catalogue, or go on with the one just told."""
    said = str(tracker.latest_message.get("text") or "")
    async with turn(tracker) as now:
        if said.startswith("/"):
            return False
        return await finding.find(now.session, said) is not None or await beyond_the_catalogue(now, tracker) is not None


def _said(tracker: Tracker, entity_name: str) -> bool:
    """Whether the latest message brought this entity, and its slot holds it."""
    found = tracker.latest_message.get("entities") or []
    return bool(tracker.get_slot(entity_name)) and any(one.get("entity") == entity_name for one in found)
