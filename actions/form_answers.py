"""What the forms have in common: reading the answers to their questions, and a person after two refusals."""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from rasa_sdk import FormValidationAction, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.digression import asks_otherwise, gives_way, rejection, resumed
from actions.say import tell
from bot.messaging import question_help
from bot.words import fold

REFUSALS = 2
_WORDS = {
    "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8, "nueve": 9, "diez": 10,
    "once": 11, "doce": 12, "dieciocho": 18, "veinticuatro": 24, "treinta y seis": 36,
}  # fmt: skip


# Said around a value, and no part of an answer.
_AROUND = frozenset(
    """a al aqui ah ay bueno bien con corrijo correccion de decir del digo disculpe disculpeme el ella en eh era eran es
    esa ese eso esta fue fueron gracias hoy la las le lo los mas me mejor mi mis no o oiga para perdon perdone
    perdoneme perdoneme pero pesos por pues que quise queria si sino son su sus un una uno y ya yo equivoque
    equivocado equivocada dicho fui favor porfa seria seño señor señora señorita barrio valor dia numero servicio
    pague pago hice cancele""".split()
)


_INSTALMENTS = re.compile(
    rf"\b(?:en|a|con|por|de)\s+(\d{{1,2}}|{'|'.join(_WORDS)})\s+(?:cuot|pagos|partes|plazos|mensualidad|quincena)"
)


