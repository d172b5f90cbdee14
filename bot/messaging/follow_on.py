"""Short questions that name nothing of their own ("¿y cuánto cuesta?", "¿a qué hora vuelve?") are about what was
answered last. The assistant reads each message by itself; here the answer before it says what is meant.

Only words that fit that answer count: one more, and the message is read as any other.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.billing import told_payment, usage
from bot.citizens import claim, contact
from bot.entity import entity
from bot.messaging import asides, lost, other_month, phrases, unopened
from bot.messaging.answer import Answer
from bot.messaging.asides import Aside
from bot.messaging.content import Choice, Reply
from bot.messaging.conversation import Conversation
from bot.messaging.message import Message
from bot.messaging.person import PERSON
from bot.messaging.topics import COMMON, OF_BILL, SUBJECTS, TOPICS, Topic, sounds
from bot.words import plain, sound

LONGEST = 10
EXPLAIN = "/bill_explain"
_FILLING = frozenset("inform affirm deny rating out_of_scope nlu_fallback help_menu".split())
# What replaces a number that was given a moment ago: "no, fueron 150 mil", "mejor en 6".
_OTHER_NUMBER = re.compile(
    r"(ay |uy )?(no|perdone?|disculpe|me equivoque|me arrepenti|corrijo|mejor|mas bien)( \w+){0,3}? (\$ ?)?"
    r"(\d[\d ]*( mil| cuotas| pesos)?|(dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce)( cuotas)?)"
)
# What of a bill or a payment is still to come: "voy a pagar el viernes", "el lunes pago".
_TO_COME = sounds(
    "voy vamos ire iremos a ir pago pagar cancelo cancelar consigno consignar abono abonar pagare lo le resto saldo "
    "que viene proximo proxima semana quincena entonces mejor tarde manana pienso"
)
# "No, está bien" turns nothing down but more help.
_CONTENT = re.compile(
    r"no([,.;]+ *| +(?=(gracias|muchas gracias|asi|todo|listo|perfecto)\b))((muchas )?gracias[ ,.;]+)?"
    r"(asi |todo |ya )?(esta bien|de acuerdo|bien|listo|perfecto)([ ,.;]+(asi|muchas gracias|gracias|señorita|señor))*"
)
_AGREEMENT, _PAYMENT, _CONTACT = "bill_payment_agreement", "bill_payment_report", "update_contact"
# Beside the amount and the day in a correction of a payment: "no, perdón, fue el martes".
_OF_PAYMENT = sounds(
    """a al ay uy no si perdon perdone perdoneme disculpe disculpeme que pena me equivoque ekivoque equivocado
    corrijo fue fueron era eran es son el la los las lo de del en por un y ya pague pago hice dia fecha valor monto
    mentira mentiras mejor dicho mas bien sino señorita señor quise queria decir escribi puse mal pesos pasado
    correcto realidad creo"""
)
# What is asked in the middle of a form about what it is for, by what it is for.
_ASKED_OF_FORM = {_AGREEMENT: _AGREEMENT, "complaint_file": "case_status"}
_CASES = frozenset("case_status case_reopen case_withdraw complaint_appeal".split())
# Who has no case number gives a name: "a nombre de Juana Pérez", "¿y con la cédula?".
_BY_NAME = re.compile(
    r"((y|es que|esta|fue) )*(a nombre de|con (mi|la) (nombre|cedula)|por (mi|el) nombre|me llamo)( \w+){0,5}"
)
_OF_ANOTHER = re.compile(
    r"(y |tambien |quiero |necesito |ver |consultar |saber |de |para |con |en |la |mi |una |cuanto |debo |es |tengo )*"
    r"otra (cuenta|casa|finca|direccion|propiedad)( que tengo| tambien| mia)?"
)
_OF_OUTAGES = frozenset({"outage_report", "outage_status"})
_TO_DRINK = re.compile(
    r"(sera que )?((esa|el) agua )?((se|la|lo) )*(puede|puedo|podemos|pueden|sirve|es)"
    r"( (para|bueno|buena|malo|mala|segur[oa]|potable))*"
    r"( (tomar|beber|usar|cocinar|bañar|lavar)(la|lo|se|nos|me)?)?( (con )?((esa|el) )?agua)?( asi)?"
)
_WHICH_WRONG = re.compile(r"\b(fecha|dia|valor|monto|cantidad)\b")
_OF_ACCOUNT = other_month.OF_A_MONTH
_SERVICES = sounds("luz energia electrica agua gas")
_CORRECTING = frozenset(
    "no ay uy perdon perdone disculpe me equivoque ekivoque es era la el cuenta numero otra de con a corrijo dije "
    "escribi puse pero sino".split()
)


@dataclass(frozen=True)
class Asked:
    """What a form said last: its words, and what it was opened for."""

    text: str
    about: str


async def asked_before(session: AsyncSession, conversation: Conversation) -> Asked | None:
    """The question of the form that is open; None without one. `conversation` is as it was before the answer."""
    if not conversation.dialog_open:
        return None
    last = await session.scalar(
        select(Message)
        .where(Message.conversation_id == conversation.id, Message.direction == "out")
        .order_by(Message.seq.desc())
        .limit(1)
    )
    return Asked(last.body, last.content.get("about") or "") if last else None


def about(reply: Reply, intent: str, asked: Asked | None) -> str:
    """What a reply to a message of this intent is about. What only fills a form is about what the form is for, and so
    is its question, asked again below another answer.
    """
    of_form = asked is not None and (intent in _FILLING or reply.text == asked.text)
    return (asked.about if asked and of_form else "") or intent


async def last_about(session: AsyncSession, conversation: Conversation) -> str:
    """What the office's latest message is about; "" for nothing."""
    found = await session.scalar(
        select(Message.content["about"].astext)
        .where(Message.conversation_id == conversation.id, Message.direction == "out")
        .order_by(Message.seq.desc())
        .limit(1)
    )
    return found or ""


