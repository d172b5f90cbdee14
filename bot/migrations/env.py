"""Alembic's entry: it looks at the schema `app` only; run through bot/migrate.py, which brings the connection."""

from typing import Any

from alembic import context

from bot.models import Base


def include_name(name: str | None, kind: str, _parents: Any) -> bool:
    """Of all schemas only `app` is ours; of its tables all but Alembic's own."""
    return name == "app" if kind == "schema" else True


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    include_schemas=True,
    include_name=include_name,
    version_table_schema="app",
    compare_server_default=True,
)
with context.begin_transaction():
    context.run_migrations()
