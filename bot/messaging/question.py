"""A question that the office has asked and that may be answered later: looked at before the assistant."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Base


class PendingQuestion(Base):
    """kind: "consent", "second_fact", "follow_up", "survey" …; payload: what the handler of that kind needs."""

    __tablename__ = "pending_questions"
    __table_args__ = (
        Index("ix_pending_questions_open", "conversation_id", postgresql_where=text("closed_at is null")),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("app.conversations.id"))
    kind: Mapped[str]
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(default="", server_default="")
