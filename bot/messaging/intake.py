"""The way in: an event of a provider is stored once, numbered, and its conversation gets work.

Nothing slow happens here.
"""

import asyncio
import logging
from collections.abc import Coroutine
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from prometheus_client import Counter
from psycopg.errors import UniqueViolation
from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock, emergency, jobs, notify
from bot.citizens import claim, identity
from bot.citizens.address import Address, Citizen
from bot.citizens.facts import MASK
from bot.database import AWAY, transaction
from bot.media import attachment
from bot.messaging import held, numbering, outbox, ownership, phrases, questions, reports, spooling, suspicion
from bot.messaging.content import Event, Inbound, Reachability, Reply, StatusUpdate
from bot.messaging.conversation import Conversation, Owner
from bot.messaging.message import ONE_PER_REFERENCE, InboundEvent, Message
from bot.messaging.webhook import Webhook
from bot.settings import settings
from connectors import registry

# For those whose sender waits, and may send again.
WAIT_SECONDS = 8.0
# More than the vault may take for a file (bot.media.file.PUT_SECONDS), and two looks into the database.
DRAIN_SECONDS = 12.0
NOT_CONTENT = {"text", "address", "event_id", "channel", "account", "received_at", "for_person"}

EMERGENCIES = Counter("ventanilla_emergencies", "Emergency scripts given", ["kind", "way"])
log = logging.getLogger(__name__)
_working: set["asyncio.Task[Any]"] = set()


class Unavailable(Exception):
    """The event could not be kept: the database is away, and so is the spool. Its sender must be told to come again."""


@dataclass(frozen=True)
class Receipt:
    """What became of an event: without a `message_id` it changed another one, or waits in the spool.

    `emergency_script` is set where the connector itself must answer with it, at once; with it the event may not be
    `kept` anywhere, and is welcome again.
    """

    message_id: int | None = None
    seq: int | None = None
    duplicate: bool = False
    kept: bool = True
    emergency_script: str | None = None


async def receive(event: Event, webhook: Webhook | None = None) -> Receipt:
    """Store one event: once, in order, with the work that it causes; or keep the webhook that told of it in the spool
    until that is possible (bot.messaging.spooling). Without a webhook its sender waits, and sends it again.

    Emergency rules run before anything else and need nothing: with the database away within `emergency_store_seconds`,
    the script comes back for the webhook's own response. Raises Unavailable where an ordinary event could not be kept
    at all.
    """
    danger = _danger(event) if isinstance(event, Inbound) else None
    try:
        stored = await _store_now(event, danger, webhook)
    except Exception as error:
        if danger is None:
            raise
        log.error("an emergency broke its storing: %s", type(error).__name__)
        stored = None
    if stored:
        return stored
    kept = webhook is not None and await spooling.keep(event, webhook, answered=danger is not None)
    if danger:
        log.warning("an emergency is answered without the database")
        EMERGENCIES.labels(danger.kind, "response").inc()
        return Receipt(kept=kept, emergency_script=_script(danger, event.channel))
    if not kept:
        raise Unavailable
    return Receipt()


async def store_spooled(event: Event, received_at: datetime, *, answered: bool) -> Receipt:
    """Store an event that has waited in a spool, or that its connector keeps there by itself; `answered`: its emergency
    script went out in the webhook's response.

    Raises one of bot.database.AWAY while the database is. Takes as long as that takes.
    """
    danger = None
    if isinstance(event, Inbound):
        event, danger = event.model_copy(update={"received_at": received_at}), _danger(event)
    return await _store_event(event, danger, answered=answered)


async def _store_now(event: Event, danger: emergency.Emergency | None, webhook: Webhook | None) -> Receipt | None:
    """What became of it; None where older events of the account wait for the database, or it is away."""
    if webhook and spooling.must_wait(event.channel, event.account):
        return None
    patience = settings().store_seconds if webhook else WAIT_SECONDS
    try:
        return await within(settings().emergency_store_seconds if danger else patience, _store_event(event, danger))
    except AWAY as error:
        log.warning("an event could not be stored: %s", type(error).__name__)
        return None


def _danger(inbound: Inbound) -> emergency.Emergency | None:
    return emergency.Emergency(inbound.danger) if inbound.danger else emergency.detect(inbound.text)


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


async def _store_event(event: Event, danger: emergency.Emergency | None, *, answered: bool = False) -> Receipt:
    if isinstance(event, StatusUpdate):
        await reports.apply(event)
        return Receipt()
    if isinstance(event, Reachability):
        await _store_reachability(event)
        return Receipt()
    try:
        async with transaction() as session:
            return await _store(session, event, danger, answered=answered)
    except IntegrityError as error:
        if not _is_known(error):
            raise
    async with transaction() as session:
        return await _known(session, event, danger)


def _is_known(error: IntegrityError) -> bool:
    """Whether the event is stored already, or the message itself: then its edit came first, and stands for it."""
    diagnosis = error.orig.diag if isinstance(error.orig, UniqueViolation) else None
    if diagnosis is None:
        return False
    return diagnosis.table_name == InboundEvent.__tablename__ or diagnosis.constraint_name == ONE_PER_REFERENCE


