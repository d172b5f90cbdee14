"""The answer by text message: asked for in a call, sent to the caller's number in its own SMS conversation."""

import re
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import phones
from bot.citizens.address import Address
from bot.messaging import intake, outbox, questions
from bot.messaging.answer import Answer
from bot.messaging.content import Reply
from bot.messaging.conversation import Conversation
from bot.messaging.message import Message
from bot.messaging.question import PendingQuestion
from bot.words import fold
from connectors import registry
from connectors.base import Connector

QUESTION = "by_text"
# What the offer at the end of a long answer carries.
WANTED = "Mándemelo por mensaje"
OPEN_FOR = timedelta(hours=1)
_ASKED = re.compile(
    r"\b(mand|envi|pas|escrib)\w*(me|nos)?(lo|la|los|las|melo|mela|melos|melas)?\b.*\b(mensaje|sms|mensajito|texto)\b"
    r"|^(por|en un) (mensaje|sms)\b"
)
SENT = "Listo, se lo envié por mensaje de texto. ¿Algo más?"
NOTHING = "Todavía no le he dicho nada que pueda enviarle. ¿Qué necesita?"
NO_WAY = "Disculpe, a este número no le puedo enviar mensajes. ¿Le ayudo con algo más?"


async def listen_for_it(session: AsyncSession, conversation: Conversation) -> None:
    """From now on, for the length of a call, the caller may ask for it."""
    await questions.ask(session, conversation, QUESTION, {}, OPEN_FOR)


def can_send(address: str) -> bool:
    """Whether a caller's number gets text messages from this installation."""
    return _texts() is not None and address.startswith("+")


def _texts() -> Connector | None:
    """What text messages to callers leave by; None if nothing does."""
    return next((one for one in registry.configured() if registry.channel(one.channel).texts_any_number), None)


async def instead_of_a_call(session: AsyncSession, conversation: Conversation) -> Conversation:
    """Where the office asks something of somebody who called: in their SMS conversation, locked, so that the answer
    comes to the question. The conversation itself on other channels, and for callers whom no message reaches.
    """
    address = conversation.address
    texts = _texts()
    if not registry.channel(address.channel).spoken or texts is None or not can_send(address.address):
        return conversation
    known = await session.scalar(
        select(Address.address).where(
            Address.channel == texts.channel,
            Address.account == texts.account,
            Address.address.in_(phones.spellings(address.address)),
        )
    )
    return await intake.locked_conversation(session, texts.channel, texts.account, known or address.address)


async def answer(
    session: AsyncSession,
    conversation: Conversation,
    _question: PendingQuestion,
    message: Message,
    _payload: str | None,
) -> Answer | None:
    """Send what was answered last, as it is written; None where the caller asks for something else."""
    if not _ASKED.search(fold(message.body)):
        return None
    number = conversation.address.address
    if not can_send(number):
        return Answer([Reply(text=NO_WAY)])
    written = await _last_answer(session, conversation, message)
    if not written:
        return Answer([Reply(text=NOTHING)])
    there = await instead_of_a_call(session, conversation)
    for reply in written:
        await outbox.send(session, there, reply.without_choices(), author="assistant")
    return Answer([Reply(text=SENT)])


async def _last_answer(session: AsyncSession, conversation: Conversation, asked: Message) -> list[Reply]:
    """The answers to the caller's latest question before this one that got any."""
    latest = (
        select(Message.reply_to)
        .where(
            Message.conversation_id == conversation.id,
            Message.direction == "out",
            Message.seq < asked.seq,
            Message.reply_to.is_not(None),
        )
        .order_by(Message.seq.desc())
        .limit(1)
        .scalar_subquery()
    )
    found = await session.scalars(
        select(Message)
        .where(Message.conversation_id == conversation.id, Message.direction == "out", Message.reply_to == latest)
        .order_by(Message.seq)
    )
    return [Reply.model_validate(message.content) for message in found]
