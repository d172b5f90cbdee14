"""A conversation that waits: in the queue for an agent, or behind a message that the assistant cannot answer now."""

import re

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import assistant, attention
from bot.messaging import asides, follow_on, outbox, ownership, person, phrases
from bot.messaging.answer import Answer
from bot.messaging.asides import Aside
from bot.messaging.choosing import Offer
from bot.messaging.content import Reply
from bot.messaging.conversation import Conversation, Owner
from bot.messaging.message import Message
from bot.procedures import finding
from bot.words import fold, plain

# What the assistant still answers from data while a person is awaited; dangers besides; all else is that person's.
ANSWERED_MEANWHILE = frozenset(
    [
        "bill_amount",
        "bill_due_date",
        "bill_copy",
        "bill_explain",
        "bill_payment_methods",
        "outage_status",
        "outage_planned",
        "procedure_info",
        "procedure_list",
        "office_info",
        "case_status",
        "case_withdraw",
        "help_menu",
        "bot_challenge",
    ]
)
DANGERS = frozenset({"emergency", "self_harm"})
# Below this the assistant does not speak into a conversation that waits for a person.
SURE = 0.6
PERSON_WORDS = re.compile(r"\b(persona|asesora?|humano|agente|funcionari[oa])\b|^1$")

# What else may be asked about something that was answered, or filed.
GOES_ON_MEANWHILE = ANSWERED_MEANWHILE | {"bill_payment_report", "outage_compensation"}
PERSON, PROCEDURE = "human_handoff", "procedure_info"
# Why a conversation is in the queue where nothing but the citizen's wish put it there.
WISHED = frozenset({"person", "appointment"})
_NO_MORE = re.compile(
    r"((no|pues|bueno|mejor|entonces|ok|listo|olvid(elo|ela|ese)|dejelo|deje|asi|cancel(e|elo|ela)) )*("
    r"(ya|mejor) no (voy a |puedo |quiero )?(espero|esperar)( mas)?( tanto)?( a nadie)?|"
    r"(ya )?no (quiero|necesito|hace falta|me (pasen?|comuniquen?))( ya| mas)?"
    r"( (hablar|que me (atiendan?|escriban?|llamen?|pasen?|comuniquen?)))?"
    r"( (con|a))?( (nadie|ningun[ao]? \w+|(el |la |una? )?(persona|asesora?|humano|agente|funcionari[oa])))?|"
    r"(ya )?no (es|hay) (necesario|necesidad|falta)|(no importa|no se preocupen?)( ya)?|ya me ayudaron|"
    r"ya (lo |se |me lo |eso )?(resolvi|resolvio|solucione|soluciono|arregle|arreglo|entendi|aclare|aclaro)"
    r"( (eso|todo|solo|sol[oa]|yo mism[oa]|el problema|el asunto))?|"
    r"(siga(me)?|sigo|sigamos|seguir|prefiero)( (atendiendo|hablando|seguir|ayudando)(me)?)?"
    r" (usted|con (usted|vos|el asistente|el robot|el bot|la maquina))"
    r")( (asi|mejor|ya|nada|mas|much[ao]s|mil))*"
)

_COMPLAINT = re.compile(r"\b(quejas?|quejarme|reclamos?|reclamar|denuncias?|pqrs?|radicar|radique)\b")
# What whoever is tired of waiting says, and whoever is tired of life: the person who is awaited reads it.
_MAY_BE_DESPAIR = re.compile(r"\bno (quiero|puedo) (seguir|nada|mas)\b")


async def intent_while_queued(message: Message) -> str | None:
    """What a message to a queued conversation wants; None where that does not matter, or is a guess. TurnFailed."""
    if not message.body.strip():
        return None
    meaning = await assistant.meaning_of(assistant.plain(message.body))
    return meaning.intent if meaning.confidence >= SURE or meaning.intent in DANGERS else None


