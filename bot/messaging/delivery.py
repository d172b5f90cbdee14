"""Delivery: waiting parts go to the provider in order, and what the provider says of them only moves forward."""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock, faults, jobs, notify
from bot.database import transaction
from bot.messaging.content import STATUS_RANK, StatusUpdate
from bot.messaging.conversation import Conversation
from bot.messaging.message import Delivery, Message
from bot.messaging.outbox import part_of
from connectors import registry
from connectors.base import Refused, Retry, SendError, Uncertain

WAITING = ("queued", "sending")
BACKOFF_SECONDS = (1, 2, 4, 8, 15, 30, 60, 120, 300, 600)
STATUS_ATTEMPTS = 5

log = logging.getLogger(__name__)


async def deliver(conversation_id: int) -> None:
    """Hand the conversation's waiting parts to its provider, one after the other, until none is left or one must wait.

    A part is marked before the call and recorded after it, and no connection is held during the call. A worker that
    dies in between leaves it marked: it is sent again, the only case in which a citizen may get something twice.
    """
    while delivery := await _next(conversation_id):
        if not await _send(delivery):
            return


async def deliver_urgent(message_id: int) -> None:
    """Hand the parts of one urgent message to the provider, whatever else waits."""
    async with transaction() as session:
        waiting = list(
            await session.scalars(
                select(Delivery)
                .where(Delivery.message_id == message_id, Delivery.status.in_(WAITING))
                .order_by(Delivery.part)
            )
        )
    for delivery in waiting:
        if not await _send(delivery):
            return


async def apply_status(update: StatusUpdate, *, attempt: int = 0) -> None:
    """Move a delivery forward to what its provider reports; one not yet recorded as accepted is looked for again
    shortly.
    """
    async with transaction() as session:
        delivery = await session.scalar(
            select(Delivery)
            .where(
                Delivery.channel == update.channel,
                Delivery.account == update.account,
                Delivery.provider_id == update.provider_id,
            )
            .with_for_update()
        )
        if delivery is None:
            await _look_again(session, update, attempt)
        elif _moves_forward(delivery.status, update.status):
            await _record(session, delivery, update.status, error=update.error)


async def _look_again(session: AsyncSession, update: StatusUpdate, attempt: int) -> None:
    if attempt >= STATUS_ATTEMPTS:
        log.info("a status report fits no message of ours")
        return
    await jobs.apply_status.configure(
        connection=await jobs.connection(session), schedule_in={"seconds": 2**attempt}
    ).defer_async(update=update.model_dump(mode="json"), attempt=attempt + 1)


def _moves_forward(current: str, reported: str) -> bool:
    """A late "sent" never downgrades "delivered", and a late failure does not undo a delivery (DOMAIN.md 3.1)."""
    if current in {"delivered", "read"} and reported == "failed":
        return False
    return current != "failed" and STATUS_RANK[reported] > STATUS_RANK[current]


async def _next(conversation_id: int) -> Delivery | None:
    async with transaction() as session:
        conversation = await session.get_one(Conversation, conversation_id)
        if conversation.outbound_retry_at and conversation.outbound_retry_at > clock.now():
            return None
        return await session.scalar(
            select(Delivery)
            .join(Message, Message.id == Delivery.message_id)
            .where(
                Delivery.conversation_id == conversation_id, Delivery.status.in_(WAITING), Delivery.urgent.is_(False)
            )
            .order_by(Message.seq, Delivery.part)
            .limit(1)
        )


async def _send(delivery: Delivery) -> bool:
    """Send one part; False if the rest of the line must wait."""
    uncertain_before = delivery.status == "sending"
    async with transaction() as session:
        address, purpose = await _begin(session, delivery)
    connector = registry.by_name(delivery.channel, delivery.account)
    try:
        await faults.reach("before_send")
        provider_id = await connector.send(address, part_of(delivery))
        await faults.reach("after_send")
    except SendError as error:
        async with transaction() as session:
            return await _failed(session, delivery, error, purpose, uncertain_before=uncertain_before)
    async with transaction() as session:
        await session.execute(
            update(Delivery).where(Delivery.id == delivery.id).values(provider_id=provider_id, error="")
        )
        await _advance(session, delivery, "sent" if connector.channel != "web" else "delivered")
        await session.execute(
            update(Conversation).where(Conversation.id == delivery.conversation_id).values(outbound_retry_at=None)
        )
    return True


async def _begin(session: AsyncSession, delivery: Delivery) -> tuple[str, str]:
    await session.execute(
        update(Delivery)
        .where(Delivery.id == delivery.id)
        .values(status="sending", attempts=Delivery.attempts + 1, changed_at=clock.now())
    )
    delivery.attempts += 1
    conversation = await session.get_one(Conversation, delivery.conversation_id)
    message = await session.get_one(Message, delivery.message_id)
    return conversation.address.address, message.purpose


async def _failed(
    session: AsyncSession, delivery: Delivery, error: SendError, purpose: str, *, uncertain_before: bool
) -> bool:
    """Decide by the kind of error: wait and try again, or give this message up and go on with the next."""
    log.warning("delivery %s failed: %s: %s", delivery.id, type(error).__name__, error)
    out_of_patience = delivery.attempts > len(BACKOFF_SECONDS)
    if isinstance(error, Uncertain) and not uncertain_before and purpose == "reply" and delivery.attempts < 2:
        await _wait(session, delivery, BACKOFF_SECONDS[1], status="sending", error=str(error))
        return False
    if isinstance(error, Retry) and not out_of_patience:
        pause = error.after if error.after is not None else BACKOFF_SECONDS[delivery.attempts - 1]
        await _wait(session, delivery, pause, status="queued", error=str(error))
        return False
    await _give_up(session, delivery, error)
    return True


async def _wait(session: AsyncSession, delivery: Delivery, seconds: float, *, status: str, error: str) -> None:
    await session.execute(
        update(Delivery).where(Delivery.id == delivery.id).values(status=status, error=error, changed_at=clock.now())
    )
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
    await session.execute(
        update(Delivery)
        .where(Delivery.message_id == delivery.message_id, Delivery.status.in_(WAITING))
        .values(status="failed", error=str(error), changed_at=clock.now())
    )
    conversation = await session.get_one(Conversation, delivery.conversation_id)
    conversation.outbound_retry_at = None
    if isinstance(error, Refused) and error.unreachable:
        conversation.address.unreachable_at = clock.now()
    await notify.announce(session, delivery.conversation_id)


async def _advance(session: AsyncSession, delivery: Delivery, status: str) -> None:
    current = await session.get_one(Delivery, delivery.id, with_for_update=True, populate_existing=True)
    if _moves_forward(current.status, status):
        await _record(session, current, status)


async def _record(session: AsyncSession, delivery: Delivery, status: str, *, error: str = "") -> None:
    delivery.status, delivery.error, delivery.changed_at = status, error, clock.now()
    await session.flush()
    await notify.announce(session, delivery.conversation_id)


async def status_of(session: AsyncSession, message_ids: Sequence[int]) -> dict[int, Delivery]:
    """For each outbound message the delivery that is furthest behind, which is the message's own state."""
    deliveries = await session.scalars(select(Delivery).where(Delivery.message_id.in_(message_ids)))
    worst: dict[int, Delivery] = {}
    for delivery in deliveries:
        known = worst.get(delivery.message_id)
        if known is None or _rank_for_people(delivery.status) < _rank_for_people(known.status):
            worst[delivery.message_id] = delivery
    return worst


def _rank_for_people(status: str) -> int:
    return -1 if status == "failed" else STATUS_RANK[status]
