"""Answers to the questions of the complaint's and the case's forms, checked."""

import re
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.bills import told_bill
from actions.cases import number_given
from actions.context import Turn, turn
from actions.digression import resumed
from actions.form_answers import FormAnswers, refuse, value_before
from actions.say import last_answered, tell
from bot.billing import phrases
from bot.billing.bill import Bill
from bot.cases import finding, kinds
from bot.messaging import question_help, yes_no
from bot.words import plain, sound

LONGEST = 4000
_YES_OR_NO = re.compile(r"^(no|si|sip|nop|ok|listo|claro)\b[ ,.]*")
# "Sí, así está bien" adds nothing to the complaint.
_FINE = re.compile(
    r"^((ya|ahora|si) )*(asi )?(esta|queda|quedo|es)?( asi)? ?(muy )?"
    r"(bien|perfect[oa]|correct[oa]|asi|mande(lo|la)?|radique(lo|la)?)\W*$"
)
_ADDING = re.compile(
    r"^((no|si|bueno|ah|ay|y|espere|espera|un momento|perdone?|disculpe|mejor|tambien|pero|es que|me)\b[ ,.]*)*"
    r"(agregu?e(le)?|pong(a|ale)|ponga(le)?|anote(le)?|diga|escriba|a(ñ|n)ada(le)?|"
    r"(falt[ao]|olvid[eo])( decir(le)?| poner(le)?)?)"
    r"( (que|tambien|ahi))*[ ,.:]+"
)
_REPLACING = re.compile(
    r"(no|perdon\w*|disculp\w*|corrij\w*|correccion|me equivoque|mejor|fue(ron)?|eran?|es|son|sino|mentiras?)\b"
)
_NOT_RIGHT = re.compile(r"^((no )?(esta|es|quedo) (bien|correcto|asi|mal)|(lo )?quiero (corregir|cambiar)(lo)?)\W*$")
FEWEST_WORDS = 2
# "Quiero que lo revisen", after a bill.
_OF_IT = re.compile(
    r"\b(revis\w+|verifi\w+|rectifi\w+|desacuerdo|de acuerdo|eso|esto|esa|ese|esta mal|error|equivocad\w+|cobr\w+|"
    r"recibo|factura|boleta|valor|caro|consumo|lectura)\b"
)
FEW_WORDS_OF_IT = 15
# A phone, an account, a document: who it is, not what happened.
_LONG_NUMBER = re.compile(r"\b\d{7,}\b")
LOOK_BACK = 3
FEWEST_WORDS_OF_HARM = 5
# What only says that there is a complaint, not which; as it sounds, so that "kiero poner una keja" is known too.
_FORMULA = frozenset(
    sound(word)
    for word in """hola buenos buenas dias tardes noches favor gracias quiero quisiera necesito deseo voy vengo gustaria
    puedo como donde poner pongo hacer hago presentar presento radicar radico interponer dejar colocar un una el la los
    mi me por de para con derecho ustedes aqui señor señora señorita es numero celular telefono cuenta cedula correo
    nombre soy""".split()
)
_SUBJECTS = frozenset(
    sound(word)
    for word in """che recibo factura boleta cobro corte servicio luz agua gas energia aseo basura medidor atencion
    meter sobre del al lo ese esa este esta contra""".split()
)
_NAMES = tuple(sound(start) for start in ("quej", "reclam", "peticion", "pqr", "denuncia"))


