"""The workers that send now, each in a process of its own: what a provider allows is divided among them."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Base

ANNOUNCED_EVERY = 5.0
GONE_AFTER = timedelta(seconds=20)


class SendingProcess(Base):
    """One process, by a name that it gave itself. `seen_at` is by the clock of the database: no business time."""

    __tablename__ = "sending_processes"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    seen_at: Mapped[datetime]


async def announce(session: AsyncSession, process: UUID) -> int:
    """Say that this process sends; how many do, itself included."""
    said = insert(SendingProcess).values(id=process, seen_at=func.now())
    await session.execute(said.on_conflict_do_update(index_elements=["id"], set_={"seen_at": func.now()}))
    await session.execute(delete(SendingProcess).where(SendingProcess.seen_at < func.now() - GONE_AFTER))
    return await session.scalar(select(func.count()).select_from(SendingProcess)) or 1


async def leave(session: AsyncSession, process: UUID) -> None:
    """Say that this process sends no more."""
    await session.execute(delete(SendingProcess).where(SendingProcess.id == process))
