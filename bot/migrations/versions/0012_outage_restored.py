"""When a citizen said that the service they had reported is back."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0012"
down_revision: Any = "0011"
branch_labels: Any = None
depends_on: Any = None


def upgrade() -> None:
    op.add_column("outage_reports", sa.Column("restored_at", sa.DateTime(timezone=True), nullable=True), schema="app")


def downgrade() -> None:
    op.drop_column("outage_reports", "restored_at", schema="app")
