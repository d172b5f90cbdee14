"""Telephone calls, what was said at their steps, and calls to be returned."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0005"
down_revision: Any = "0004"
branch_labels: Any = None
depends_on: Any = None


def upgrade() -> None:
    op.create_table(
        "callbacks",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("conversation_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agent_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["app.agents.id"], name=op.f("fk_callbacks_agent_id_agents")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["app.conversations.id"], name=op.f("fk_callbacks_conversation_id_conversations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callbacks")),
        schema="app",
    )
    op.create_index(
        "uq_callbacks_open",
        "callbacks",
        ["conversation_id"],
        unique=True,
        schema="app",
        postgresql_where=sa.text("done_at is null"),
    )
    op.create_table(
        "calls",
        sa.Column("sid", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.BigInteger(), nullable=False),
        sa.Column("first_seq", sa.Integer(), nullable=False),
        sa.Column("spoken_seq", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_step_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["app.conversations.id"], name=op.f("fk_calls_conversation_id_conversations")
        ),
        sa.PrimaryKeyConstraint("sid", name=op.f("pk_calls")),
        schema="app",
    )
    op.create_index(op.f("ix_calls_conversation_id"), "calls", ["conversation_id"], unique=False, schema="app")
    op.create_index(
        "ix_calls_live",
        "calls",
        ["conversation_id"],
        unique=False,
        schema="app",
        postgresql_where=sa.text("ended_at is null"),
    )
    op.create_index(
        "ix_calls_lost",
        "calls",
        ["last_step_at"],
        unique=False,
        schema="app",
        postgresql_where=sa.text("ended_at is null"),
    )
    op.create_table(
        "call_steps",
        sa.Column("sid", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("said", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["sid"], ["app.calls.sid"], name=op.f("fk_call_steps_sid_calls"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("sid", "step", name=op.f("pk_call_steps")),
        schema="app",
    )
    op.create_index(op.f("ix_call_steps_said_at"), "call_steps", ["said_at"], unique=False, schema="app")


def downgrade() -> None:
    op.drop_index(op.f("ix_call_steps_said_at"), table_name="call_steps", schema="app")
    op.drop_table("call_steps", schema="app")
    op.drop_index("ix_calls_lost", table_name="calls", schema="app", postgresql_where=sa.text("ended_at is null"))
    op.drop_index("ix_calls_live", table_name="calls", schema="app", postgresql_where=sa.text("ended_at is null"))
    op.drop_index(op.f("ix_calls_conversation_id"), table_name="calls", schema="app")
    op.drop_table("calls", schema="app")
    op.drop_index(
        "uq_callbacks_open", table_name="callbacks", schema="app", postgresql_where=sa.text("done_at is null")
    )
    op.drop_table("callbacks", schema="app")
