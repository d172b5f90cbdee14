"""A telephone call of a conversation, and what was said at each of its steps."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Base


class Call(Base):
    """One call, by the provider's id. `spoken_seq`: the conversation's messages up to here were said.

    first_seq     the conversation's last number when the call began
    handed_at     when the caller was put through, or offered a call back
    answered      a person of the office spoke with the caller
    last_step_at  the provider's latest question what to do next: a call that asks nothing for long has ended
    """

    __tablename__ = "calls"
    __table_args__ = (
        Index("ix_calls_live", "conversation_id", postgresql_where=text("ended_at is null")),
        Index("ix_calls_lost", "last_step_at", postgresql_where=text("ended_at is null")),
    )

    sid: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("app.conversations.id"), index=True)
    first_seq: Mapped[int]
    spoken_seq: Mapped[int]
    begun_at: Mapped[datetime]
    last_step_at: Mapped[datetime]
    handed_at: Mapped[datetime | None]
    answered: Mapped[bool] = mapped_column(default=False, server_default="false")
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(default="", server_default="")


class CallStep(Base):
    """What was said at one step, kept while the call may ask for it again: the channel's own form of it."""

    __tablename__ = "call_steps"
    __table_args__ = (Index(None, "said_at"),)

    sid: Mapped[str] = mapped_column(ForeignKey("app.calls.sid", ondelete="CASCADE"), primary_key=True)
    step: Mapped[str] = mapped_column(primary_key=True)
    said: Mapped[dict[str, Any]]
    said_at: Mapped[datetime]
