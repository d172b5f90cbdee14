"""What providers report of messages that they accepted: moves a delivery only forward, in whatever order it comes."""

import logging
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock, jobs, notify
from bot.database import transaction
from bot.messaging import held, ownership, setbacks
from bot.messaging.content import STATUS_RANK, StatusUpdate
from bot.messaging.conversation import Conversation
from bot.messaging.message import Delivery

STATUS_ATTEMPTS = 5

log = logging.getLogger(__name__)


async def apply(update: StatusUpdate, *, attempt: int = 0) -> None:
    """Move a delivery forward to what its provider reports; one not yet recorded as accepted is looked for again
    shortly.
    """
    async with transaction() as session:
        delivery = await _locked(session, update)
        if delivery is None:
            await _look_again(session, update, attempt)
        elif moves_forward(delivery.status, update.status):
            await _record(session, delivery, update)
        elif update.status == "failed":
            log.info("delivery %s is %s: a late %s changes nothing", delivery.id, delivery.status, update.error)


def moves_forward(current: str, reported: str) -> bool:
    """A late "sent" never downgrades "delivered", a late failure does not undo a delivery, and a failure is the end."""
    if current in {"delivered", "read"} and reported == "failed":
        return False
    return current != "failed" and STATUS_RANK[reported] > STATUS_RANK[current]


async def _locked(session: AsyncSession, update: StatusUpdate) -> Delivery | None:
    """The delivery, locked; for a failure its conversation too, and first: what follows from it changes both."""
    query = select(Delivery).where(
        Delivery.channel == update.channel,
        Delivery.account == update.account,
        Delivery.provider_id == update.provider_id,
    )
    if update.status == "failed" and (found := await session.scalar(query)):
        await ownership.lock(session, found.conversation_id)
    return await session.scalar(query.with_for_update().execution_options(populate_existing=True))


async def _look_again(session: AsyncSession, update: StatusUpdate, attempt: int) -> None:
    if attempt >= STATUS_ATTEMPTS:
        log.info("a status report fits no message of ours")
        return
    await jobs.apply_status.configure(
        connection=await jobs.connection(session), schedule_in={"seconds": 2**attempt}
    ).defer_async(update=update.model_dump(mode="json"), attempt=attempt + 1)


async def _record(session: AsyncSession, delivery: Delivery, update: StatusUpdate) -> None:
    delivery.status, delivery.error, delivery.changed_at = update.status, update.error, clock.now()
    await session.flush()
    if update.status == "failed":
        log.warning("delivery %s failed: %s", delivery.id, update.error)
        await _after_failure(session, delivery, update)
    await notify.announce(session, delivery.conversation_id)


async def _after_failure(session: AsyncSession, delivery: Delivery, update: StatusUpdate) -> None:
    """Another way or another attempt, where there is one; and what the failure says of the address."""
    failure = update.failure
    conversation = await session.get_one(Conversation, delivery.conversation_id)
    setbacks.mark_address(conversation, unreachable=failure.unreachable, opted_out=failure.opted_out)
    if failure.window_closed:
        await held.outside_window(session, delivery)
    elif delivery.retries < len(failure.again):
        pause = timedelta(seconds=failure.again[delivery.retries])
        await held.until(session, delivery, clock.now() + pause, update.error)
