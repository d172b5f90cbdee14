"""A case that ends takes with it what it asked for: also those that ended before."""

from typing import Any

from alembic import op

revision: str = "0013"
down_revision: Any = "0012"
branch_labels: Any = None
depends_on: Any = None


def upgrade() -> None:
    op.execute(
        "update app.payment_agreements set status = 'lapsed' where status = 'requested' "
        "and case_number in (select number from app.cases where status = 'closed')"
    )
    op.execute(
        "update app.payment_reports set closed_at = ended.closed_at from app.cases ended "
        "where ended.number = case_number and ended.status = 'closed' and payment_reports.closed_at is null"
    )


def downgrade() -> None:
    """What has ended stays so: which of it had still waited is not known any more."""
