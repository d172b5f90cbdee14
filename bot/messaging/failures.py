"""A turn that failed: tried again unseen, then one apology with a way to a person, then set aside for a person."""

import logging

from sqlalchemy.ext.asyncio import AsyncSession

from bot import attention, clock
from bot.messaging import outbox, ownership, phrases
from bot.messaging.content import Choice, Reply
from bot.messaging.conversation import Conversation
from bot.messaging.message import Message
from bot.settings import settings

PAUSES = (0.5, 1, 2, 4, 5)
BROKEN_ATTEMPTS = 3
WANTS_PERSON = "answer:person"
AWAY = "away: "

log = logging.getLogger(__name__)


async def note(
    session: AsyncSession, conversation: Conversation, message: Message, reason: str, *, broken: bool
) -> float | None:
    """Write down a failed turn; seconds until it is tried again, None when it is not.

    For `turn_retry_seconds` a restart of the assistant stays invisible. Then the citizen gets one apology. A message
    that breaks its own handling is set aside with it; one that the assistant is too far away for waits
    `turn_give_up_seconds`.
    """
    now = clock.now()
    if broken and message.error.startswith(AWAY):
        message.attempts = 0  # what failed while the assistant was away says nothing about the message
    message.attempts += 1
    message.error = reason if broken else f"{AWAY}{reason}"
    message.failing_since = message.failing_since or now
    failing = (now - message.failing_since).total_seconds()
    log.warning("message %s failed (attempt %s): %s", message.id, message.attempts, reason)
    lasting = failing >= settings().turn_retry_seconds
    if (broken and lasting and message.attempts >= BROKEN_ATTEMPTS) or failing >= settings().turn_give_up_seconds:
        await _set_aside(session, conversation, message)
        return None
    if lasting and message.apologised_at is None:
        message.apologised_at = now
        await outbox.send(session, conversation, apology(), author="system", reply_to=message.id)
    return PAUSES[min(message.attempts, len(PAUSES)) - 1]


def apology() -> Reply:
    """What a citizen gets once when the assistant stays away."""
    return Reply(text=phrases.APOLOGY, choices=[Choice(title=phrases.PERSON, payload=WANTS_PERSON)])


async def _set_aside(session: AsyncSession, conversation: Conversation, message: Message) -> None:
    if message.apologised_at is None:
        message.apologised_at = clock.now()
    await ownership.hand_over(session, conversation, reason="failure", summary=phrases.SET_ASIDE_SUMMARY)
    await outbox.send(
        session,
        conversation,
        Reply(text=f"{phrases.SET_ASIDE} {attention.when_answered()}"),
        author="system",
        reply_to=message.id,
    )
