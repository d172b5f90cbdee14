"""A text message that answers what a person wrote after a call.

The answer went out from the call's conversation, as a text message; what the citizen writes back comes in as a text
message of its own. It is for that person, not for the assistant, who knows nothing of it.
"""

from datetime import timedelta

from sqlalchemy import bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock, phones
from bot.calls.call import Call
from bot.calls.calls import TAKEN
from bot.citizens.address import Address
from bot.messaging import following
from bot.messaging.conversation import Conversation
from bot.messaging.message import Delivery, Message
from connectors import registry

# As long as people take to come back to what somebody wrote to them.
ANSWERED_WITHIN = timedelta(days=3)
WHY = "Responde por mensaje de texto a lo que se le escribió después de su llamada."


_WRITTEN = (
    select(Message, Conversation)
    .join(Conversation, Conversation.id == Message.conversation_id)
    .join(Address, Address.id == Conversation.address_id)
    .join(Delivery, Delivery.message_id == Message.id)
    .where(
        Address.channel.in_(bindparam("spoken", expanding=True)),
        Address.address.in_(bindparam("numbers", expanding=True)),
        Message.author == "agent",
        Message.created_at > bindparam("oldest"),
        Delivery.status.in_(("sent", "delivered", "read")),
        # What was said during the call itself.
        ~(Delivery.provider_id.like(f"{TAKEN}%") | Delivery.provider_id.in_(select(Call.sid))),
    )
    .order_by(Message.created_at.desc())
    .limit(1)
)


async def follow(session: AsyncSession, conversation: Conversation) -> bool:
    """Where the last thing that came to this telephone was written by a person after a call: whoever attends the call's
    conversation attends this one from now on, which is locked. False otherwise.
    """
    if not registry.channel(conversation.address.channel).texts_any_number:
        return False
    found = await _written_after_call(session, conversation.address.address)
    if found is None:
        return False
    written, there = found
    said_here = await session.scalar(
        select(func.max(Message.created_at)).where(
            Message.conversation_id == conversation.id, Message.direction == "out"
        )
    )
    if said_here is not None and said_here > written.created_at:
        return False
    return await following.follow(session, conversation, there, WHY)


async def _written_after_call(session: AsyncSession, number: str) -> tuple[Message, Conversation] | None:
    """The last message that a person sent to this number from a call's conversation and that left as a text message,
    with that conversation.
    """
    which = {
        "spoken": [channel.name for channel in registry.described().values() if channel.spoken],
        "numbers": list(phones.spellings(number)),
        "oldest": clock.now() - ANSWERED_WITHIN,
    }
    found = (await session.execute(_WRITTEN, which)).first()
    return (found.Message, found.Conversation) if found else None
