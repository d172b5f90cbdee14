"""Candidate models, and which one the assistant uses."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0011"
down_revision: Any = "0010"
branch_labels: Any = None
depends_on: Any = None


def upgrade() -> None:
    op.create_table(
        "training_runs",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("state", sa.String(), server_default="waiting", nullable=False),
        sa.Column("unended", sa.Boolean(), nullable=True),
        sa.Column("step", sa.String(), server_default="", nullable=False),
        sa.Column("started_by", sa.BigInteger(), nullable=False),
        sa.Column("cancelled_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("alive_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lessons", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("model", sa.String(), server_default="", nullable=False),
        sa.Column("report", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("error", sa.String(), server_default="", nullable=False),
        sa.CheckConstraint(
            "state in ('waiting', 'running', 'done', 'failed', 'cancelled')", name=op.f("ck_training_runs_state")
        ),
        sa.CheckConstraint(
            "(state in ('waiting', 'running')) = (unended is not null)", name=op.f("ck_training_runs_unended")
        ),
        sa.ForeignKeyConstraint(["started_by"], ["app.agents.id"], name=op.f("fk_training_runs_started_by_agents")),
        sa.ForeignKeyConstraint(["cancelled_by"], ["app.agents.id"], name=op.f("fk_training_runs_cancelled_by_agents")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_runs")),
        sa.UniqueConstraint("unended", name=op.f("uq_training_runs_unended")),
        schema="app",
    )
    op.create_table(
        "model_choices",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=True),
        sa.Column("chosen_by", sa.BigInteger(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["chosen_by"], ["app.agents.id"], name=op.f("fk_model_choices_chosen_by_agents")),
        sa.ForeignKeyConstraint(
            ["run_id"], ["app.training_runs.id"], name=op.f("fk_model_choices_run_id_training_runs")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model_choices")),
        schema="app",
    )


def downgrade() -> None:
    op.drop_table("model_choices", schema="app")
    op.drop_table("training_runs", schema="app")
