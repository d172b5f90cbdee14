"""Delivery: waiting parts go to the provider, one after the other."""

import asyncio
import time
from collections.abc import Sequence
from typing import Any
from weakref import WeakValueDictionary

from sqlalchemy import Row, Select, bindparam, case, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlalchemy.sql.dml import ReturningUpdate

from bot import clock, faults, notify
from bot.citizens.address import Address
from bot.database import AWAY, statement, table_of, transaction
from bot.messaging import doubt, held, setbacks, window
from bot.messaging.content import STATUS_RANK
from bot.messaging.conversation import Conversation
from bot.messaging.message import Delivery, Message
from bot.messaging.outbox import part_of
from bot.messaging.sending import WAITING, Sending
from connectors import registry
from connectors.base import Part, Refused, SendError, WindowClosed

# The lines that this process is delivering.
_lines: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()


async def deliver(conversation_id: int) -> None:
    """Hand the conversation's waiting parts to its provider, one after the other, until none is left or one must wait.

    A part is marked before the call and recorded after it, and no connection is held during the call. A worker that
    dies in between leaves it marked: then nobody knows whether it was sent (bot.messaging.doubt). One that only seemed
    dead, on a machine out of breath, is still at it when its job is given away: here the second waits for the first.
    """
    async with _lines.setdefault(conversation_id, asyncio.Lock()):
        sending = await _next(conversation_id)
        while sending:
            outcome = await _send(sending)
            if not await _record(sending, outcome) or (sending.last and isinstance(outcome, str)):
                return  # what comes later brings a job of its own
            sending = await _next(conversation_id)


async def deliver_urgent(message_id: int) -> None:
    """Hand the parts of one urgent message to the provider, whatever else waits."""
    for sending in await _mark(_ALL_OF_MESSAGE, whole=message_id):
        if not await _record(sending, await _send(sending)):
            return


def _waiting() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Delivery.id,
            Delivery.status,
            Address.address,
            Address.last_inbound_at,
            Address.opted_out_at,
            Message.purpose,
            Message.reply_to,
        )
        .join(Message, Message.id == Delivery.message_id)
        .join(Conversation, Conversation.id == Delivery.conversation_id)
        .join(Address, Address.id == Conversation.address_id)
        .where(Delivery.status.in_(WAITING))
        .order_by(Message.seq, Delivery.part)
    )


def _marking(waiting: Select[*tuple[Any, ...]]) -> ReturningUpdate[Any]:
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
        .returning(Delivery, *(column for column in chosen.c if column.name != "id"), more.label("more"))
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


async def _next(conversation_id: int) -> Sending | None:
    """Mark the first waiting part of a conversation, unless its line is held back."""
    marked = await _mark(_FIRST_OF_LINE, line=conversation_id)
    return marked[0] if marked else None


async def _mark(marking: ReturningUpdate[Any], **which: int) -> list[Sending]:
    async with statement() as session:
        rows = await session.execute(marking, {**which, "marked_at": clock.now()})
        marked = [_sending(row) for row in rows]
    return sorted(marked, key=lambda sending: sending.delivery.part)


def _sending(row: Row[*tuple[Any, ...]]) -> Sending:
    return Sending(
        delivery=row[0],
        address=row.address,
        purpose=row.purpose,
        reply_to=row.reply_to,
        last_inbound_at=row.last_inbound_at,
        opted_out=row.opted_out_at is not None,
        marked_before=row.status == "sending",
        last=not row.more,
    )


async def _send(sending: Sending) -> str | SendError:
    """Hand one marked part to the provider: its id there, or why it was not taken. No connection is held meanwhile."""
    connector = registry.by_name(sending.delivery.channel, sending.delivery.account)
    part = part_of(sending.delivery)
    try:
        _check_still_wanted(sending, part)
        if sending.marked_before and (provider_id := await doubt.resolve(sending, connector, part)):
            return provider_id
        await faults.reach("before_send")
        provider_id = await connector.send(sending.address, part)
        await faults.reach("after_send")
        return provider_id
    except SendError as error:
        return error


def _check_still_wanted(sending: Sending, part: Part) -> None:
    """What may have changed while it waited. Raises Refused or WindowClosed."""
    if sending.opted_out and sending.proactive:
        raise Refused("opted out")
    if not (part.template or window.is_open(sending.delivery.channel, sending.last_inbound_at)):
        raise WindowClosed("window closed")


async def _record(sending: Sending, outcome: str | SendError) -> bool:
    """Write down what became of a part; False if the rest of the line must wait."""
    if isinstance(outcome, SendError):
        async with transaction() as session:
            return await setbacks.settle(session, sending, outcome)
    await _accepted(sending.delivery, outcome)
    return True


_DELIVERIES = table_of(Delivery)
_ACCEPTED = (
    update(_DELIVERIES)
    .where(_DELIVERIES.c.id == bindparam("delivery"))
    .values(
        # The provider's report of what came after may have been quicker, and is not taken back.
        status=case((_DELIVERIES.c.status.in_(WAITING), bindparam("status_now")), else_=_DELIVERIES.c.status),
        provider_id=bindparam("known_as"),
        error="",
        uncertain=bindparam("in_doubt"),
        changed_at=bindparam("accepted_at"),
    )
    .returning(notify.announcing(_DELIVERIES.c.conversation_id))
)


# Less than the worker waits for its jobs when it has lost the database.
RECORD_SECONDS, RECORD_PAUSE = 8.0, 0.2


async def _accepted(delivery: Delivery, provider_id: str) -> None:
    """Record the provider's id, with patience: what is not recorded is sent again. Raises one of bot.database.AWAY."""
    patience = time.monotonic() + RECORD_SECONDS
    while True:
        try:
            return await _note_accepted(delivery, provider_id)
        except AWAY:
            if time.monotonic() > patience:
                raise
            await asyncio.sleep(RECORD_PAUSE)


async def _note_accepted(delivery: Delivery, provider_id: str) -> None:
    values = {
        "delivery": delivery.id,
        # The web chat reads from the database: what is stored is delivered.
        "status_now": "delivered" if delivery.channel == "web" else "sent",
        "known_as": provider_id,
        "in_doubt": delivery.uncertain and not doubt.can_be_resolved(delivery),
        "accepted_at": clock.now(),
    }
    async with transaction() if delivery.attempts > 1 else statement() as session:
        await session.execute(_ACCEPTED, values)
        if delivery.attempts > 1:
            await session.execute(
                update(Conversation).where(Conversation.id == delivery.conversation_id).values(outbound_retry_at=None)
            )


async def status_of(session: AsyncSession, message_ids: Sequence[int]) -> dict[int, Delivery]:
    """For each outbound message the delivery that is furthest behind, which is the message's own state."""
    parts = Delivery.message_id.in_(message_ids) & (Delivery.part > held.ANNOUNCEMENT)
    deliveries = await session.scalars(select(Delivery).where(parts))
    worst: dict[int, Delivery] = {}
    for delivery in deliveries:
        known = worst.get(delivery.message_id)
        if known is None or _rank_for_people(delivery.status) < _rank_for_people(known.status):
            worst[delivery.message_id] = delivery
    return worst


def _rank_for_people(status: str) -> int:
    return -1 if status == "failed" else STATUS_RANK[status]
