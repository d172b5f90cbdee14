"""The connection to PostgreSQL: engine, transactions, and the base of all tables."""

import contextlib
import select
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from functools import lru_cache
from typing import Any, ClassVar

import psycopg
from psycopg.pq.abc import PGconn
from sqlalchemy import DateTime, MetaData, Table, event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DisconnectionError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from bot.settings import settings

# What comes of a statement while the database is away.
AWAY = (TimeoutError, PoolTimeout, OperationalError, InterfaceError, OSError)
CONSTRAINT_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Base of all tables of the platform, in the schema `app`."""

    metadata = MetaData(schema="app", naming_convention=CONSTRAINT_NAMES)
    type_annotation_map: ClassVar = {datetime: DateTime(timezone=True), dict[str, Any]: JSONB, list[Any]: JSONB}


def table_of(model: type[Base]) -> Table:
    """The table of a class. A statement on it is prepared in half the time of one on the class, which knows objects."""
    assert isinstance(model.__table__, Table)
    return model.__table__


def sqlalchemy_url(url: str) -> str:
    """A PostgreSQL address as SQLAlchemy wants it, for psycopg 3."""
    scheme, rest = url.split("://", 1)
    if scheme not in {"postgres", "postgresql", "postgresql+psycopg"}:
        raise ValueError(f"DATABASE_URL must begin with postgresql://, not with {scheme}://")
    return f"postgresql+psycopg://{rest}"


@lru_cache
def engine() -> AsyncEngine:
    """The engine of this process; its connections see the schemas `app` and `queue`."""
    made = create_async_engine(
        sqlalchemy_url(settings().database_url),
        hide_parameters=True,  # an error must not quote what a citizen wrote
        pool_size=20,
        max_overflow=10,
        pool_timeout=5,
        pool_use_lifo=True,  # the connections in use stay the ones that know the statements
        connect_args={"options": "-csearch_path=app,queue", "connect_timeout": 3},
    )
    event.listen(made.sync_engine, "checkout", _refuse_dead)
    return made


def _refuse_dead(connection: DBAPIConnection, _record: ConnectionPoolEntry, _proxy: PoolProxiedConnection) -> None:
    """Have the pool connect anew where the server has hung up: looked at on the socket, without a round trip."""
    if has_hung_up(connection.driver_connection):
        raise DisconnectionError


def has_hung_up(connection: Any) -> bool:
    """Whether the server of a psycopg connection has closed it, as far as its socket tells."""
    server: PGconn = connection.pgconn
    with contextlib.suppress(psycopg.OperationalError):
        waiting = select.poll()  # select() takes no descriptor above 1023, and every open stream has one
        waiting.register(server.socket, select.POLLIN)
        while waiting.poll(0):  # a server that ends says why first: the end comes behind that
            server.consume_input()
    return bool(server.status != psycopg.pq.ConnStatus.OK)


@lru_cache
def _sessions() -> async_sessionmaker[AsyncSession]:
    return async_sessionmaker(engine(), expire_on_commit=False)


@lru_cache
def _statements() -> async_sessionmaker[AsyncSession]:
    return async_sessionmaker(engine().execution_options(isolation_level="AUTOCOMMIT"), expire_on_commit=False)


@asynccontextmanager
async def statement() -> AsyncIterator[AsyncSession]:
    """A session for work that is one statement, which is a transaction by itself: a round trip instead of three."""
    async with _statements().begin() as session:
        yield session


@asynccontextmanager
async def transaction() -> AsyncIterator[AsyncSession]:
    """A session in one transaction: committed at the end of the block, rolled back on any exception."""
    async with _sessions().begin() as session:
        yield session