def read(text: str, abouts: Sequence[str], offered: Sequence[Choice], told: str = "") -> Answer | None:
    """What a text means after answers to the intents `abouts`, the latest first, of which the latest `told` these words
    and `offered` these choices; None if it is whole.

    Not for the middle of a form.
    """
    words = re.findall(r"[a-zñ0-9]+", plain(text))
    if not words or len(words) > LONGEST:
        return None
    about = abouts[0] if abouts else ""
    if told and lost.wants_again(text):
        return Answer([Reply(text=told, choices=list(offered), about=about)])
    if lost.is_lost(text):
        return _explained(about, offered, told)
    if asked := _without_number(text, about):
        return asked
    if intent := _corrected(text, words, abouts, told):
        return Answer(intent=f"/{intent}")
    return (
        _if_safe(text, about)
        or unopened.read(text, about, told)
        or other_month.read(text, about, told)
        or _goes_on(text, words, abouts, told)
    )


def _without_number(text: str, about: str) -> Answer | None:
    """What is needed of a case or another account that a text means without its number."""
    if about in _CASES and (asides.read(text) is Aside.MISSING or _BY_NAME.fullmatch(asides.without_manners(text))):
        return Answer([Reply(text=phrases.CASE_BY_PERSON, choices=[PERSON], about=about)])
    if about in _OF_ACCOUNT and _OF_ANOTHER.fullmatch(asides.without_manners(text)):
        return Answer([Reply(text=phrases.WHICH_ACCOUNT, about=about)])
    return None


def _if_safe(text: str, about: str) -> Answer | None:
    """ "¿Se puede tomar?", of water that was reported: nobody but a person may say so."""
    if about not in _OF_OUTAGES or not _TO_DRINK.fullmatch(asides.without_manners(text)):
        return None
    return Answer([Reply(text=phrases.NOT_KNOWN_IF_SAFE, choices=[PERSON], about=about)])


def _goes_on(text: str, words: list[str], abouts: Sequence[str], told: str) -> Answer | None:
    about = abouts[0] if abouts else ""
    content = about and _CONTENT.fullmatch(plain(text).strip(" .,!¡")) is not None
    intent = "deny" if content else _of_use(words, about, told) or _meant(text, abouts, told)
    return Answer(intent=f"/{intent}") if intent else None


