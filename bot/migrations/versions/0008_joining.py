"""Citizens who turn out to be one, and codes to go on elsewhere."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0008"
down_revision: Any = "0007"
branch_labels: Any = None
depends_on: Any = None


def upgrade() -> None:
    op.add_column("identities", sa.Column("fact", sa.String(), server_default="", nullable=False), schema="app")
    op.add_column("conversations", sa.Column("account_hint", sa.String(), nullable=True), schema="app")
    op.create_table(
        "citizen_joins",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("citizen_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("moved", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["citizen_id"], ["app.citizens.id"], name=op.f("fk_citizen_joins_citizen_id_citizens")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_citizen_joins")),
        schema="app",
    )
    op.create_index(op.f("ix_citizen_joins_citizen_id"), "citizen_joins", ["citizen_id"], schema="app")
    op.create_table(
        "moves",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("from_address_id", sa.BigInteger(), nullable=False),
        sa.Column("to_channel", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["from_address_id"],
            ["app.addresses.id"],
            name=op.f("fk_moves_from_address_id_addresses"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["used_by"], ["app.addresses.id"], name=op.f("fk_moves_used_by_addresses"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moves")),
        sa.UniqueConstraint("digest", name=op.f("uq_moves_digest")),
        schema="app",
    )
    op.create_index(op.f("ix_moves_from_address_id"), "moves", ["from_address_id"], schema="app")


def downgrade() -> None:
    op.drop_table("moves", schema="app")
    op.drop_table("citizen_joins", schema="app")
    op.drop_column("conversations", "account_hint", schema="app")
    op.drop_column("identities", "fact", schema="app")
