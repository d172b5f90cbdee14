"""The demo's data: loaded into an empty database, moved on at a later start, or started afresh."""

from collections.abc import Callable
from random import Random

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock, installation
from bot.billing.account import Account
from bot.database import Base, transaction
from bot.demo import accounts, logins
from bot.demo.people import SEED
from bot.installation import DEMO, LIVE, WrongMode
from bot.outages import demo as outages
from bot.procedures import catalogue


async def prepare(say: Callable[[str], None]) -> None:
    """Load the demo into an empty database, or make a loaded one current. Raises WrongMode for a live database."""
    async with transaction() as session:
        loaded = await load(session)
    if loaded:
        say("Demo data loaded.")


async def load(session: AsyncSession) -> bool:
    """Load the demo, unless it is there; then make it current. True if it was loaded now. Raises WrongMode."""
    if await installation.mode(session) is None and await _holds_accounts(session):
        raise WrongMode("This database already holds accounts: give the demo an empty one (DATABASE_URL).")
    here = await installation.claim(session, DEMO)
    today = clock.today()
    if here.demo_day is None:
        await outages.seed(session, _chance(), today)
        await accounts.seed(session, today)
    else:
        await refresh(session)
    await catalogue.load(session)
    loaded, here.demo_day = here.demo_day is None, today
    await logins.ensure(session)
    return loaded


async def refresh(session: AsyncSession) -> None:
    """Move on what must be of today (bills, payments, outages); what people did stays as it is."""
    here, today = await session.get_one(installation.Installation, 1), clock.today()
    await outages.refresh(session, _chance(), today)
    if here.demo_day != today:
        await accounts.refresh(session, today)
    here.demo_day = today


async def reset(session: AsyncSession) -> None:
    """Forget everything, conversations included, and load the demo anew. Raises WrongMode for a live database."""
    if await installation.mode(session) == LIVE:
        raise WrongMode("This database is live: its data are not thrown away.")
    await session.execute(text("set local lock_timeout = '10s'"))
    names = ", ".join(table.fullname for table in Base.metadata.sorted_tables)
    await session.execute(text(f"truncate {names}"))
    session.expunge_all()
    await load(session)


def _chance() -> Random:
    return Random(SEED)


async def _holds_accounts(session: AsyncSession) -> bool:
    return await session.scalar(select(Account.number).limit(1)) is not None