async def is_for_the_agent(
    session: AsyncSession, conversation: Conversation, message: Message, intent: str | None
) -> bool:
    """Whether a message to a queued conversation is left for the agent, rather than answered by the assistant."""
    if conversation.dialog_open:
        return False
    if conversation.priority == ownership.ORDINARY and _is_filed(intent, message.body):
        return False
    if intent == PROCEDURE:  # what names none would only be asked which, and what comes after it taken for the answer
        return await finding.find(session, message.body) is None
    return intent not in ANSWERED_MEANWHILE | DANGERS


def _is_filed(intent: str | None, text: str) -> bool:
    """Whether an outage or a complaint is told that has a term or others wait for. What somebody tells the person who
    is awaited may sound like a complaint: it must be called one.
    """
    return intent == "outage_report" or (intent == "complaint_file" and _COMPLAINT.search(plain(text)) is not None)


def goes_on(text: str, offer: Offer) -> Answer | None:
    """A short question about what was answered last, for which nobody has to be waited for ("¿cuál es el número?"), or
    about how long it takes until somebody writes.
    """
    meant = follow_on.read(text, offer.abouts, offer.latest, offer.said)
    intent = meant.intent.removeprefix("/").partition("{")[0] if meant else ""
    if intent == PERSON:
        return Answer([Reply(text=attention.when_answered(), about=PERSON)])
    return meant if intent in GOES_ON_MEANWHILE else None


async def say_once(session: AsyncSession, conversation: Conversation, message: Message) -> None:
    """Say when a person will write, at the first message that is left for that person."""
    if not await _said(session, conversation):
        text = f"{phrases.QUEUED} {attention.when_answered()}"
        reply = Reply(text=text, about=PERSON)
        await outbox.send(session, conversation, reply, author="assistant", reply_to=message.id)


async def give_up(session: AsyncSession, conversation: Conversation, message: Message) -> Answer | None:
    """Take the conversation out of the queue where the citizen, who only wished for a person, wants none any more; None
    if the message does not say so, or something else than that wish made it wait.
    """
    wished = conversation.queue_reason in WISHED and conversation.priority == ownership.ORDINARY
    if not wished or ownership.NOTE in conversation.summary or not wants_nobody(message.body):
        return None
    await ownership.leave_queue(session, conversation)
    return Answer([Reply(text=phrases.NOBODY_AWAITED, choices=[person.PERSON])])


def wants_nobody(text: str) -> bool:
    """Whether a text only says that no person is wanted any more, or that there is no need."""
    if "?" in text or _MAY_BE_DESPAIR.search(plain(text)):
        return False
    return asides.read(text) is Aside.CANCEL or _NO_MORE.fullmatch(asides.without_manners(text)) is not None


async def stop(session: AsyncSession, conversation: Conversation, case_number: str) -> bool:
    """Take the conversation out of the queue, where it waits for nothing but a case that has been withdrawn. True if it
    was.
    """
    for_it = case_number in conversation.summary and ownership.NOTE not in conversation.summary
    waits = conversation.owner == Owner.QUEUE and conversation.priority == ownership.ORDINARY
    if not (waits and for_it) or await _said(session, conversation):
        return False
    return await ownership.leave_queue(session, conversation)


async def _said(session: AsyncSession, conversation: Conversation) -> bool:
    """Whether a message has been left for the agent since the conversation waits."""
    assert conversation.owner == Owner.QUEUE and conversation.queued_at is not None
    left = await session.scalar(
        select(Message.id)
        .where(
            Message.conversation_id == conversation.id,
            Message.covered_by == "queue",
            Message.handled_at >= conversation.queued_at,
        )
        .limit(1)
    )
    return left is not None


def past_the_line(line: list[Message]) -> Message | None:
    """A later message that asks for the person whom the apology offered, while the first waits for the assistant."""
    if line[0].apologised_at is None:
        return None
    return next((message for message in line[1:] if message.kind == "choice" or asks_for_person(message.body)), None)


def asks_for_person(text: str) -> bool:
    """Whether a text takes the apology's offer, in its own words or by number."""
    return PERSON_WORDS.search(fold(text)) is not None
