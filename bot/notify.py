"""What changed, announced with PostgreSQL NOTIFY: a hint with an id, never content, and never relied upon."""

import asyncio
import logging
from collections.abc import AsyncIterator

import psycopg
from sqlalchemy import ColumnElement, SQLColumnExpression, Text, cast, func, text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.settings import settings

CHANNEL = "ventanilla"
_ANNOUNCE = text("select pg_notify(:channel, :id)")
POLL_SECONDS = 15.0
RECONNECT_SECONDS = 1.0

log = logging.getLogger(__name__)


async def announce(session: AsyncSession, conversation_id: int) -> None:
    """Tell all listeners, when this transaction commits, that a conversation changed."""
    await session.execute(_ANNOUNCE, {"channel": CHANNEL, "id": str(conversation_id)})


def announcing(conversation_id: SQLColumnExpression[int]) -> ColumnElement[None]:
    """The same as part of a statement that changes something: among what it returns."""
    return func.pg_notify(CHANNEL, cast(conversation_id, Text))


async def listen() -> AsyncIterator[int | None]:
    """Ids of conversations that changed; None means "anything may have changed: read again".

    None comes at the start, after each reconnection, and every 15 s: a notification is lost while nobody listens.
    """
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(
                settings().database_url, autocommit=True, connect_timeout=3
            ) as connection:
                await connection.execute(f"listen {CHANNEL}")
                yield None
                while True:
                    async for notification in connection.notifies(timeout=POLL_SECONDS):
                        yield int(notification.payload)
                    yield None
        except psycopg.OperationalError:
            log.warning("lost the database's notifications; connecting again")
            await asyncio.sleep(RECONNECT_SECONDS)
