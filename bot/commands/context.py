"""What commands stand on: the prepared database, logs, and errors as one line."""

import asyncio
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import uvloop

if TYPE_CHECKING:
    from bot.roles import Access

# By name, so that `ventanilla --help` need not import what raises them.
EXPECTED = {
    "AgentError",
    "AskError",
    "CommandError",
    "DatabaseError",
    "EmbeddedPostgresError",
    "ExamplesError",
    "ImportFailed",
    "StartError",
    "WrongMode",
}


class CommandError(Exception):
    """A command cannot do what was asked; the message says what to do."""


@contextmanager
def one_line() -> Iterator[None]:
    """What stops a command, as one line on standard error that says what to do."""
    try:
        yield
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        if type(error).__name__ not in EXPECTED:
            raise
        sys.exit(f"ventanilla: {error}")


def role(serve: Callable[[], Any]) -> None:
    """Run a role's process until it is told to stop."""
    with one_line():
        # libuv's loop: the database's driver waits on the loop at every round trip.
        asyncio.run(serve(), loop_factory=uvloop.new_event_loop)


def configure() -> None:
    """Logs, and the embedded database where no other is set."""
    from bot import logs
    from bot.settings import settings

    logs.configure()
    if not settings().database_url:
        from bot.embedded_postgres import app_url

        settings().database_url = app_url(settings().data_dir)


@contextmanager
def database() -> Iterator["Access"]:
    """The addresses of a prepared database; the embedded one runs for the while, unless it runs anyway."""
    from bot import roles
    from bot.embedded_postgres import admin_url, running
    from bot.settings import settings

    with one_line():
        if settings().database_url:
            yield roles.prepare(settings().database_url, settings().rasa_database_url)
            return
        with running(settings().data_dir):
            yield roles.prepare(admin_url(settings().data_dir))


def on_database(work: Callable[[], Any]) -> Any:
    """Await something on this installation's database, brought up to date first; what it returns."""

    async def working() -> Any:
        from bot.database import engine

        try:
            return await work()
        finally:
            await engine().dispose()

    with database() as access:
        from bot import migrate
        from bot.settings import settings

        migrate.upgrade(access.app)
        settings().database_url, settings().rasa_database_url = access.app, access.rasa
        return asyncio.run(working())


def in_transaction(work: Callable[..., Any]) -> Any:
    """Do something with a session on this installation's database, in one transaction; what it returns."""

    async def working() -> Any:
        from bot.database import transaction

        async with transaction() as session:
            return await work(session)

    return on_database(working)
