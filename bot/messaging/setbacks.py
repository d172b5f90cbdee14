"""What follows when a part could not be handed over: it waits, is sent in another form, or is given up."""

import logging
import random
from datetime import UTC, datetime, timedelta

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock, jobs, notify
from bot.citizens import opt_out
from bot.messaging import doubt, held
from bot.messaging.conversation import Conversation
from bot.messaging.message import Delivery
from bot.messaging.sending import WAITING, Sending
from connectors.base import Refused, Retry, SendError, Uncertain, WindowClosed

BACKOFF_SECONDS = (1, 2, 4, 8, 15, 30, 60, 120, 300, 600)
# A provider that was busy for all is not asked again by all at the same moment.
JITTER = 0.2
# How long a message waits for a provider that is only busy, or refuses the whole office.
PATIENCE = timedelta(hours=4)
# Before a provider is asked what became of a call, so that it knows.
ASK_AFTER = 2.0

log = logging.getLogger(__name__)


async def settle(session: AsyncSession, sending: Sending, error: SendError) -> bool:
    """Decide by the kind of error; False if the rest of the conversation's line must wait."""
    delivery = sending.delivery
    log.warning("delivery %s failed: %s: %s", delivery.id, type(error).__name__, error)
    if isinstance(error, WindowClosed) and await held.outside_window(session, delivery):
        return True
    if isinstance(error, Uncertain):
        return await _in_doubt(session, sending, error)
    if isinstance(error, Retry) and _is_worth_waiting(delivery, error):
        await _wait(session, delivery, _pause(delivery, error), status="queued", error=str(error))
        return False
    await _give_up(session, delivery, error)
    return True


async def _in_doubt(session: AsyncSession, sending: Sending, error: Uncertain) -> bool:
    """Asked about, where that is possible; otherwise an answer is sent again, once."""
    delivery = sending.delivery
    delivery.uncertain = True
    first = not sending.marked_before and delivery.attempts < 2
    askable = doubt.can_be_resolved(delivery) and delivery.attempts <= len(BACKOFF_SECONDS)
    if askable or (first and not sending.proactive):
        await _wait(session, delivery, max(ASK_AFTER, _backoff(delivery)), status="sending", error=str(error))
        return False
    await _give_up(session, delivery, error)
    return True


def _is_worth_waiting(delivery: Delivery, error: Retry) -> bool:
    if error.patient:
        return clock.now() - delivery.created_at < PATIENCE
    return delivery.attempts <= len(BACKOFF_SECONDS)


def _pause(delivery: Delivery, error: Retry) -> float:
    """At least what the provider asks for, and longer with each attempt."""
    grown = _backoff(delivery) * random.uniform(1, 1 + JITTER)
    return max(error.after or 0.0, grown)


def _backoff(delivery: Delivery) -> float:
    return BACKOFF_SECONDS[min(max(delivery.attempts, 1), len(BACKOFF_SECONDS)) - 1]


async def _wait(session: AsyncSession, delivery: Delivery, seconds: float, *, status: str, error: str) -> None:
    values = {"status": status, "error": error, "uncertain": delivery.uncertain, "changed_at": clock.now()}
    await session.execute(update(Delivery).where(Delivery.id == delivery.id).values(**values))
    pause = timedelta(seconds=seconds)
    if delivery.urgent:
        await jobs.deliver_urgent.configure(
            connection=await jobs.connection(session), schedule_at=datetime.now(UTC) + pause
        ).defer_async(message_id=delivery.message_id)
        return
    await session.execute(
        update(Conversation)
        .where(Conversation.id == delivery.conversation_id)
        .values(outbound_retry_at=clock.now() + pause)
    )
    await jobs.wake_later(session, jobs.OUTBOUND, delivery.conversation_id, pause)


async def _give_up(session: AsyncSession, delivery: Delivery, error: SendError) -> None:
    """A message with a part that cannot arrive is failed as a whole, with the reason, where an agent sees it."""
    reason = f"uncertain: {error}" if isinstance(error, Uncertain) else str(error)
    await session.execute(update(Delivery).where(Delivery.id == delivery.id).values(uncertain=delivery.uncertain))
    await session.execute(
        update(Delivery)
        .where(Delivery.message_id == delivery.message_id, Delivery.status.in_(WAITING))
        .values(status="failed", error=reason, changed_at=clock.now())
    )
    conversation = await session.get_one(Conversation, delivery.conversation_id)
    conversation.outbound_retry_at = None
    if isinstance(error, Refused):
        mark_address(conversation, unreachable=error.unreachable, opted_out=error.opted_out)
    await notify.announce(session, delivery.conversation_id)


def mark_address(conversation: Conversation, *, unreachable: bool, opted_out: bool) -> None:
    """Write down what a provider says of an address: nothing arrives there, or the citizen wants nothing."""
    if unreachable:
        conversation.address.unreachable_at = clock.now()
    if opted_out:
        opt_out.stop(conversation.address)
