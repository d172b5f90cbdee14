"""Delivery: waiting parts go to the provider in order, and what the provider says of them only moves forward."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Select, bindparam, case, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlalchemy.sql.dml import ReturningUpdate

from bot import clock, faults, jobs, notify
from bot.citizens.address import Address
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
    async with transaction() as session:
        sending = await _next(session, conversation_id)
    while sending:
        outcome = await _send(sending)
        async with transaction() as session:
            if not await _settle(session, sending, outcome) or sending.last:
                return  # what comes later brings a job of its own
            sending = await _next(session, conversation_id)


async def deliver_urgent(message_id: int) -> None:
    """Hand the parts of one urgent message to the provider, whatever else waits."""
    async with transaction() as session:
        marked = await _mark(session, _ALL_OF_MESSAGE, whole=message_id)
    for sending in marked:
        outcome = await _send(sending)
        async with transaction() as session:
            if not await _settle(session, sending, outcome):
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
    """Callbacks come in any order: a late "sent" never downgrades "delivered", a late failure undoes no delivery."""
    if current in {"delivered", "read"} and reported == "failed":
        return False
    return current != "failed" and STATUS_RANK[reported] > STATUS_RANK[current]


@dataclass(frozen=True)
class Sending:
    """A delivery that is marked as on its way, and what its sending needs. `last`: nothing waits behind it."""

    delivery: Delivery
    address: str
    purpose: str
    marked_before: bool
    last: bool


def _waiting() -> Select[int, str, str, str]:
    return (
        select(Delivery.id, Delivery.status, Address.address, Message.purpose)
        .join(Message, Message.id == Delivery.message_id)
        .join(Conversation, Conversation.id == Delivery.conversation_id)
        .join(Address, Address.id == Conversation.address_id)
        .where(Delivery.status.in_(WAITING))
        .order_by(Message.seq, Delivery.part)
    )


def _marking(waiting: Select[int, str, str, str]) -> ReturningUpdate[Any]:
    """Mark the chosen parts as on their way, and give each with what its sending needs."""
    chosen, other = waiting.subquery(), aliased(Delivery)
    more = exists().where(
        other.conversation_id == Delivery.conversation_id,
        other.id != Delivery.id,
        other.status.in_(WAITING),
        other.urgent.is_(False),
    )
    return (
        update(Delivery)
        .where(Delivery.id == chosen.c.id)
        .values(status="sending", attempts=Delivery.attempts + 1, changed_at=bindparam("marked_at"))
        .returning(Delivery, chosen.c.status, chosen.c.address, chosen.c.purpose, more.label("more"))
        .execution_options(synchronize_session=False)
    )


# Built once: to put such a statement together costs as much as to run it.
_FIRST_OF_LINE = _marking(
    _waiting()
    .where(
        Delivery.conversation_id == bindparam("line"),
        Delivery.urgent.is_(False),
        or_(Conversation.outbound_retry_at.is_(None), Conversation.outbound_retry_at <= bindparam("marked_at")),
    )
    .limit(1)
)
_ALL_OF_MESSAGE = _marking(_waiting().where(Delivery.message_id == bindparam("whole")))


async def _next(session: AsyncSession, conversation_id: int) -> Sending | None:
    """Mark the first waiting part of a conversation, unless its line is held back."""
    marked = await _mark(session, _FIRST_OF_LINE, line=conversation_id)
    return marked[0] if marked else None


async def _mark(session: AsyncSession, marking: ReturningUpdate[Any], **which: int) -> list[Sending]:
    rows = await session.execute(marking, {**which, "marked_at": clock.now()})
    marked = [Sending(row[0], row.address, row.purpose, row.status == "sending", not row.more) for row in rows]
    return sorted(marked, key=lambda sending: sending.delivery.part)


async def _send(sending: Sending) -> str | SendError:
    """Hand one marked part to the provider: its id there, or why it was not taken. No connection is held meanwhile."""
    connector = registry.by_name(sending.delivery.channel, sending.delivery.account)
    try:
        await faults.reach("before_send")
        provider_id = await connector.send(sending.address, part_of(sending.delivery))
        await faults.reach("after_send")
        return provider_id
    except SendError as error:
        return error


async def _settle(session: AsyncSession, sending: Sending, outcome: str | SendError) -> bool:
    """Record what became of a part; False if the rest of the line must wait."""
    if isinstance(outcome, SendError):
        return await _failed(session, sending, outcome)
    await _accepted(session, sending.delivery, outcome)
    return True


async def _accepted(session: AsyncSession, delivery: Delivery, provider_id: str) -> None:
    """Record the provider's id. Its report of what came after may have been quicker, and is not taken back."""
    # The web chat reads from the database: what is stored is delivered.
    status = "delivered" if delivery.channel == "web" else "sent"
    values = {"provider_id": provider_id, "error": "", "changed_at": clock.now()}
    status_now = case((Delivery.status.in_(WAITING), status), else_=Delivery.status)
    await session.execute(update(Delivery).where(Delivery.id == delivery.id).values(**values, status=status_now))
    if delivery.attempts > 1:
        await session.execute(
            update(Conversation).where(Conversation.id == delivery.conversation_id).values(outbound_retry_at=None)
        )
    await notify.announce(session, delivery.conversation_id)


async def _failed(session: AsyncSession, sending: Sending, error: SendError) -> bool:
    """Decide by the kind of error: wait and try again, or give this message up and go on with the next."""
    delivery = sending.delivery
    log.warning("delivery %s failed: %s: %s", delivery.id, type(error).__name__, error)
    first_doubt = not sending.marked_before and delivery.attempts < 2
    if isinstance(error, Uncertain) and first_doubt and sending.purpose == "reply":
        await _wait(session, delivery, BACKOFF_SECONDS[1], status="sending", error=str(error))
        return False
    if isinstance(error, Retry) and delivery.attempts <= len(BACKOFF_SECONDS):
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
