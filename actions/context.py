"""What a custom action works with: one transaction, its conversation, and the event that it answers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from rasa_sdk import Tracker
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.citizens import identity
from bot.citizens.address import Address
from bot.database import transaction
from bot.messaging.conversation import Conversation
from bot.messaging.message import Message


@dataclass(frozen=True)
class Turn:
    """One run of an action. `event_id` is the platform's id of the message being answered (a message id, as text)."""

    session: AsyncSession
    conversation: Conversation
    event_id: str
    account_number: str | None

    @property
    def address(self) -> Address:
        return self.conversation.address

    @property
    def message_id(self) -> int | None:
        """The citizen's message that is being answered, by its id."""
        number = self.event_id.split(".")[0]
        return int(number) if number.isdigit() else None

    async def message(self) -> Message | None:
        """The citizen's message that is being answered."""
        return await self.session.get(Message, self.message_id) if self.message_id else None

    async def words(self, tracker: Tracker) -> str:
        """What the citizen wrote, also where the platform gave the assistant an intent for it; "" for a tap."""
        said = str(tracker.latest_message.get("text") or "")
        if not said.startswith("/"):
            return said
        message = await self.message()
        return message.body if message and message.kind == "text" else ""

    async def said_lately(self, count: int) -> list[str]:
        """The citizen's last texts up to the message that is being answered, the latest first."""
        found = await self.session.scalars(
            select(Message.body)
            .where(
                Message.conversation_id == self.conversation.id,
                Message.direction == "in",
                Message.kind == "text",
                Message.id <= (self.message_id or 0),
            )
            .order_by(Message.seq.desc())
            .limit(count)
        )
        return list(found)

    async def second_fact(self) -> str | None:
        """The second fact that came with this message, before anybody asked for it."""
        message = await self.message()
        return message.secret if message and message.conversation_id == self.conversation.id else None


@asynccontextmanager
async def turn(tracker: Tracker) -> AsyncIterator[Turn]:
    """The turn that `tracker` stands in, in one transaction.

    The conversation comes from the sender id, identity from the database: nothing that decides what may be read is
    taken from the request. Raises LookupError for a sender that is no conversation of ours.
    """
    async with transaction() as session:
        conversation = await session.get(Conversation, int(tracker.sender_id.split("-")[0]))
        if conversation is None:
            raise LookupError("no such conversation")
        yield Turn(
            session=session,
            conversation=conversation,
            event_id=str((tracker.latest_message.get("metadata") or {}).get("event_id", "")),
            account_number=await identity.verified_account(session, address=conversation.address),
        )
