"""A message of a conversation, in or out, and the deliveries that carry one out."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Base

# A provider's own name of a message (Inbound.reference) names one message of its conversation.
ONE_PER_REFERENCE = "uq_messages_conversation_id_reference"


class Message(Base):
    """One message. `seq` orders both directions within the conversation.

    direction  "in" or "out"
    author     "citizen", "assistant", "agent" or "system"
    content    of an inbound message: Inbound's fields worth keeping; of an outbound one: Reply (bot.messaging.content)
    body       the text as people read it; a second fact is never in it
    secret     a second fact on its way to the check, emptied when the message is handled
    handled_at when an inbound message was dealt with; `covered_by` the reason where no turn was taken
    reply_to   of an outbound message: the inbound message that it answers
    intent     the explicit intent that the platform read from an inbound message, such as "/affirm"
    joined_to  the later inbound message with which it is read as one; that one has the replies
    session, owner_version   the conversation's at the first attempt to answer; a repeated turn goes by these
    """

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("conversation_id", "seq"),
        CheckConstraint("direction in ('in', 'out')", name="direction"),
        Index(
            "ix_messages_unhandled",
            "conversation_id",
            "seq",
            postgresql_where=text("direction = 'in' and handled_at is null"),
        ),
        Index("ix_messages_joined_to", "joined_to", postgresql_where=text("joined_to is not null")),
        Index(
            ONE_PER_REFERENCE,
            "conversation_id",
            text("(content->>'reference')"),
            unique=True,
            postgresql_where=text("direction = 'in' and content->>'reference' <> ''"),
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("app.conversations.id"))
    seq: Mapped[int]
    direction: Mapped[str]
    author: Mapped[str]
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("app.agents.id"))
    kind: Mapped[str] = mapped_column(default="text", server_default="text")
    body: Mapped[str] = mapped_column(default="", server_default="")
    secret: Mapped[str | None]
    content: Mapped[dict[str, Any]]
    purpose: Mapped[str] = mapped_column(default="reply", server_default="reply")
    reply_to: Mapped[int | None] = mapped_column(ForeignKey("app.messages.id"))
    created_at: Mapped[datetime]
    handled_at: Mapped[datetime | None]
    covered_by: Mapped[str] = mapped_column(default="", server_default="")
    intent: Mapped[str] = mapped_column(default="", server_default="")
    joined_to: Mapped[int | None] = mapped_column(ForeignKey("app.messages.id"))
    session: Mapped[int | None]
    owner_version: Mapped[int | None]
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    failing_since: Mapped[datetime | None]
    apologised_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(default="", server_default="")


class InboundEvent(Base):
    """An event that a provider told us, kept to know it again: unique on (channel, account, event id)."""

    __tablename__ = "inbound_events"

    channel: Mapped[str] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(primary_key=True)
    event_id: Mapped[str] = mapped_column(primary_key=True)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("app.messages.id"), index=True)
    received_at: Mapped[datetime]


class Delivery(Base):
    """One part of an outbound message on its way: one call to the provider.

    status     queued, sending, sent, delivered, read or failed, and only moves forward (content.STATUS_RANK); or held,
               until the citizen writes or until `retry_at` (bot.messaging.held)
    part       its place in the message; -1 asks the citizen to write, for a message that is held
    retries    how often it was accepted, then failed, and is tried again
    uncertain  whether the provider took it was not known, and cannot be asked: it may have arrived twice, or not at all
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("message_id", "part"),
        Index("ix_deliveries_provider", "channel", "account", "provider_id"),
        Index(
            "ix_deliveries_waiting", "conversation_id", "id", postgresql_where=text("status in ('queued', 'sending')")
        ),
        Index("ix_deliveries_retry", "retry_at", postgresql_where=text("retry_at is not null")),
        Index("ix_deliveries_uncertain", "channel", postgresql_where=text("uncertain")),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("app.messages.id"))
    conversation_id: Mapped[int] = mapped_column(ForeignKey("app.conversations.id"))
    part: Mapped[int]
    part_content: Mapped[dict[str, Any]]
    urgent: Mapped[bool] = mapped_column(default=False, server_default="false")
    channel: Mapped[str]
    account: Mapped[str]
    status: Mapped[str] = mapped_column(default="queued", server_default="queued")
    provider_id: Mapped[str | None]
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    retries: Mapped[int] = mapped_column(default=0, server_default="0")
    retry_at: Mapped[datetime | None]
    uncertain: Mapped[bool] = mapped_column(default=False, server_default="false")
    error: Mapped[str] = mapped_column(default="", server_default="")
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
