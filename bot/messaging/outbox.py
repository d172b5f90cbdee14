"""The way out: messages stored with their deliveries, and sent by a job of the same transaction."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import jobs
from bot.database import table_of
from bot.messaging import numbering, paging
from bot.messaging.content import Reply
from bot.messaging.conversation import Conversation
from bot.messaging.message import Delivery, Message
from connectors import registry
from connectors.base import Part, restored, stored

# What the provider's id is of a part that went out in the response to a webhook: providers give it none.
IN_RESPONSE = "response"
_DELIVERING = insert(table_of(Delivery))


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
    message = await numbering.add(
        session,
        conversation,
        direction="out",
        author=author,
        agent_id=agent_id,
        body=reply.words,
        content=reply.model_dump(mode="json"),
        purpose=reply.purpose,
        reply_to=reply_to,
    )
    state = {"status": "sent", "provider_id": IN_RESPONSE} if in_response else {"status": "queued"}
    if deliveries := _deliveries(conversation, message, reply, urgent=urgent, **state):
        await session.execute(_DELIVERING, deliveries)
    if in_response:
        return message
    if urgent:
        await jobs.deliver_urgent.configure(connection=await jobs.connection(session)).defer_async(
            message_id=message.id
        )
    else:
        await jobs.defer_outbound(session, conversation.id)
    return message


async def _ending_request(session: AsyncSession, reply: Reply, reply_to: int | None) -> Reply:
    """The reply, which also takes away the offer to share a place or number that its message has answered."""
    answered = await session.get(Message, reply_to) if reply_to else None
    if answered is None or not answered.content.get("ends_request"):
        return reply
    return reply.model_copy(update={"ends_request": True})


async def was_answered_in_response(session: AsyncSession, message: Message) -> bool:
    """Whether an inbound message had its answer in the response to its webhook, and in no other way."""
    found = select(Delivery.id).join(Message, Message.id == Delivery.message_id)
    return bool(
        await session.scalar(found.where(Message.reply_to == message.id, Delivery.provider_id == IN_RESPONSE).limit(1))
    )


async def said_to(session: AsyncSession, group: Sequence[Message]) -> list[Message]:
    """What has been said in answer to these messages already."""
    found = await session.scalars(
        select(Message).where(
            # By their numbers, which have an index.
            Message.conversation_id == group[0].conversation_id,
            Message.seq > group[0].seq,
            Message.reply_to.in_([message.id for message in group]),
        )
    )
    return list(found)


def _deliveries(conversation: Conversation, message: Message, reply: Reply, **values: Any) -> list[dict[str, Any]]:
    address = conversation.address
    parts = registry.by_name(address.channel, address.account).render(reply, message.id)
    common = {
        "message_id": message.id,
        "conversation_id": conversation.id,
        "channel": address.channel,
        "account": address.account,
        "created_at": message.created_at,
        "changed_at": message.created_at,
        **values,
    }
    return [{**common, "part": number, "part_content": stored(part)} for number, part in enumerate(parts)]


def part_of(delivery: Delivery) -> Part:
    """The part that a delivery carries."""
    return restored(delivery.part_content)
