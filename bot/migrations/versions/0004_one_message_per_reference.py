"""A provider's own name of a message names one message of its conversation."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: Any = "0003"
branch_labels: Any = None
depends_on: Any = None


def upgrade() -> None:
    op.create_index(
        "uq_messages_conversation_id_reference",
        "messages",
        ["conversation_id", sa.text("(content->>'reference')")],
        unique=True,
        schema="app",
        postgresql_where=sa.text("direction = 'in' and content->>'reference' <> ''"),
    )


def downgrade() -> None:
    op.drop_index("uq_messages_conversation_id_reference", table_name="messages", schema="app")
