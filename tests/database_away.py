"""The database away, in a test's own process."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot import database
from bot.messaging import spooling
from bot.settings import settings
from tests.channels import forget_spools
from tests.serving import until

NOWHERE = "postgresql://nobody@127.0.0.1:9/nothing"


@asynccontextmanager
async def database_away() -> AsyncIterator[None]:
    """Nobody listens where the database is looked for; afterwards it is there, and what was kept is stored."""
    there = settings().database_url
    await database.engine().dispose()
    _look_at(NOWHERE)
    try:
        yield
        _look_at(there)
        await until(emptied)
    finally:
        _look_at(there)
        await forget_spools()


async def emptied() -> bool:
    """Whether no event waits in a spool."""
    return not spooling.waiting()


def _look_at(url: str) -> None:
    settings().database_url = url
    database.engine.cache_clear()
    database._sessions.cache_clear()
