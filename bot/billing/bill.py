"""A bill as it was printed: its dates, its lines, and the readings behind them. Nothing in it is computed again."""

from datetime import date
from decimal import Decimal

from sqlalchemy import BigInteger, ForeignKey, Identity, Numeric, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.billing.account import Account
from bot.database import Base

AMOUNT = Numeric(14, 2)
QUANTITY = Numeric(14, 3)
UNIT_PRICE = Numeric(14, 4)

# Kinds of line. The first group is what the month costs; the second belongs to others; the third comes from earlier.
LINE_KINDS = (
    "consumption", "fixed_charge", "subsidy", "contribution", "reconnection", "compensation", "rounding", "other",
    "tax", "third_party",
    "previous_debt", "interest", "agreement",
)  # fmt: skip
READING_BASES = ("real", "average")


class Bill(Base):
    """One account's bill of one period ("YYYY-MM"). `total` is what is printed as the amount to pay."""

    __tablename__ = "bills"
    __table_args__ = (UniqueConstraint("account_number", "period"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    account_number: Mapped[str] = mapped_column(ForeignKey(Account.number, ondelete="CASCADE"))
    period: Mapped[str]
    issued_on: Mapped[date]
    due_on: Mapped[date]
    suspension_on: Mapped[date | None]
    total: Mapped[Decimal] = mapped_column(AMOUNT)
    payment_reference: Mapped[str]

    lines: Mapped[list["BillLine"]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", passive_deletes=True, order_by="BillLine.position"
    )
    readings: Mapped[list["BillReading"]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", passive_deletes=True, order_by="BillReading.service"
    )

    @property
    def carried(self) -> Decimal:
        """The part of the total that was owed before this bill."""
        return sum((line.amount for line in self.lines if line.kind == "previous_debt"), Decimal(0))


class BillLine(Base):
    """One printed line. `third_party` names whose money it is when it is not the office's."""

    __tablename__ = "bill_lines"

    bill_id: Mapped[int] = mapped_column(ForeignKey(Bill.id, ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    kind: Mapped[str]
    service: Mapped[str | None]
    name: Mapped[str]
    third_party: Mapped[str | None]
    amount: Mapped[Decimal] = mapped_column(AMOUNT)
    quantity: Mapped[Decimal | None] = mapped_column(QUANTITY)
    unit_price: Mapped[Decimal | None] = mapped_column(UNIT_PRICE)


class BillReading(Base):
    """What the meter of one service said. `basis`: "real" (read) or "average" (it could not be read)."""

    __tablename__ = "bill_readings"

    bill_id: Mapped[int] = mapped_column(ForeignKey(Bill.id, ondelete="CASCADE"), primary_key=True)
    service: Mapped[str] = mapped_column(primary_key=True)
    previous: Mapped[Decimal | None] = mapped_column(QUANTITY)
    current: Mapped[Decimal | None] = mapped_column(QUANTITY)
    consumption: Mapped[Decimal] = mapped_column(QUANTITY)
    unit: Mapped[str]
    basis: Mapped[str]
