"""Messages that are read together with a later one, and wishes that are taken up later."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0006"
down_revision: Any = "0005"
branch_labels: Any = None
depends_on: Any = None


def upgrade() -> None:
    op.add_column("messages", sa.Column("joined_to", sa.BigInteger(), nullable=True), schema="app")
    op.create_foreign_key(
        op.f("fk_messages_joined_to_messages"),
        "messages",
        "messages",
        ["joined_to"],
        ["id"],
        source_schema="app",
        referent_schema="app",
    )
    op.create_index(
        "ix_messages_joined_to",
        "messages",
        ["joined_to"],
        unique=False,
        schema="app",
        postgresql_where=sa.text("joined_to is not null"),
    )
    op.add_column(
        "conversations",
        sa.Column("later_wishes", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        schema="app",
    )


def downgrade() -> None:
    op.drop_column("conversations", "later_wishes", schema="app")
    op.drop_index(
        "ix_messages_joined_to",
        table_name="messages",
        schema="app",
        postgresql_where=sa.text("joined_to is not null"),
    )
    op.drop_constraint(op.f("fk_messages_joined_to_messages"), "messages", schema="app", type_="foreignkey")
    op.drop_column("messages", "joined_to", schema="app")
