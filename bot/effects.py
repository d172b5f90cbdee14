"""What an action has written, so that a turn may be repeated without writing twice."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot import clock
from bot.database import Base


class ActionEffect(Base):
    """One thing written by an action: unique on (event, action, position); `reference` is what it made."""

    __tablename__ = "action_effects"

    event_id: Mapped[str] = mapped_column(primary_key=True)
    action: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str]
    created_at: Mapped[datetime]


async def once(
    session: AsyncSession, *, event_id: str, action: str, position: int = 0, make: Callable[[], Awaitable[str]]
) -> str:
    """Run `make` unless this action has done so for this event; its reference, the same at every repetition.

    Two runs of one turn at the same time wait for each other. ValueError without an event.
    """
    if not event_id:
        raise ValueError("an action that writes needs the event that it answers")
    await session.execute(
        select(func.pg_advisory_xact_lock(func.hashtextextended(f"{event_id}/{action}/{position}", 0)))
    )
    found = await session.get(ActionEffect, (event_id, action, position))
    if found:
        return found.reference
    reference = await make()
    session.add(
        ActionEffect(event_id=event_id, action=action, position=position, reference=reference, created_at=clock.now())
    )
    await session.flush()
    return reference
