"""A conversation: everything said with one address, and who speaks for the office in it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Enum, ForeignKey, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.citizens.address import Address
from bot.database import Base


class Owner(StrEnum):
    """Who speaks for the office: the assistant, nobody yet (waiting for an agent), or an agent."""

    ASSISTANT = "assistant"
    QUEUE = "queue"
    AGENT = "agent"


class Conversation(Base):
    """One conversation per address. `owner_version` grows with every change of owner (see bot.messaging.ownership).

    `session` is the assistant's session: it grows at hand-over and give-back, which gives the dialog a new, empty
    tracker. `handed_over_by` is the inbound message whose turn handed it over: that turn may still speak.
    `dialog_open` says that the assistant is in the middle of a form; `later_wishes` is what the citizen wants besides,
    taken up after it (bot.messaging.turn). `last_seq` numbers the messages of both directions. `account_hint` is the
    account that the citizen had proved to hold where they came from: a number that need not be asked for again, and
    proves nothing here. `inbound_retry_at` and `outbound_retry_at` hold a side back after a failure. `held` says that
    something is not sent until the citizen writes (bot.messaging.held). `priority` orders the queue: 0 ordinary, 10
    emergency.
    """

    __tablename__ = "conversations"
    __table_args__ = (
        Index("ix_conversations_queue", "priority", "queued_at", postgresql_where=text("owner = 'queue'")),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    address_id: Mapped[int] = mapped_column(ForeignKey("app.addresses.id"), unique=True)
    owner: Mapped[Owner] = mapped_column(
        Enum(Owner, native_enum=False, values_callable=lambda owners: [o.value for o in owners], length=10),
        default=Owner.ASSISTANT,
        server_default="assistant",
    )
    owner_version: Mapped[int] = mapped_column(default=0, server_default="0")
    handed_over_by: Mapped[int | None] = mapped_column(BigInteger)
    dialog_open: Mapped[bool] = mapped_column(default=False, server_default="false")
    later_wishes: Mapped[dict[str, Any] | None]
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("app.agents.id"), index=True)
    session: Mapped[int] = mapped_column(default=1, server_default="1")
    last_seq: Mapped[int] = mapped_column(default=0, server_default="0")
    queued_at: Mapped[datetime | None]
    queue_reason: Mapped[str] = mapped_column(default="", server_default="")
    summary: Mapped[str] = mapped_column(default="", server_default="")
    priority: Mapped[int] = mapped_column(default=0, server_default="0")
    account_hint: Mapped[str | None]
    inbound_retry_at: Mapped[datetime | None]
    outbound_retry_at: Mapped[datetime | None]
    held: Mapped[bool] = mapped_column(default=False, server_default="false")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    address: Mapped[Address] = relationship(lazy="joined", innerjoin=True)

    @property
    def sender_id(self) -> str:
        """The assistant's name for the current dialog."""
        return f"{self.id}-{self.session}"
