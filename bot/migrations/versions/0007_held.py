"""Messages that are held, tried again, or uncertain."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: Any = "0006"
branch_labels: Any = None
depends_on: Any = None


def upgrade() -> None:
    op.add_column(
        "conversations", sa.Column("held", sa.Boolean(), server_default="false", nullable=False), schema="app"
    )
    op.add_column("deliveries", sa.Column("retries", sa.Integer(), server_default="0", nullable=False), schema="app")
    op.add_column("deliveries", sa.Column("retry_at", sa.DateTime(timezone=True), nullable=True), schema="app")
    op.add_column(
        "deliveries", sa.Column("uncertain", sa.Boolean(), server_default="false", nullable=False), schema="app"
    )
    op.create_index(
        "ix_deliveries_retry",
        "deliveries",
        ["retry_at"],
        schema="app",
        postgresql_where=sa.text("retry_at is not null"),
    )
    op.create_index(
        "ix_deliveries_uncertain", "deliveries", ["channel"], schema="app", postgresql_where=sa.text("uncertain")
    )


def downgrade() -> None:
    # Held parts are unknown to what came before: they would never be sent nor shown as failed.
    op.execute("update app.deliveries set status = 'failed' where status = 'held'")
    op.execute("delete from app.deliveries where part < 0")
    op.drop_index("ix_deliveries_uncertain", table_name="deliveries", schema="app")
    op.drop_index("ix_deliveries_retry", table_name="deliveries", schema="app")
    op.drop_column("deliveries", "uncertain", schema="app")
    op.drop_column("deliveries", "retry_at", schema="app")
    op.drop_column("deliveries", "retries", schema="app")
    op.drop_column("conversations", "held", schema="app")