async def _store(
    session: AsyncSession, inbound: Inbound, danger: emergency.Emergency | None, *, answered: bool
) -> Receipt:
    conversation = await locked_conversation(session, inbound.channel, inbound.account, inbound.address)
    if inbound.kind == "edit" and await _corrected(session, conversation, inbound):
        if not danger:
            await _remember(session, conversation.address, inbound)
            return Receipt()
        inbound = inbound.model_copy(update={"reference": ""})  # which the corrected message keeps
    if conversation.held:
        await held.release(session, conversation)
    message = await _add_message(session, conversation, inbound)
    if danger:
        await answer_emergency(session, conversation, message, danger, answered=answered)
    if message.handled_at is None and inbound.for_person:
        message.handled_at, message.covered_by = clock.now(), "queue"
    if message.handled_at is None:
        await jobs.defer_inbound(session, conversation.id)
    return Receipt(message_id=message.id, seq=message.seq)


_WITH_ADDRESS = (
    select(Conversation)
    .join(Address)
    .where(*(getattr(Address, name) == bindparam(name) for name in ("channel", "account", "address")))
    .with_for_update(of=Conversation)
)


async def locked_conversation(session: AsyncSession, channel: str, account: str, address: str) -> Conversation:
    """The conversation with this address, made at its first event, its row locked: this puts events in order."""
    key = {"channel": channel, "account": account, "address": address}
    conversation = await session.scalar(_WITH_ADDRESS, key)
    if conversation is None:
        await _make_conversation(session, key)
        conversation = (await session.scalars(_WITH_ADDRESS, key)).one()
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


async def _remember(session: AsyncSession, address: Address, inbound: Inbound) -> None:
    """Keep an event that brought no message, to know it again. One that is known breaks the transaction: repeated
    events are the exception.
    """
    address.last_inbound_at, address.unreachable_at = inbound.received_at or clock.now(), None
    session.add(
        InboundEvent(
            channel=inbound.channel, account=inbound.account, event_id=inbound.event_id, received_at=clock.now()
        )
    )
    await session.flush()


async def _known(session: AsyncSession, inbound: Inbound, danger: emergency.Emergency | None) -> Receipt:
    """A provider that repeats what was answered in its webhook's response has not had that response: it comes again."""
    event = await session.get(InboundEvent, (inbound.channel, inbound.account, inbound.event_id))
    message = await session.get(Message, event.message_id) if event and event.message_id else None
    if message is None:
        return Receipt(duplicate=True)
    script = None
    if danger and await outbox.was_answered_in_response(session, message):
        script = _script(danger, inbound.channel)
    return Receipt(message_id=message.id, seq=message.seq, duplicate=True, emergency_script=script)


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
        # Answered or not: a second fact is never in the text, in no version of it.
        _, message.body = (None, MASK) if message.body == MASK else _apart(inbound.text)
    message.content = {**message.content, "edited_at": clock.now().isoformat()}
    await notify.announce(session, conversation.id)
    return True


async def _add_message(session: AsyncSession, conversation: Conversation, inbound: Inbound) -> Message:
    secret, body = await _second_fact(session, conversation, inbound.text)
    message = await numbering.add_inbound(
        session,
        conversation,
        inbound,
        body=body,
        secret=secret,
        content=inbound.model_dump(mode="json", exclude=NOT_CONTENT),
    )
    if inbound.media:
        await attachment.add(session, message, inbound)
    return message


async def _second_fact(session: AsyncSession, conversation: Conversation, text: str) -> tuple[str | None, str]:
    """The second fact in a text, kept apart from the message and only until the check; and the text to keep.

    Where it is asked for, the whole text may be the fact; before that, what the citizen calls one.
    """
    if conversation.owner == Owner.AGENT:
        return None, text
    if identity.looks_like_fact(text):
        for question in await questions.open_questions(session, conversation):
            if question.kind == identity.QUESTION and not identity.names_another(question, text):
                return text, MASK
    return _apart(text)


def _apart(text: str) -> tuple[str | None, str]:
    claimed = claim.read(text)
    return claimed.fact, claimed.masked


async def answer_emergency(
    session: AsyncSession,
    conversation: Conversation,
    message: Message,
    danger: emergency.Emergency,
    *,
    answered: bool = False,
) -> None:
    """The script, before everything else, and a person as soon as there is one.

    What may be over is only asked about, and the message goes on to the assistant like any other. `answered`: the
    script went out in the webhook's response, so that it is only written down.
    """
    reply = Reply(text=_script(danger, conversation.address.channel), purpose="safety")
    await outbox.send(
        session, conversation, reply, author="assistant", reply_to=message.id, urgent=True, in_response=answered
    )
    if not answered:
        EMERGENCIES.labels(danger.kind, "message").inc()
    if danger.certain:
        message.handled_at, message.covered_by = clock.now(), "emergency"
        risk = danger.kind == "self_harm"
        # Of a life at risk nothing is copied out of the conversation.
        summary = phrases.LIFE_AT_RISK if risk else message.body
        reason = "self_harm" if risk else "emergency"
        await ownership.hand_over(session, conversation, reason=reason, summary=summary, priority=ownership.EMERGENCY)
    else:
        await suspicion.ask(session, conversation, danger.kind)


def _script(danger: emergency.Emergency, channel: str) -> str:
    return danger.script(sms=registry.channel(channel).short_texts)
