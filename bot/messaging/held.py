"""Messages that have to wait: until the citizen writes, where the channel takes no free text now, or for a while."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock, jobs, notify
from bot.messaging import ownership, window
from bot.messaging.content import Reply
from bot.messaging.conversation import Conversation
from bot.messaging.message import Delivery, Message
from bot.messaging.sending import WAITING
from connectors.base import Template, restored, stored

HELD = "held"
# The number of the part that asks the citizen to write, before the parts of the message itself.
ANNOUNCEMENT = -1
# An answer that nobody has come for in this time would only surprise.
KEPT = timedelta(days=30)
AT_ONCE = 100
# A part that is put in line as if it had never been sent.
AGAIN: dict[str, Any] = {"status": "queued", "error": "", "provider_id": None, "attempts": 0}


async def outside_window(session: AsyncSession, delivery: Delivery) -> bool:
    """Send the approved template for a message instead of what it has not sent yet, or hold that until the citizen
    writes. False if the part that was refused is a template itself.
    """
    if restored(delivery.part_content).template:
        return False
    conversation = await ownership.lock(session, delivery.conversation_id)
    message = await session.get_one(Message, delivery.message_id)
    address = conversation.address
    if _written_meanwhile(conversation, delivery):
        await _change(session, Delivery.id == delivery.id, **AGAIN, retries=delivery.retries + 1)
        await jobs.defer_outbound(session, conversation.id)
        return True
    template = window.template_for(address.channel, Reply.model_validate(message.content), message.id)
    unsent = (Delivery.message_id == message.id) & (Delivery.status.in_(WAITING) | (Delivery.id == delivery.id))
    if template and not template.announces:
        await session.execute(delete(Delivery).where(unsent, Delivery.id != delivery.id))
        await _change(session, Delivery.id == delivery.id, **AGAIN, part_content=stored(template.part))
    else:
        await _change(session, unsent, status=HELD, error="announced" if template else "")
        conversation.held = True
        if template and not await _announced(session, conversation):
            session.add(_announcement(delivery, template))
    await session.flush()
    await jobs.defer_outbound(session, conversation.id)
    await notify.announce(session, conversation.id)
    return True


async def until(session: AsyncSession, delivery: Delivery, due_at: datetime, reason: str) -> None:
    """Try one part again at its time, or as soon as the citizen writes."""
    delivery.status, delivery.error, delivery.changed_at = HELD, reason, clock.now()
    delivery.retry_at, delivery.retries = due_at, delivery.retries + 1
    conversation = await session.get_one(Conversation, delivery.conversation_id)
    conversation.held = True
    await session.flush()


async def release(session: AsyncSession, conversation: Conversation) -> None:
    """The citizen has written: what was held goes out, in its order, before what is said next."""
    conversation.held = False
    held = (Delivery.conversation_id == conversation.id) & (Delivery.status == HELD)
    await _change(session, held & (Delivery.created_at < clock.now() - KEPT), status="failed", error="held too long")
    await _change(session, held, **AGAIN, retry_at=None)
    await jobs.defer_outbound(session, conversation.id)


async def send_due(session: AsyncSession) -> None:
    """Try again what was held until now, unless the conversation has gone on without it."""
    due = await session.scalars(
        select(Delivery).where(Delivery.retry_at <= clock.now()).limit(AT_ONCE).with_for_update(skip_locked=True)
    )
    for delivery in due:
        delivery.retry_at, delivery.changed_at = None, clock.now()
        if await _overtaken(session, delivery):
            delivery.status = "failed"
        else:
            delivery.status, delivery.provider_id, delivery.attempts = "queued", None, 0
            await jobs.defer_outbound(session, delivery.conversation_id)
        await notify.announce(session, delivery.conversation_id)


def _written_meanwhile(conversation: Conversation, delivery: Delivery) -> bool:
    """Whether the citizen wrote after the part was made, so that the window is open again; believed once."""
    address = conversation.address
    wrote = address.last_inbound_at is not None and address.last_inbound_at > delivery.created_at
    return wrote and delivery.retries == 0 and window.is_open(address.channel, address.last_inbound_at)


async def _change(session: AsyncSession, which: ColumnElement[bool], **values: Any) -> None:
    await session.execute(update(Delivery).where(which).values(changed_at=clock.now(), **values))


async def _overtaken(session: AsyncSession, delivery: Delivery) -> bool:
    """Whether something that was said later has arrived: then this would come out of order."""
    later = select(Delivery.id).where(
        Delivery.conversation_id == delivery.conversation_id,
        Delivery.message_id > delivery.message_id,
        Delivery.status.in_(("sent", "delivered", "read")),
    )
    return bool(await session.scalar(select(exists(later))))


async def _announced(session: AsyncSession, conversation: Conversation) -> bool:
    """Whether the citizen has been asked to write, and has not written since."""
    since = conversation.address.last_inbound_at
    asked = select(Delivery.id).where(Delivery.conversation_id == conversation.id, Delivery.part == ANNOUNCEMENT)
    return bool(await session.scalar(select(exists(asked.where(Delivery.created_at > since) if since else asked))))


def _announcement(delivery: Delivery, template: Template) -> Delivery:
    now = clock.now()
    return Delivery(
        message_id=delivery.message_id,
        conversation_id=delivery.conversation_id,
        part=ANNOUNCEMENT,
        part_content=stored(template.part),
        channel=delivery.channel,
        account=delivery.account,
        created_at=now,
        changed_at=now,
    )