class ValidateComplaintForm(FormAnswers):
    """What happened, and that it is right so."""

    def name(self) -> str:
        return "validate_complaint_form"

    async def get_validation_events(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """A complaint that the platform has read in few words ("no me parece justo") is about the bill just told."""
        events = await super().get_validation_events(dispatcher, tracker, domain)
        by_platform = str(tracker.latest_message.get("text") or "").startswith("/")
        begins = tracker.get_slot("requested_slot") is None and not resumed(tracker.latest_message)
        if not by_platform or not begins:
            return events
        async with turn(tracker) as now:
            said, bill = await now.words(tracker), await told_bill(now, tracker)
            harm = await _harm(now, tracker)
        if harm:
            return [*events, SlotSet("complaint_text", harm), SlotSet("complaint_kind", kinds.guess(harm))]
        if bill is None or not says_what_happened(said):  # the button, or its number
            return events
        text = phrases.claimed(bill, said)[:LONGEST]
        return [*events, SlotSet("complaint_text", text), SlotSet("complaint_kind", kinds.guess(text))]

    async def validate_complaint_text(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        text = str(value or "").strip()
        if tracker.get_slot("requested_slot") == "complaint_confirm":
            return _beside_confirmation(dispatcher, tracker, text)
        begins = tracker.get_slot("requested_slot") != "complaint_text"
        if begins and not text.startswith("/") and (bill := await _bill_meant(tracker, text)):
            about = phrases.claimed(bill, text)[:LONGEST]
            return {"complaint_text": about, "complaint_kind": kinds.guess(text)}
        if says_what_happened(text, begins=begins):
            return {"complaint_text": text[:LONGEST], "complaint_kind": kinds.guess(text)}
        if begins:
            return {"complaint_text": None}
        return refuse(dispatcher, tracker, "complaint_text", "Necesito saber qué pasó para radicarlo.")

    async def validate_complaint_confirm(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        said = str(tracker.latest_message.get("text") or "").strip()
        more = _YES_OR_NO.sub("", plain(said))
        if _FINE.search(more):
            return {"complaint_confirm": not plain(said).startswith("no")}
        if yes_no.read(said) is not None or _NOT_RIGHT.search(more) or not says_what_happened(more):
            return {"complaint_confirm": value}
        return _corrected(dispatcher, tracker, said) | {"complaint_confirm": None}


class ValidateCaseForm(FormAnswers):
    """Accepts what looks like a case number. Whether it exists, and whose it is, the action finds out."""

    def name(self) -> str:
        return "validate_case_form"

    async def validate_case_number(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        number = number_given(tracker, value)
        if number is None:
            return refuse(dispatcher, tracker, "case_number", f"Un número de caso es así: {finding.example()}.")
        return {"case_number": number}


async def _harm(now: Turn, tracker: Tracker) -> str | None:
    """What was told of a damage, where a complaint is filed because its compensation cannot be promised."""
    if last_answered(tracker) != "action_outage_compensation":
        return None
    said = await now.said_lately(LOOK_BACK)
    told = (text[:LONGEST] for text in said if len(text.split()) >= FEWEST_WORDS_OF_HARM and says_what_happened(text))
    return next((text for text in told if "?" not in text), None)


async def _bill_meant(tracker: Tracker, text: str) -> Bill | None:
    """The bill just told, where a complaint is about it without saying what "it" is."""
    if not _OF_IT.search(plain(text)) or len(text.split()) > FEW_WORDS_OF_IT:
        return None
    async with turn(tracker) as now:
        return await told_bill(now, tracker)


def _beside_confirmation(dispatcher: CollectingDispatcher, tracker: Tracker, said: str) -> dict[str, Any]:
    """What is said, instead of yes or no, of the complaint about to be filed: that it is right, nothing, or more."""
    before = value_before(tracker.events, "complaint_text")
    if before and _FINE.search(_YES_OR_NO.sub("", plain(said))) and not plain(said).startswith("no"):
        return {"complaint_text": before, "complaint_confirm": True}
    if before and not says_what_happened(said):  # "quiero quejarme de eso"
        return {"complaint_text": before}
    return _corrected(dispatcher, tracker, said)


def _corrected(dispatcher: CollectingDispatcher, tracker: Tracker, said: str) -> dict[str, Any]:
    """What was about to be filed, with what the citizen says instead of yes or no."""
    before = str(value_before(tracker.events, "complaint_text") or "")
    if said.startswith("/") or "?" in said:
        tell(dispatcher, question_help.words("complaint_confirm", None))
        return {"complaint_text": before}
    adding = _ADDING.match(plain(said)) if len(plain(said)) == len(said) else None
    added = said[adding.end() :] if adding else said
    corrects = adding is None and _REPLACING.match(plain(said)) is not None
    more = f"Corrección: {said}" if corrects else f"{added[:1].upper()}{added[1:]}"
    text = f"{before.rstrip('. ')}. {more}"[:LONGEST]
    return {"complaint_text": text, "complaint_kind": kinds.guess(text)}


def says_what_happened(text: str, *, begins: bool = False) -> bool:
    """Whether a text is more than "quiero poner una queja"; where it `begins` the complaint, also more than what that
    is about: "quiero poner una queja por el recibo".
    """
    if text.startswith("/"):
        return False
    said = _LONG_NUMBER.sub(" ", plain(text))
    words = [sound(word) for word in re.findall(r"[a-zñ0-9]{2,}", said)]
    formula = _FORMULA | _SUBJECTS if begins else _FORMULA
    return sum(word not in formula and not word.startswith(_NAMES) for word in words) >= FEWEST_WORDS
