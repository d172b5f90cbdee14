"""The workers that send now, which divide each provider's rate among them."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0010"
down_revision: Any = "0009"
branch_labels: Any = None
depends_on: Any = None


def upgrade() -> None:
    op.create_table(
        "sending_processes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sending_processes")),
        schema="app",
    )


def downgrade() -> None:
    op.drop_table("sending_processes", schema="app")
