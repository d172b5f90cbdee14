"""A conversation that waits: in the queue for an agent, or behind a message that the assistant cannot answer now."""

import re

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import assistant, attention
from bot.messaging import outbox, ownership, phrases
from bot.messaging.content import Reply
from bot.messaging.conversation import Conversation, Owner
from bot.messaging.message import Message
from bot.words import fold

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


async def intent_while_queued(message: Message) -> str | None:
    """What a message to a queued conversation wants; None where that does not matter, or is a guess. TurnFailed."""
    if not message.body.strip():
        return None
    meaning = await assistant.meaning_of(assistant.plain(message.body))
    return meaning.intent if meaning.confidence >= SURE or meaning.intent in DANGERS else None


def is_for_the_agent(conversation: Conversation, intent: str | None) -> bool:
    """Whether a message to a queued conversation is left for the agent, rather than answered by the assistant."""
    return not conversation.dialog_open and intent not in ANSWERED_MEANWHILE | DANGERS


async def say_once(session: AsyncSession, conversation: Conversation, message: Message) -> None:
    """Say when a person will write, at the first message that is left for that person."""
    if not await _said(session, conversation):
        text = f"{phrases.QUEUED} {attention.when_answered()}"
        await outbox.send(session, conversation, Reply(text=text), author="assistant", reply_to=message.id)


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
