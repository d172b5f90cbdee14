"""Files leave the database for the vault; attachments."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from bot.media.vault import vault

revision: str = "0003"
down_revision: Any = "0002"
branch_labels: Any = None
depends_on: Any = None

FILES = sa.table(
    "stored_files", sa.column("id", sa.String), sa.column("data", sa.LargeBinary), sa.column("size"), schema="app"
)


def upgrade() -> None:
    op.add_column("stored_files", sa.Column("size", sa.Integer(), nullable=True), schema="app")
    op.add_column("stored_files", sa.Column("owner", sa.String(), server_default="", nullable=False), schema="app")
    op.create_index(op.f("ix_stored_files_created_at"), "stored_files", ["created_at"], schema="app")
    _carry_out()
    op.alter_column("stored_files", "size", nullable=False, schema="app")
    op.drop_column("stored_files", "data", schema="app")
    op.create_table(
        "attachments",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("conversation_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("claimed", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("waiting", "stored", "refused", "lost", "expired", name="state", native_enum=False, length=10),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), server_default="", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("file_id", sa.String(), nullable=True),
        sa.Column("case_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["app.cases.id"], name=op.f("fk_attachments_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["app.conversations.id"], name=op.f("fk_attachments_conversation_id_conversations")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"],
            ["app.stored_files.id"],
            name=op.f("fk_attachments_file_id_stored_files"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(["message_id"], ["app.messages.id"], name=op.f("fk_attachments_message_id_messages")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
        sa.UniqueConstraint("message_id", "position", name=op.f("uq_attachments_message_id_position")),
        schema="app",
    )
    for column in ("case_id", "conversation_id", "file_id"):
        op.create_index(op.f(f"ix_attachments_{column}"), "attachments", [column], schema="app")
    op.create_index(
        "ix_attachments_waiting",
        "attachments",
        ["due_at"],
        schema="app",
        postgresql_where=sa.text("state = 'waiting'"),
    )


def downgrade() -> None:
    op.drop_table("attachments", schema="app")
    op.add_column("stored_files", sa.Column("data", sa.LargeBinary(), nullable=True), schema="app")
    _bring_back()
    op.alter_column("stored_files", "data", nullable=False, schema="app")
    op.drop_index(op.f("ix_stored_files_created_at"), table_name="stored_files", schema="app")
    op.drop_column("stored_files", "owner", schema="app")
    op.drop_column("stored_files", "size", schema="app")


def _carry_out() -> None:
    """Each file's bytes into the vault, under its id: begun again after an interruption, it writes the same again."""
    connection = op.get_bind()
    for file_id in connection.scalars(sa.select(FILES.c.id)).all():
        data = connection.scalar(sa.select(FILES.c.data).where(FILES.c.id == file_id)) or b""
        vault().write(file_id, data)
        connection.execute(sa.update(FILES).where(FILES.c.id == file_id).values(size=len(data)))


def _bring_back() -> None:
    """Bytes that are gone from the vault are gone; the bytes that are carried back stay there for the sweep."""
    connection = op.get_bind()
    for file_id in connection.scalars(sa.select(FILES.c.id)).all():
        try:
            connection.execute(sa.update(FILES).where(FILES.c.id == file_id).values(data=vault().read(file_id)))
        except LookupError:
            connection.execute(sa.delete(FILES).where(FILES.c.id == file_id))
