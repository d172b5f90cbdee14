"""A call that the office owes somebody: open until an agent says that it was made."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot import clock, notify
from bot.database import Base
from bot.messaging import ownership
from bot.messaging.conversation import Conversation, Owner

SUMMARY, REASON = "Devolver la llamada.", "callback"


class Callback(Base):
    """One per conversation is open at most. `number`: where the citizen wants to be called; "" if nobody knows it."""

    __tablename__ = "callbacks"
    __table_args__ = (
        Index("uq_callbacks_open", "conversation_id", unique=True, postgresql_where=text("done_at is null")),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("app.conversations.id"))
    number: Mapped[str]
    requested_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("app.agents.id"))


async def request(
    session: AsyncSession, conversation: Conversation, number: str, at: datetime | None = None
) -> Callback:
    """Have the conversation's citizen called at a number. Asked twice, it is one call, to the newer number. `at`: when
    that was promised, if not now.

    Nobody may forget it: a conversation that the assistant has goes into the agents' queue.
    """
    conversation = await ownership.lock(session, conversation.id)
    found = await open_one(session, conversation.id)
    if found is None:
        found = Callback(conversation_id=conversation.id, number=number, requested_at=at or clock.now())
        session.add(found)
    found.number = number or found.number
    await session.flush()
    if conversation.owner == Owner.ASSISTANT:
        await ownership.hand_over(session, conversation, reason=REASON, summary=SUMMARY)
    elif SUMMARY not in conversation.summary:
        conversation.summary = f"{SUMMARY}\n{conversation.summary}".strip()
    await notify.announce(session, conversation.id)
    return found


async def open_one(session: AsyncSession, conversation_id: int) -> Callback | None:
    """The call that is owed in a conversation."""
    return await session.scalar(
        select(Callback)
        .where(Callback.conversation_id == conversation_id, Callback.done_at.is_(None))
        .execution_options(populate_existing=True)
    )


async def done(session: AsyncSession, conversation_id: int, *, agent_id: int | None = None) -> bool:
    """The call was made. False if none was owed."""
    made = await session.scalar(
        update(Callback)
        .where(Callback.conversation_id == conversation_id, Callback.done_at.is_(None))
        .values(done_at=clock.now(), agent_id=agent_id)
        .returning(Callback.id)
    )
    await notify.announce(session, conversation_id)
    return made is not None


async def settle(session: AsyncSession, conversation: Conversation) -> None:
    """The call need not be made: the citizen has spoken with a person. Those in the queue are not told to make it."""
    await done(session, conversation.id)
    conversation.summary = conversation.summary.replace(SUMMARY, "").strip()
    if conversation.queue_reason == REASON:
        conversation.queue_reason = "person"
