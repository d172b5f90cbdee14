"""The way out: messages stored with their deliveries, and sent by a job of the same transaction."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock, jobs, notify
from bot.messaging import ownership, paging
from bot.messaging.content import Reply
from bot.messaging.conversation import Conversation
from bot.messaging.message import Delivery, Message
from connectors import registry
from connectors.base import Part, restored, stored

# What the provider's id is of a part that went out in the response to a webhook: providers give it none.
IN_RESPONSE = "response"


async def send(
    session: AsyncSession,
    conversation: Conversation,
    reply: Reply,
    *,
    author: str = "system",
    agent_id: int | None = None,
    reply_to: int | None = None,
    urgent: bool = False,
    in_response: bool = False,
) -> Message:
    """Store a message to the citizen and have it delivered once this transaction commits.

    It takes its number in the conversation here, which locks the conversation's row until the commit. An urgent
    message is delivered beside the line, by a job of the highest priority. One that went out `in_response` to a
    webhook, when nothing could be stored, is only written down.
    """
    reply = await _ending_request(session, paging.first_page(reply), reply_to)
    message = Message(
        conversation_id=conversation.id,
        seq=await next_seq(session, conversation),
        direction="out",
        author=author,
        agent_id=agent_id,
        body=reply.words,
        content=reply.model_dump(mode="json"),
        purpose=reply.purpose,
        reply_to=reply_to,
        created_at=clock.now(),
    )
    session.add(message)
    await session.flush()
    deliveries = _add_deliveries(session, conversation, message, reply, urgent=urgent)
    if in_response:
        for delivery in deliveries:
            delivery.status, delivery.provider_id = "sent", IN_RESPONSE
    elif urgent:
        await jobs.deliver_urgent.configure(connection=await jobs.connection(session)).defer_async(
            message_id=message.id
        )
    else:
        await jobs.defer_outbound(session, conversation.id)
    await notify.announce(session, conversation.id)
    return message


async def _ending_request(session: AsyncSession, reply: Reply, reply_to: int | None) -> Reply:
    """The reply, which also takes away the offer to share a place or number that its message has answered."""
    answered = await session.get(Message, reply_to) if reply_to else None
    if answered is None or not answered.content.get("ends_request"):
        return reply
    return reply.model_copy(update={"ends_request": True})


async def next_seq(session: AsyncSession, conversation: Conversation) -> int:
    """The next number in a conversation; locks its row, so that numbers and commits come in one order."""
    if not ownership.holds(session, conversation):
        conversation = await ownership.lock(session, conversation.id)
    conversation.last_seq += 1
    conversation.updated_at = clock.now()
    return conversation.last_seq


async def was_answered_in_response(session: AsyncSession, message: Message) -> bool:
    """Whether an inbound message had its answer in the response to its webhook, and in no other way."""
    found = select(Delivery.id).join(Message, Message.id == Delivery.message_id)
    return bool(
        await session.scalar(found.where(Message.reply_to == message.id, Delivery.provider_id == IN_RESPONSE).limit(1))
    )


def _add_deliveries(
    session: AsyncSession, conversation: Conversation, message: Message, reply: Reply, *, urgent: bool
) -> list[Delivery]:
    address = conversation.address
    parts = registry.by_name(address.channel, address.account).render(reply, message.id)
    deliveries = [
        Delivery(
            message_id=message.id,
            conversation_id=conversation.id,
            part=number,
            part_content=stored(part),
            urgent=urgent,
            channel=address.channel,
            account=address.account,
            created_at=message.created_at,
            changed_at=message.created_at,
        )
        for number, part in enumerate(parts)
    ]
    session.add_all(deliveries)
    return deliveries


def part_of(delivery: Delivery) -> Part:
    """The part that a delivery carries."""
    return restored(delivery.part_content)