def _corrected(text: str, words: list[str], abouts: Sequence[str], told: str) -> str | None:
    """The intent of a text that only gives something anew of what was answered last, or before a digression."""
    about = abouts[0] if abouts else ""
    if about == _AGREEMENT and _OTHER_NUMBER.fullmatch(" ".join(words)):
        return about
    returns = about == _PAYMENT or (_PAYMENT in abouts and claim.CORRECTING.search(plain(text)) is not None)
    if (returns and corrects_payment(text)) or (about == _PAYMENT and payment_to_come(text)):
        return _PAYMENT
    if about == _CONTACT and contact.find(text) and claim.CORRECTING.search(plain(text)):
        return _CONTACT
    number = _other_account(text, words, about, bare=phrases.WHICH_ACCOUNT in told)
    return f"{about}{json.dumps({'account_number': number})}" if number else None


def _of_use(words: list[str], about: str, told: str) -> str | None:
    """ "¿Y de luz?" after a bill, or an answer about what was used."""
    only_service = usage.service_in(" ".join(words)) and {sound(word) for word in words} <= COMMON | _SERVICES
    of_bill = usage.was_told(told) or "de" in words
    return EXPLAIN.removeprefix("/") if about in OF_BILL and only_service and of_bill else None


def _meant(text: str, abouts: Sequence[str], told: str) -> str | None:
    """The intent of the first topic that all words fit. Words of the latest answer are about that, too."""
    said, whole = {sound(word) for word in re.findall(r"[a-zñ0-9]+", plain(text))}, plain(text)
    of_answer = sounds(" ".join(re.findall(r"[a-zñ0-9]+", plain(told)))) - SUBJECTS
    for about in abouts:
        topics = (topic for topic in TOPICS if about in topic.after)
        fitting = (topic for topic in topics if topic.says is None or topic.says.search(whole))
        if found := next((topic for topic in fitting if _fits(said, topic, of_answer)), None):
            return found.intent
        of_answer = frozenset()
    return None


def asks_of_form(text: str, abouts: Sequence[str]) -> bool:
    """Whether a question in the middle of a form is about what the form is for: "¿y de cuánto es cada cuota?", "¿y en
    cuánto tiempo contestan?".
    """
    words = re.findall(r"[a-zñ0-9]+", plain(text))
    asks = "?" in text or words[:1] == ["y"]
    about = abouts[0] if abouts else ""
    meant = _ASKED_OF_FORM.get(about)
    return meant is not None and asks and len(words) <= LONGEST and _meant(text, [about], "") == meant


def payment_to_come(text: str) -> bool:
    """Whether a text only says that something will be paid, and when."""
    said = told_payment.read(text, clock.today())
    return said.to_come and {sound(word) for word in said.rest} <= _OF_PAYMENT | _TO_COME


def corrects_payment(text: str) -> bool:
    """Whether a text only gives another amount or day of a payment made, or says that one of them is wrong."""
    said = told_payment.read(text, clock.today(), thousands=True)
    if said.to_come or not {sound(word) for word in said.rest} <= _OF_PAYMENT:
        return False
    wrong = claim.CORRECTING.search(plain(text)) and _WHICH_WRONG.search(plain(text))
    return said.amount is not None or said.paid_on is not None or wrong is not None


def _other_account(text: str, words: list[str], about: str, *, bare: bool) -> str | None:
    """The account that was meant, where an answer was about another: "no, me equivoqué, es la cuenta 4100238"; the
    number alone, where it was asked for (`bare`).
    """
    if about not in _OF_ACCOUNT or not {word for word in words if not word.isdigit()} <= _CORRECTING:
        return None
    return claim.correction(text, asked="", bare=bare)


def _explained(about: str, offered: Sequence[Choice], told: str) -> Answer:
    if about == EXPLAIN.removeprefix("/") or any(choice.payload == EXPLAIN for choice in offered):
        return Answer(intent=EXPLAIN)
    words = phrases.BETTER_BY_PERSON if told == phrases.WHICH_PART else phrases.WHICH_PART
    return Answer([Reply(text=words, choices=[PERSON])])


def _fits(said: set[str], topic: Topic, of_answer: frozenset[str]) -> bool:
    if (topic.needs and not said & topic.needs) or said & topic.unless:
        return False
    places = _of_places() if topic.intent == "office_info" else frozenset()
    others = said - topic.telling - topic.beside - places - COMMON - of_answer
    return bool(said & (topic.telling | places)) and not others


@lru_cache
def _of_places() -> frozenset[str]:
    """The words of the neighborhoods' names."""
    names = (name for place in entity().neighborhoods for name in place.names)
    return sounds(" ".join(word for name in names for word in re.findall(r"[a-zñ0-9]+", plain(name)))) - COMMON
