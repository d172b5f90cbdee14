"""The way in: an event of a provider is stored once, numbered, and its conversation gets work.

Nothing slow happens here.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from prometheus_client import Counter
from psycopg.errors import UniqueViolation
from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock, emergency, jobs, notify
from bot.citizens import identity
from bot.citizens.address import Address, Citizen
from bot.database import transaction
from bot.media import attachment
from bot.messaging import held, outbox, ownership, phrases, questions, reports, spooling
from bot.messaging.content import Inbound, Reply, StatusUpdate
from bot.messaging.conversation import Conversation
from bot.messaging.message import MASK, ONE_PER_REFERENCE, InboundEvent, Message
from bot.settings import settings

# For those whose sender waits, and may send again.
WAIT_SECONDS = 8.0
DRAIN_SECONDS = 10.0
NOT_CONTENT = {"text", "address", "event_id", "channel", "account", "received_at"}
AWAY = (TimeoutError, PoolTimeout, OperationalError, InterfaceError, OSError)

EMERGENCIES = Counter("ventanilla_emergencies", "Emergency scripts given", ["kind", "way"])
log = logging.getLogger(__name__)
_working: set["asyncio.Task[Any]"] = set()


class Unavailable(Exception):
    """The event could not be kept: the database is away, and so is the spool. Its sender must be told to come again."""


class Reachability(BaseModel):
    """What a provider says of one of its addresses."""

    channel: str
    account: str
    address: str
    reachable: bool


@dataclass(frozen=True)
class Receipt:
    """What became of an event: without a `message_id` it changed another one, or waits in the spool.

    `emergency_script` is set where the connector itself must answer with it, at once.
    """

    message_id: int | None = None
    seq: int | None = None
    duplicate: bool = False
    emergency_script: str | None = None


async def receive(inbound: Inbound) -> Receipt:
    """Store one event of a citizen: once, in order, with the work that it causes; or keep it in the spool until that
    is possible (bot.messaging.spooling).

    Emergency rules run before anything else and need nothing: with the database away within `emergency_store_seconds`,
    the script comes back for the webhook's own response. Raises Unavailable where an ordinary event could not be kept
    at all.
    """
    danger = _danger(inbound)
    patience = settings().emergency_store_seconds if danger else _patience(inbound.channel)
    try:
        stored = await _store_now(inbound.channel, inbound.account, patience, lambda: _store_event(inbound, danger))
    except Exception as error:
        if danger is None:
            raise
        log.error("an emergency broke its storing: %s", type(error).__name__)
        stored = None
    if stored:
        return stored
    kept = await spooling.keep(inbound.channel, inbound.account, "inbound", inbound)
    if danger:
        log.warning("an emergency is answered without the database")
        EMERGENCIES.labels(danger.kind, "response").inc()
        return Receipt(emergency_script=_script(danger, inbound.channel))
    if not kept:
        raise Unavailable
    return Receipt()


async def receive_status(update: StatusUpdate) -> None:
    """A provider's report of a message that it accepted; moves it only forward. Raises Unavailable."""
    await _store_or_keep("status", update, lambda: reports.apply(update))


async def receive_reachability(channel: str, account: str, address: str, *, reachable: bool) -> None:
    """A citizen has blocked the office on a channel, or let it in again. Raises Unavailable."""
    change = Reachability(channel=channel, account=account, address=address, reachable=reachable)
    await _store_or_keep("reachability", change, lambda: _store_reachability(change))


async def store_spooled(event: spooling.Event) -> None:
    """Store an event that has waited in a spool. Raises one of AWAY while the database is."""
    match event.kind:
        case "inbound":
            inbound = Inbound.model_validate(event.content | {"received_at": event.received_at})
            await within(DRAIN_SECONDS, _store_event(inbound, _danger(inbound)))
        case "status":
            await within(DRAIN_SECONDS, reports.apply(StatusUpdate.model_validate(event.content)))
        case "reachability":
            await within(DRAIN_SECONDS, _store_reachability(Reachability.model_validate(event.content)))