class FormAnswers(FormValidationAction, ABC):
    """Checks the answers to a form's questions: `validate_<slot>` gets what was answered, never an emptied slot.

    What only names another slot ("no, fueron 130 mil", when the day is asked) is no answer; a slot that gets another
    value than it had is said to be corrected. `corrected` has the words for it, by slot. `begun_by` is the intent
    that the form is filled for: a form with one gives way to other requests that name its slots; to questions also
    where they name what it has asked for, if that is one of `named_in_questions`.
    """

    corrected: ClassVar[dict[str, Callable[[Any], str]]] = {}
    begun_by: ClassVar[str | None] = None
    named_in_questions: ClassVar[frozenset[str]] = frozenset()

    @abstractmethod
    def name(self) -> str:
        """`validate_<form>`."""

    async def get_validation_events(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Leaves out what the action that asks for the form has emptied just before: nobody answered that."""
        whole = tracker.events
        tracker.events = [event for event in whole if not _empties(event)]
        commands = [slot for slot, value in tracker.slots_to_validate().items() if str(value).startswith("/")]
        tracker.events = [event for event in tracker.events if not _commands(event)]
        unanswered = self._unanswered(tracker, domain)
        tracker.events = [event for event in tracker.events if not (unanswered and _is_of(event, unanswered))]
        named, said = tracker.slots_to_validate(), CollectingDispatcher()
        events: list[EventType] = await super().get_validation_events(said, tracker, domain)
        if named and self._gives_way(tracker, events):
            return rejection(self.form_name(), _intent(tracker), whole, named)
        dispatcher.messages.extend(said.messages)
        self._tell_corrections(dispatcher, whole, events)
        events += [SlotSet(slot, None) for slot in (*commands, unanswered) if slot]
        return _with(events, resumed(tracker.latest_message).get("slots") or {}) if _begins(tracker) else events

    def _unanswered(self, tracker: Tracker, domain: dict[str, Any]) -> str | None:
        """The requested slot, if all that filled it is a text about another slot of the form."""
        asked, said = str(tracker.get_slot("requested_slot") or ""), str(tracker.latest_message.get("text") or "")
        given = tracker.slots_to_validate()
        others = [slot for slot in self.domain_slots(domain) if slot != asked and slot in given]
        return asked if others and given.get(asked) == said and not _rest(tracker, said) else None

    def _gives_way(self, tracker: Tracker, events: list[EventType]) -> bool:
        said = str(tracker.latest_message.get("text") or "")
        if self.begun_by is None or _begins(tracker):
            return False
        if not _answered(tracker, events):
            return gives_way(self.begun_by, _intent(tracker), said)
        return self.only_names(tracker)

    def only_names(self, tracker: Tracker) -> bool:
        """Whether a message names what the form has asked for in a question of its own."""
        asked, said = tracker.get_slot("requested_slot"), str(tracker.latest_message.get("text") or "")
        begun_by = self.begun_by if asked in self.named_in_questions else None
        return begun_by is not None and asks_otherwise(begun_by, _intent(tracker), said)

    def _tell_corrections(
        self, dispatcher: CollectingDispatcher, whole: list[dict[str, Any]], events: list[EventType]
    ) -> None:
        for event in events:
            slot, value = str(event.get("name")), event.get("value")
            before = value_before(whole, slot) if slot in self.corrected and value is not None else None
            if before is not None and before != value:
                tell(dispatcher, self.corrected[slot](value))


def _answered(tracker: Tracker, events: list[EventType]) -> bool:
    """Whether validated slots have what the form asked for, if it has asked."""
    asked = tracker.get_slot("requested_slot")
    return not asked or any(_is_of(event, asked) and event.get("value") is not None for event in events)


def _intent(tracker: Tracker) -> str:
    return str((tracker.latest_message.get("intent") or {}).get("name"))


def _commands(event: dict[str, Any]) -> bool:
    """Whether a slot was filled with an explicit intent of the platform, which nobody wrote."""
    return event.get("event") == "slot" and str(event.get("value")).startswith("/")


def _begins(tracker: Tracker) -> bool:
    return tracker.get_slot("requested_slot") is None


def _with(events: list[EventType], slots: dict[str, Any]) -> list[EventType]:
    """Events, but with these values of these slots."""
    others = [event for event in events if event.get("name") not in slots]
    return [*others, *(SlotSet(slot, value) for slot, value in slots.items())]


def sentence(tracker: Tracker, slot: str) -> str:
    """What was last said for a slot that takes whole sentences, before an explicit intent of the platform; or ""."""
    for event in reversed(tracker.events):
        if _is_of(event, slot) and not _commands(event):
            return str(event.get("value") or "")
    return str(tracker.get_slot(slot) or "")


def _is_of(event: dict[str, Any], slot: str) -> bool:
    return event.get("event") == "slot" and event.get("name") == slot


def _rest(tracker: Tracker, said: str) -> list[str]:
    """What a message says beside the entities in it and the words around them."""
    for found in sorted(tracker.latest_message.get("entities") or [], key=lambda one: -int(one.get("start", 0))):
        said = f"{said[: int(found['start'])]} {said[int(found['end']) :]}"
    return [word for word in re.findall(r"[a-zñ0-9]+", fold(said)) if word not in _AROUND]


def value_before(events: list[dict[str, Any]], slot: str) -> Any:
    """What a slot held before the latest message, in the form that is open."""
    latest = max((n for n, event in enumerate(events) if event.get("event") == "user"), default=0)
    for event in reversed(events[:latest]):
        if event.get("event") == "active_loop" and event.get("name"):
            return None
        if _is_of(event, slot):
            return event.get("value")
    return None


def _empties(event: dict[str, Any]) -> bool:
    return event.get("event") == "slot" and event.get("value") is None


def refuse(dispatcher: CollectingDispatcher, tracker: Tracker, slot: str, hint: str) -> dict[str, Any]:
    """Say why an answer does not do, or what there is to say to a question; after two refusals offer a person besides.

    The form then asks again.
    """
    if "?" in str(tracker.latest_message.get("text") or ""):
        hint = question_help.words(slot, None)
    if times_asked(tracker, slot) > REFUSALS:
        tell(dispatcher, f"{hint} Si prefiere, le atiende una persona.", ("Hablar con una persona", "/human_handoff"))
    else:
        tell(dispatcher, hint)
    return {slot: None}


def times_asked(tracker: Tracker, slot: str) -> int:
    """How often the form that is open has asked for a slot."""
    asked = 0
    for event in reversed(tracker.events):
        if event.get("event") == "active_loop" and event.get("name"):
            break
        asked += event.get("event") == "slot" and event.get("name") == "requested_slot" and event.get("value") == slot
    return asked


def positive_amount(value: Any) -> Decimal | None:
    """A number that an entity brought, or one in a citizen's words: `120.500`, `$120.500,50`, `120 mil`."""
    if isinstance(value, int | float):
        return Decimal(str(value)) if value > 0 else None
    text = fold(str(value))
    found = re.search(r"\d[\d.,]*", text)
    if found is None:
        return None
    amount = _decimal(found[0].rstrip(".,"))
    after = text[found.end() :].lstrip()
    if amount is not None and re.match(r"mil\b|k\b|lucas?\b", after):
        amount *= 1000
    return amount if amount is not None and amount > 0 else None


def whole_number(value: Any) -> int | None:
    """A whole number in a citizen's words: `6`, `en seis cuotas`."""
    text = fold(str(value))
    if found := re.search(r"(?<![\d.,])\d{1,3}(?![\d.,])", text):
        return int(found[0])
    return next((number for word, number in reversed(_WORDS.items()) if re.search(rf"\b{word}\b", text)), None)


def instalments_in(text: str) -> int | None:
    """How many instalments a sentence asks for ("quiero pagar en 4 cuotas"), or the number alone; None without one."""
    said = fold(text)
    found = _INSTALMENTS.search(said)
    return whole_number(found[1] if found else said) if found or said.isdigit() else None


def _decimal(text: str) -> Decimal | None:
    """Digits with separators, read by their places: three digits after the last one make it a thousands separator."""
    whole, _, rest = text.replace(",", ".").rpartition(".")
    plain = f"{whole.replace('.', '')}.{rest}" if whole and len(rest) != 3 else text.replace(".", "").replace(",", "")
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None
