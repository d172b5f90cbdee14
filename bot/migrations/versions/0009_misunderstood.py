"""Sentences that were not understood, and the supervisors who review them."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0009"
down_revision: Any = "0008"
branch_labels: Any = None
depends_on: Any = None


def upgrade() -> None:
    op.add_column("agents", sa.Column("supervisor", sa.Boolean(), server_default="false", nullable=False), schema="app")
    op.create_table(
        "misunderstood",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("turn", sa.String(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("guesses", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("offered", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("picked", sa.String(), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), server_default="open", nullable=False),
        sa.Column("intent", sa.String(), nullable=True),
        sa.Column("reviewed_by", sa.BigInteger(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state in ('open', 'accepted', 'discarded')", name=op.f("ck_misunderstood_state")),
        sa.CheckConstraint("reason in ('unsure', 'again', 'person')", name=op.f("ck_misunderstood_reason")),
        sa.CheckConstraint(
            "state <> 'accepted' or intent is not null", name=op.f("ck_misunderstood_accepted_has_intent")
        ),
        sa.ForeignKeyConstraint(["reviewed_by"], ["app.agents.id"], name=op.f("fk_misunderstood_reviewed_by_agents")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_misunderstood")),
        sa.UniqueConstraint("turn", "part", name=op.f("uq_misunderstood_turn_part")),
        schema="app",
    )
    op.create_index("ix_misunderstood_state", "misunderstood", ["state", "said_at"], schema="app")


def downgrade() -> None:
    op.drop_table("misunderstood", schema="app")
    op.drop_column("agents", "supervisor", schema="app")