async def _store_or_keep(
    kind: spooling.Kind, content: StatusUpdate | Reachability, store: Callable[[], Coroutine[Any, Any, None]]
) -> None:
    async def storing() -> bool:
        await store()
        return True

    channel, account = content.channel, content.account
    stored = await _store_now(channel, account, _patience(channel), storing)
    if not stored and not await spooling.keep(channel, account, kind, content):
        raise Unavailable


async def _store_now[T](
    channel: str, account: str, patience: float, store: Callable[[], Coroutine[Any, Any, T]]
) -> T | None:
    """What storing gives; None where older events of the account wait for the database, or it is away."""
    if spooling.must_wait(channel, account):
        return None
    try:
        return await within(patience, store())
    except AWAY as error:
        log.warning("an event could not be stored: %s", type(error).__name__)
        return None


def _danger(inbound: Inbound) -> emergency.Emergency | None:
    return emergency.Emergency(inbound.danger) if inbound.danger else emergency.detect(inbound.text)


def _patience(channel: str) -> float:
    return WAIT_SECONDS if channel in spooling.SENDER_WAITS else settings().store_seconds


async def _store_reachability(change: Reachability) -> None:
    async with transaction() as session:
        known = await session.scalar(
            select(Address).where(
                Address.channel == change.channel,
                Address.account == change.account,
                Address.address == change.address,
            )
        )
        if known:
            known.unreachable_at = None if change.reachable else clock.now()


async def within[T](seconds: float, work: Coroutine[Any, Any, T]) -> T:
    """What the work gives, or TimeoutError on time: a database that hangs keeps even a cancelled call waiting."""
    task = asyncio.create_task(work)
    _working.add(task)
    task.add_done_callback(_ended)
    done, _ = await asyncio.wait({task}, timeout=seconds)
    if not done:
        task.cancel()
        raise TimeoutError
    return task.result()


def _ended(task: "asyncio.Task[Any]") -> None:
    _working.discard(task)
    if not task.cancelled():
        task.exception()  # whoever waited has seen it, or was told that it took too long


async def _store_event(inbound: Inbound, danger: emergency.Emergency | None) -> Receipt:
    try:
        async with transaction() as session:
            return await _store(session, inbound, danger)
    except IntegrityError as error:
        if not _is_known(error):
            raise
    async with transaction() as session:
        return await _known(session, inbound)


def _is_known(error: IntegrityError) -> bool:
    """Whether the event is stored already, or the message itself: then its edit came first, and stands for it."""
    diagnosis = error.orig.diag if isinstance(error.orig, UniqueViolation) else None
    if diagnosis is None:
        return False
    return diagnosis.table_name == InboundEvent.__tablename__ or diagnosis.constraint_name == ONE_PER_REFERENCE


async def _store(session: AsyncSession, inbound: Inbound, danger: emergency.Emergency | None) -> Receipt:
    conversation = await locked_conversation(session, inbound.channel, inbound.account, inbound.address)
    conversation.address.last_inbound_at = inbound.received_at or clock.now()
    conversation.address.unreachable_at = None
    if inbound.kind == "edit" and await _corrected(session, conversation, inbound):
        if not danger:
            await _remember(session, inbound, message_id=None)
            return Receipt()
        inbound = inbound.model_copy(update={"reference": ""})  # which the corrected message keeps
    if conversation.held:
        await held.release(session, conversation)
    message = await _add_message(session, conversation, inbound)
    await _remember(session, inbound, message_id=message.id)
    if danger:
        await answer_emergency(session, conversation, message, danger)
    if message.handled_at is None:
        await jobs.defer_inbound(session, conversation.id)
    await notify.announce(session, conversation.id)
    return Receipt(message_id=message.id, seq=message.seq)


async def locked_conversation(session: AsyncSession, channel: str, account: str, address: str) -> Conversation:
    """The conversation with this address, made at its first event, its row locked: this puts events in order."""
    key = {"channel": channel, "account": account, "address": address}
    query = (
        select(Conversation)
        .join(Address)
        .where(*(getattr(Address, name) == value for name, value in key.items()))
        .with_for_update(of=Conversation)
    )
    conversation = await session.scalar(query)
    if conversation is None:
        await _make_conversation(session, key)
        conversation = (await session.scalars(query)).one()
    ownership.note_locked(session, conversation)
    return conversation


