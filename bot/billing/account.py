"""A customer's account: what it is for, never more of its holder than the service needs."""

from datetime import datetime

from sqlalchemy import ForeignKey, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.database import Base


class Account(Base):
    """One account (contrato, cuenta, NIC). The holder's name is kept masked, second facts only as keyed digests.

    holder_masked    "M***a P***z" (see bot.billing.masking)
    document_digest  keyed digest of the last 4 digits of the holder's document (see bot.citizens.facts)
    stratum          estrato 1 to 6; None for commercial use
    phone            registered by the holder, E.164
    """

    __tablename__ = "accounts"

    number: Mapped[str] = mapped_column(primary_key=True)
    holder_masked: Mapped[str]
    document_digest: Mapped[str]
    address: Mapped[str]
    neighborhood: Mapped[str] = mapped_column(index=True)
    municipality: Mapped[str]
    stratum: Mapped[int | None] = mapped_column(SmallInteger)
    phone: Mapped[str | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    services: Mapped[list["AccountService"]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by="AccountService.service"
    )

    def has(self, service: str) -> bool:
        return any(held.service == service for held in self.services)


class AccountService(Base):
    """One service of an account. `service` is a key of entity.yml; the meter's number is kept masked and digested."""

    __tablename__ = "account_services"

    account_number: Mapped[str] = mapped_column(ForeignKey(Account.number, ondelete="CASCADE"), primary_key=True)
    service: Mapped[str] = mapped_column(primary_key=True)
    meter_masked: Mapped[str] = mapped_column(default="", server_default="")
    meter_digest: Mapped[str | None]
