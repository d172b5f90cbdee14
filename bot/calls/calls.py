"""Calls as they go: begun, asked what to say next, ended. Everything here happens under the conversation's row lock."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock, jobs, notify
from bot.calls import by_text, callback
from bot.calls.call import Call, CallStep
from bot.citizens import consent, identity
from bot.citizens.address import Address
from bot.database import transaction
from bot.messaging import intake, outbox, ownership
from bot.messaging.content import Reply
from bot.messaging.conversation import Conversation, Owner
from bot.messaging.message import Delivery, InboundEvent, Message

CHANNEL = "voice"
# Between two steps lie a prompt, a pause and a sentence; a call put through to a person may last for hours.
LOST_AFTER, LOST_WITH_A_PERSON = timedelta(minutes=5), timedelta(hours=4)
STEPS_KEPT = timedelta(days=1)
# Why a message was not said: the SIP status of a call that ended (RFC 3261, 487 Request Terminated).
HUNG_UP = "voice 487"
# What a delivery is called that a call has taken, to be said at its next step.
TAKEN = "call-"


@dataclass(frozen=True)
class Caller:
    """Who calls whom: the provider's id of the call, our number, and the caller's address on it."""

    sid: str
    account: str
    address: str


@dataclass
class OnCall:
    """A call and its conversation, locked until the end of the transaction. `new`: it begins with this step."""

    call: Call
    conversation: Conversation
    new: bool = False

    @property
    def wants_person(self) -> bool:
        """Whether the conversation was handed over in this call, and the caller has not been put through yet."""
        queued = self.conversation.queued_at
        recently = queued is not None and queued >= self.call.begun_at
        return self.conversation.owner == Owner.QUEUE and recently and self.call.handed_at is None


async def take(session: AsyncSession, caller: Caller, at: datetime | None = None) -> OnCall:
    """The call, made at its first step (`at` is when that was, if not now). A new call proves nothing of an old one:
    what that might read, it may not.
    """
    conversation = await intake.locked_conversation(session, CHANNEL, caller.account, caller.address)
    call = await session.get(Call, caller.sid)
    if call:
        call.last_step_at = clock.now()
        return OnCall(call, conversation)
    now = clock.now()
    for earlier in await session.scalars(
        select(Call).where(Call.conversation_id == conversation.id, Call.ended_at.is_(None))
    ):
        await _close(session, earlier, conversation, "lost")
    await identity.forget(session, conversation.address)
    last = conversation.last_seq
    call = Call(
        sid=caller.sid,
        conversation_id=conversation.id,
        first_seq=last,
        spoken_seq=last,
        begun_at=at or now,
        last_step_at=now,
    )
    session.add(call)
    await session.flush()
    return OnCall(call, conversation, new=True)


async def greet(session: AsyncSession, on: OnCall, again: str) -> None:
    """Say who speaks: at the first contact with the question for consent, later in the words `again`."""
    first = await consent.first_contact(session, on.conversation)
    await by_text.listen_for_it(session, on.conversation)
    for reply in first or [Reply(text=again)]:
        await outbox.send(session, on.conversation, reply, author="assistant")


async def unsaid(session: AsyncSession, on: OnCall) -> list[Message]:
    """What the office has to say since the last step, now said: it counts as delivered. Without what was said at once,
    when nothing could be stored.
    """
    said = exists().where(Delivery.message_id == Message.id, Delivery.provider_id == outbox.IN_RESPONSE)
    found = await session.scalars(
        select(Message)
        .where(
            Message.conversation_id == on.conversation.id,
            Message.direction == "out",
            Message.seq > on.call.spoken_seq,
            ~said,
        )
        .order_by(Message.seq)
    )
    messages = list(found)
    if messages:
        on.call.spoken_seq = messages[-1].seq
        await session.execute(
            update(Delivery)
            .where(Delivery.message_id.in_([message.id for message in messages]), Delivery.status != "failed")
            .values(status="delivered", provider_id=on.call.sid, error="", changed_at=clock.now())
        )
        await notify.announce(session, on.conversation.id)
    return messages


async def covered_by(session: AsyncSession, caller: Caller, event_id: str) -> str | None:
    """How what was heard at a step was dealt with; None while it is not."""
    found = (
        await session.execute(
            select(Message.handled_at, Message.covered_by)
            .join(InboundEvent, InboundEvent.message_id == Message.id)
            .where(
                InboundEvent.channel == CHANNEL,
                InboundEvent.account == caller.account,
                InboundEvent.event_id == event_id,
            )
        )
    ).one_or_none()
    return found.covered_by if found and found.handled_at else None


async def said_at(session: AsyncSession, sid: str, *steps: str) -> dict[str, dict[str, Any]]:
    """What was said at some steps, for those that were asked before."""
    found = await session.scalars(select(CallStep).where(CallStep.sid == sid, CallStep.step.in_(steps)))
    return {kept.step: kept.said for kept in found}


def keep(session: AsyncSession, sid: str, step: str, said: dict[str, Any]) -> None:
    """Keep what is said at a step: asked again, the same is said."""
    session.add(CallStep(sid=sid, step=step, said=said, said_at=clock.now()))


async def was_heard(session: AsyncSession, on: OnCall) -> bool:
    """Whether the caller has said anything in this call."""
    found = await session.scalar(
        select(Message.id)
        .where(
            Message.conversation_id == on.conversation.id, Message.direction == "in", Message.seq > on.call.first_seq
        )
        .limit(1)
    )
    return found is not None


async def handed(session: AsyncSession, on: OnCall) -> None:
    """The caller is put through to a person, or promised a call."""
    on.call.handed_at = clock.now()
    await session.flush()


async def talked(session: AsyncSession, on: OnCall, note: str) -> None:
    """A person of the office spoke with the caller: whoever opens the conversation at the desk reads that, and a call
    back that was promised in this call is not owed any more.
    """
    on.call.answered = True
    owed = await callback.open_one(session, on.conversation.id)
    if owed and owed.requested_at >= on.call.begun_at:
        await callback.settle(session, on.conversation)
    if on.conversation.owner != Owner.ASSISTANT:
        on.conversation.summary = f"{on.conversation.summary}\n{note}".strip()
    await notify.announce(session, on.conversation.id)


async def end(sid: str, outcome: str) -> None:
    """The call is over. Told twice, or of a call that nobody knows, nothing happens."""
    async with transaction() as session:
        conversation_id = await session.scalar(select(Call.conversation_id).where(Call.sid == sid))
        if conversation_id is None:
            return
        conversation = await ownership.lock(session, conversation_id)
        call = await session.get_one(Call, sid)
        if call.ended_at is None:
            await _close(session, call, conversation, outcome)


async def end_lost(session: AsyncSession) -> None:
    """End calls whose end nobody told."""
    now = clock.now()
    quiet = Call.last_step_at < now - LOST_AFTER
    alone = Call.handed_at.is_(None) | (Call.last_step_at < now - LOST_WITH_A_PERSON)
    lost = await session.scalars(select(Call.sid).where(Call.ended_at.is_(None), quiet, alone).limit(100))
    for sid in list(lost):
        await end(sid, "lost")
    await session.execute(delete(CallStep).where(CallStep.said_at < now - STEPS_KEPT))


async def is_live(session: AsyncSession, account: str, address: str) -> bool:
    """Whether somebody is on the line at this address, and the assistant with them."""
    found = await session.scalar(
        select(Call.sid)
        .join(Conversation, Conversation.id == Call.conversation_id)
        .join(Address, Address.id == Conversation.address_id)
        .where(Address.channel == CHANNEL, Address.account == account, Address.address == address)
        .where(Call.ended_at.is_(None), Call.last_step_at > clock.now() - LOST_AFTER)
        .limit(1)
    )
    return found is not None


async def being_sent(session: AsyncSession, account: str, address: str) -> tuple[Message, Conversation] | None:
    """The message whose delivery to this address is under way now."""
    found = (
        await session.execute(
            select(Message, Conversation)
            .join(Delivery, Delivery.message_id == Message.id)
            .join(Conversation, Conversation.id == Message.conversation_id)
            .join(Address, Address.id == Conversation.address_id)
            .where(Address.channel == CHANNEL, Address.account == account, Address.address == address)
            .where(Delivery.status == "sending")
            .order_by(Message.seq)
            .limit(1)
        )
    ).first()
    return (found.Message, found.Conversation) if found else None


async def _close(session: AsyncSession, call: Call, conversation: Conversation, outcome: str) -> None:
    """What was not said goes another way, and a caller who waited for a person is called back."""
    call.ended_at, call.outcome = clock.now(), outcome
    await identity.forget(session, conversation.address)
    unsaid_here = (
        select(Message.id)
        .where(Message.conversation_id == conversation.id, Message.direction == "out", Message.seq > call.spoken_seq)
        .scalar_subquery()
    )
    await session.execute(
        update(Delivery)
        .where(Delivery.message_id.in_(unsaid_here), Delivery.status == "sent", Delivery.provider_id.like(f"{TAKEN}%"))
        .values(status="queued", urgent=False, changed_at=clock.now())
    )
    await jobs.defer_outbound(session, conversation.id)
    handed_here = conversation.queued_at is not None and conversation.queued_at >= call.begun_at
    owed = await callback.open_one(session, conversation.id)
    if conversation.owner == Owner.QUEUE and handed_here and not call.answered and owed is None:
        await callback.request(session, conversation, number_of(conversation.address.address))
    await notify.announce(session, conversation.id)


def number_of(address: str) -> str:
    """The number behind a caller's address; "" for a caller who hides it."""
    return address if address.startswith("+") else ""
