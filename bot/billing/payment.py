"""Payments, what citizens say about payments, and agreements to pay by instalments."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.billing.account import Account
from bot.billing.bill import AMOUNT
from bot.database import Base


class Payment(Base):
    """A payment that reached the office. `reference` is the collector's, unique; `period` the bill it was made for."""

    __tablename__ = "payments"
    __table_args__ = (Index(None, "account_number", "paid_on"),)

    reference: Mapped[str] = mapped_column(primary_key=True)
    account_number: Mapped[str] = mapped_column(ForeignKey(Account.number, ondelete="CASCADE"))
    period: Mapped[str | None]
    paid_on: Mapped[date]
    amount: Mapped[Decimal] = mapped_column(AMOUNT)
    place: Mapped[str] = mapped_column(default="", server_default="")


class PaymentReport(Base):
    """A citizen says: I have paid, and it does not show. While it is open, nobody reminds them of that debt.

    It ends with its case, if it has one.
    """

    __tablename__ = "payment_reports"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    account_number: Mapped[str] = mapped_column(ForeignKey(Account.number, ondelete="CASCADE"), index=True)
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("app.conversations.id", ondelete="SET NULL"))
    amount: Mapped[Decimal] = mapped_column(AMOUNT)
    paid_on: Mapped[date]
    case_number: Mapped[str | None]
    reported_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class PaymentAgreement(Base):
    """A debt to be paid in instalments: asked for by the citizen, settled by an agent.

    status: "requested" (one per account), "confirmed", "refused", or "lapsed" with its case. `amount` is the balance on
    the day of the request.
    """

    __tablename__ = "payment_agreements"
    __table_args__ = (
        Index(None, "account_number"),
        Index(
            "uq_payment_agreements_open", "account_number", unique=True, postgresql_where=text("status = 'requested'")
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    account_number: Mapped[str] = mapped_column(ForeignKey(Account.number, ondelete="CASCADE"))
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("app.conversations.id", ondelete="SET NULL"))
    amount: Mapped[Decimal] = mapped_column(AMOUNT)
    instalments: Mapped[int] = mapped_column(SmallInteger)
    status: Mapped[str]
    case_number: Mapped[str | None]
    requested_on: Mapped[date]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("app.agents.id"))
