"""Tables for the tests, made once and emptied before each test that asks for a database."""

import psycopg
import sqlalchemy as sa

from bot import migrate, roles
from bot.database import sqlalchemy_url
from bot.models import Base

# Deleting a few rows is faster than truncating forty tables; triggers and foreign keys rest meanwhile.
EMPTY = """
DO $$
DECLARE each record;
BEGIN
    SET LOCAL session_replication_role = replica;
    FOR each IN SELECT oid::regclass AS name FROM pg_class WHERE relkind IN ('r', 'p')
        AND relnamespace IN ('app'::regnamespace, 'queue'::regnamespace) AND relname <> 'alembic_version'
    LOOP EXECUTE format('DELETE FROM %s', each.name); END LOOP;
END $$
"""
ATTEMPTS = 10
END_FORGOTTEN = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
    "AND pid <> pg_backend_pid() AND state LIKE 'idle in transaction%'"
)


def make(admin_url: str, app_url: str) -> None:
    """Schemas, roles and tables as an installation has them."""
    roles.prepare(admin_url)
    migrate.upgrade(app_url)
    if migrate.head() == "0001":  # the queue alone: the tables have no migration yet
        engine = sa.create_engine(sqlalchemy_url(app_url), poolclass=sa.NullPool)
        with engine.begin() as connection:
            Base.metadata.create_all(connection)


def empty(admin_url: str) -> None:
    """Delete all rows; connections that an earlier test left inside a transaction are ended first.

    Such a connection may hold a row, and nobody goes on with it: the tests' own event loop waits here.
    """
    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute("SET lock_timeout = '1s'")
        for attempt in range(ATTEMPTS):
            connection.execute(END_FORGOTTEN)
            try:
                connection.execute(EMPTY)
                return
            except psycopg.errors.LockNotAvailable:
                if attempt == ATTEMPTS - 1:
                    raise