async def _make_conversation(session: AsyncSession, key: dict[str, str]) -> None:
    """Two first events at once: the second waits for the first on the unique key, and finds its conversation."""
    now = clock.now()
    citizen = Citizen(created_at=now)
    session.add(citizen)
    await session.flush()
    address_id = await session.scalar(
        insert(Address)
        .values(**key, citizen_id=citizen.id, created_at=now)
        .on_conflict_do_nothing(index_elements=["channel", "account", "address"])
        .returning(Address.id)
    )
    if address_id is None:
        await session.delete(citizen)
        return
    session.add(Conversation(address_id=address_id, created_at=now, updated_at=now))
    await session.flush()


async def _remember(session: AsyncSession, inbound: Inbound, *, message_id: int | None) -> None:
    """Keep the event, to know it again. One that is known breaks the transaction: repeated events are the exception."""
    session.add(
        InboundEvent(
            channel=inbound.channel,
            account=inbound.account,
            event_id=inbound.event_id,
            message_id=message_id,
            received_at=clock.now(),
        )
    )
    await session.flush()


async def _known(session: AsyncSession, inbound: Inbound) -> Receipt:
    event = await session.get(InboundEvent, (inbound.channel, inbound.account, inbound.event_id))
    message = await session.get(Message, event.message_id) if event and event.message_id else None
    return Receipt(message_id=message.id if message else None, seq=message.seq if message else None, duplicate=True)


async def _corrected(session: AsyncSession, conversation: Conversation, inbound: Inbound) -> bool:
    """An edit corrects the message that it is about, answered or not; it is never a new one.

    False if that message is unknown here: then the edit is all that we have of it.
    """
    message = await session.scalar(
        select(Message).where(
            Message.conversation_id == conversation.id,
            Message.direction == "in",
            Message.content["reference"].astext == inbound.edits,
        )
    )
    if message is None:
        return False
    if message.secret is None:
        message.body = inbound.text
    message.content = {**message.content, "edited_at": clock.now().isoformat()}
    await notify.announce(session, conversation.id)
    return True


async def _add_message(session: AsyncSession, conversation: Conversation, inbound: Inbound) -> Message:
    secret = await _second_fact(session, conversation, inbound.text)
    message = Message(
        conversation_id=conversation.id,
        seq=await outbox.next_seq(session, conversation),
        direction="in",
        author="citizen",
        kind=inbound.kind,
        body=MASK if secret else inbound.text,
        secret=secret,
        content=inbound.model_dump(mode="json", exclude=NOT_CONTENT),
        created_at=clock.now(),
    )
    session.add(message)
    await session.flush()
    if inbound.media:
        await attachment.add(session, message, inbound)
    return message


async def _second_fact(session: AsyncSession, conversation: Conversation, text: str) -> str | None:
    """The second fact in a text that answers the question for it: kept apart from the message, and only until the
    check.
    """
    if not identity.looks_like_fact(text):
        return None
    asked = await questions.open_questions(session, conversation)
    return text if any(question.kind == "second_fact" for question in asked) else None


async def answer_emergency(
    session: AsyncSession, conversation: Conversation, message: Message, danger: emergency.Emergency
) -> None:
    """The script, before everything else, and a person as soon as there is one.

    What may be over is only asked about, and the message goes on to the assistant like any other.
    """
    reply = Reply(text=_script(danger, conversation.address.channel), purpose="safety")
    await outbox.send(session, conversation, reply, author="assistant", reply_to=message.id, urgent=True)
    EMERGENCIES.labels(danger.kind, "message").inc()
    if danger.certain:
        message.handled_at, message.covered_by = clock.now(), "emergency"
        risk = danger.kind == "self_harm"
        # Of a life at risk nothing is copied out of the conversation.
        summary = phrases.LIFE_AT_RISK if risk else message.body
        reason = "self_harm" if risk else "emergency"
        await ownership.hand_over(session, conversation, reason=reason, summary=summary, priority=ownership.EMERGENCY)


def _script(danger: emergency.Emergency, channel: str) -> str:
    return danger.script(sms=channel == "sms")
