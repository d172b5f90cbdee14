"""Where a citizen can be reached: one address on one channel account."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Identity, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Base


class Citizen(Base):
    """A person who writes to the office; addresses join one citizen after the identity check."""

    __tablename__ = "citizens"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    created_at: Mapped[datetime]


class Address(Base):
    """A citizen's address: a chat id on Telegram, a phone number on WhatsApp or SMS, a session on the web chat."""

    __tablename__ = "addresses"
    __table_args__ = (UniqueConstraint("channel", "account", "address"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    citizen_id: Mapped[int] = mapped_column(ForeignKey("app.citizens.id"), index=True)
    channel: Mapped[str]
    account: Mapped[str]
    address: Mapped[str]
    created_at: Mapped[datetime]
    last_inbound_at: Mapped[datetime | None]
    opted_out_at: Mapped[datetime | None]
    unreachable_at: Mapped[datetime | None]
    # The version of the privacy policy that the first contact put to the citizen.
    policy_shown: Mapped[str] = mapped_column(default="", server_default="")
