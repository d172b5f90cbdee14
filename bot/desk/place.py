"""Where an agent left off in a conversation: the draft not yet sent, and the last message seen."""

from datetime import datetime

from sqlalchemy import ForeignKey, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot import clock
from bot.database import Base
from bot.messaging.message import Message

LONGEST_DRAFT = 20_000


class Place(Base):
    """One row per agent and conversation, so that a reload, another tab or another machine rebuilds the desk."""

    __tablename__ = "desk_places"

    agent_id: Mapped[int] = mapped_column(ForeignKey("app.agents.id"), primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("app.conversations.id"), primary_key=True)
    draft: Mapped[str] = mapped_column(default="", server_default="")
    seen_seq: Mapped[int] = mapped_column(default=0, server_default="0")
    updated_at: Mapped[datetime]


async def keep_draft(session: AsyncSession, *, agent_id: int, conversation_id: int, draft: str) -> None:
    """Keep what the agent has typed; empty forgets it."""
    await _put(session, agent_id, conversation_id, draft=draft[:LONGEST_DRAFT])


async def mark_seen(session: AsyncSession, *, agent_id: int, conversation_id: int, seq: int) -> None:
    """The agent has seen the messages up to `seq`; it never goes back."""
    await _put(session, agent_id, conversation_id, seen_seq=seq)


async def leave_last_unread(session: AsyncSession, *, agent_id: int, conversation_id: int) -> None:
    """To an agent who gets a conversation that somebody else has read, only the citizen's last message is new."""
    last = await session.scalar(
        select(func.max(Message.seq)).where(Message.conversation_id == conversation_id, Message.direction == "in")
    )
    if last:
        await mark_seen(session, agent_id=agent_id, conversation_id=conversation_id, seq=last - 1)


async def left_off(session: AsyncSession, *, agent_id: int, conversation_id: int) -> tuple[str, int]:
    """The agent's draft in a conversation, and the last message seen there."""
    found = await session.get(Place, (agent_id, conversation_id), populate_existing=True)
    return (found.draft, found.seen_seq) if found else ("", 0)


async def _put(session: AsyncSession, agent_id: int, conversation_id: int, **change: str | int) -> None:
    put = insert(Place).values(agent_id=agent_id, conversation_id=conversation_id, updated_at=clock.now(), **change)
    newer = {name: put.excluded[name] for name in (*change, "updated_at")}
    where = Place.seen_seq < put.excluded.seen_seq if "seen_seq" in change else None
    await session.execute(
        put.on_conflict_do_update(index_elements=[Place.agent_id, Place.conversation_id], set_=newer, where=where)
    )
