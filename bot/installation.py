"""What this database is: a demonstration or the real thing. Set once, so that the one never becomes the other."""

from datetime import date

from sqlalchemy import CheckConstraint
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot import clock
from bot.database import Base

DEMO, LIVE = "demo", "live"


class Installation(Base):
    """The one row of this table. `demo_day` is the day that demo data was last made current for."""

    __tablename__ = "installation"
    __table_args__ = (
        CheckConstraint("id = 1", name="single"),
        CheckConstraint("mode in ('demo', 'live')", name="mode"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    mode: Mapped[str]
    installed_on: Mapped[date]
    demo_day: Mapped[date | None]


class WrongMode(Exception):
    """The database is live and a demonstration was asked for, or the other way round; the text says what to do."""


async def mode(session: AsyncSession) -> str | None:
    """ "demo", "live", or None for a database that was never set up."""
    found = await session.get(Installation, 1)
    return found.mode if found else None


async def claim(session: AsyncSession, wanted: str) -> Installation:
    """Set the mode, once for all. Raises WrongMode if the database already has the other one."""
    await session.execute(
        insert(Installation).values(id=1, mode=wanted, installed_on=clock.today()).on_conflict_do_nothing()
    )
    found = await session.get_one(Installation, 1, with_for_update=True, populate_existing=True)
    if found.mode != wanted:
        raise WrongMode(_ADVICE[found.mode])
    return found


_ADVICE = {
    LIVE: "This database is live: it takes no demo data. Give the demo a database of its own (DATABASE_URL).",
    DEMO: "This database holds a demo. Use another one for the real office (DATABASE_URL), and import into that.",
}
