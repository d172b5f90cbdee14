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


def downgrade() -> None:
    """Agreements that have lapsed stay so: which of them had waited is not known any more, and any may be asked anew."""
