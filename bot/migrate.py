"""The database's structure: up, down, and new revisions."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from bot.database import sqlalchemy_url
from bot.roles import DatabaseError

MIGRATIONS = Path(__file__).parent / "migrations"
PROCRASTINATE = "3.10"  # the version whose SQL our migrations amount to; patch releases bring none
LOCK = sa.text("SELECT pg_advisory_lock(hashtext('ventanilla migrations'))")
UNLOCK = sa.text("SELECT pg_advisory_unlock(hashtext('ventanilla migrations'))")


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the database up to a revision; processes that start at once wait for each other."""
    check_procrastinate()
    with _configured(url) as config:
        command.upgrade(config, revision)


def downgrade(url: str, revision: str) -> None:
    """Take the database back to a revision: a number, `-1`, or `base` for nothing at all."""
    with _configured(url) as config:
        command.downgrade(config, revision)


def revision(url: str, message: str) -> None:
    """Write a new revision with what the models have and the (upgraded) database has not; read it before use."""
    with _configured(url) as config:
        number = len(list(ScriptDirectory.from_config(config).walk_revisions())) + 1
        command.revision(config, message, autogenerate=True, rev_id=f"{number:04}")


def differences(url: str) -> list[str]:
    """What the models have and the database has not, or the other way round; empty as it should be."""
    found: list[str] = []

    def note(_context: Any, _revision: Any, directives: Any) -> None:
        found.extend(str(each) for each in directives[0].upgrade_ops.as_diffs())
        directives.clear()

    with _configured(url) as config:
        command.revision(config, "differences", autogenerate=True, process_revision_directives=note)
    return found


def current(url: str) -> str | None:
    """The revision that the database has; None before the first."""
    engine = sa.create_engine(sqlalchemy_url(url), poolclass=sa.NullPool)
    with engine.connect() as connection:
        if not sa.inspect(connection).has_table("alembic_version", schema="app"):
            return None
        return connection.execute(sa.text("SELECT version_num FROM app.alembic_version")).scalar()


def head() -> str:
    """The newest revision there is."""
    found = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    if found is None:
        raise DatabaseError("there are no migrations in bot/migrations/versions")
    return found


def check_procrastinate() -> None:
    """DatabaseError where the installed queue is not the one that our migrations make tables for."""
    installed = version("procrastinate")
    if not f"{installed}.".startswith(f"{PROCRASTINATE}."):
        raise DatabaseError(
            f"procrastinate {installed} is installed, but the migrations make the tables of {PROCRASTINATE}: install "
            "that version, or add a migration with its newer SQL and move PROCRASTINATE in bot/migrate.py"
        )


@contextmanager
def as_queue_owner(connection: sa.Connection) -> Iterator[None]:
    """Work as the owner of the schema `queue`, with that schema as the search path."""
    owner = connection.execute(
        sa.text("SELECT quote_ident(nspowner::regrole::text) FROM pg_namespace WHERE nspname = 'queue'")
    ).scalar_one()
    connection.exec_driver_sql(f"SET LOCAL ROLE {owner}")
    connection.exec_driver_sql("SET LOCAL search_path = queue")
    yield
    connection.exec_driver_sql("RESET ROLE")
    connection.exec_driver_sql("RESET search_path")


@contextmanager
def _configured(url: str) -> Iterator[Config]:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    # Not `app`: Alembic calls the schema that comes first none, and would not find our tables in it.
    options = {"options": "-csearch_path=public"}
    engine = sa.create_engine(sqlalchemy_url(url), poolclass=sa.NullPool, connect_args=options)
    with engine.connect() as guard, engine.connect() as connection:
        guard.execution_options(isolation_level="AUTOCOMMIT").execute(LOCK)
        attributes: dict[str, Any] = config.attributes
        attributes["connection"] = connection
        try:
            yield config
        finally:
            guard.execute(UNLOCK)
