"""What an account owes: its latest bill as printed, less what was paid since."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.billing.bill import Bill
from bot.billing.payment import Payment

ZERO = Decimal(0)


@dataclass(frozen=True)
class BillState:
    """One bill today. `carried_into` is the period of the later bill that took the rest of it over as previous debt."""

    bill: Bill
    paid: Decimal
    last_paid_on: date | None
    carried_into: str | None

    @property
    def owed(self) -> Decimal:
        """What is still to be paid on this bill; nothing once a later bill stands for it."""
        return ZERO if self.carried_into else max(self.bill.total - self.paid, ZERO)

    @property
    def is_paid(self) -> bool:
        return not self.carried_into and self.owed == ZERO

    @property
    def is_overdue(self) -> bool:
        return self.owed > ZERO and self.bill.due_on < clock.today()


async def latest_bill(session: AsyncSession, account_number: str) -> Bill | None:
    """The account's newest bill that has been issued."""
    return await session.scalar(
        select(Bill)
        .where(Bill.account_number == account_number, Bill.issued_on <= clock.today())
        .order_by(Bill.period.desc())
        .limit(1)
    )


async def bill_of(session: AsyncSession, account_number: str, period: str) -> Bill | None:
    """The account's bill of one period, "YYYY-MM"."""
    return await session.scalar(select(Bill).where(Bill.account_number == account_number, Bill.period == period))


async def neighbour(session: AsyncSession, bill: Bill, *, later: bool = False) -> Bill | None:
    """The bill before this one of the same account, or the one after it."""
    query = select(Bill).where(Bill.account_number == bill.account_number)
    if later:
        query = query.where(Bill.period > bill.period, Bill.issued_on <= clock.today()).order_by(Bill.period)
    else:
        query = query.where(Bill.period < bill.period).order_by(Bill.period.desc())
    return await session.scalar(query.limit(1))


async def up_to(session: AsyncSession, bill: Bill, count: int) -> list[Bill]:
    """A bill and those before it of the same account, the newest first, at most so many."""
    query = select(Bill).where(Bill.account_number == bill.account_number, Bill.period <= bill.period)
    return list(await session.scalars(query.order_by(Bill.period.desc()).limit(count)))


async def state_of(session: AsyncSession, bill: Bill) -> BillState:
    """What has become of a bill.

    The latest bill stands for the whole debt: every payment since its issue counts towards it, whichever bill it was
    made for. An older one is settled by the payments made for it; what these left went into the next bill.
    """
    following = await neighbour(session, bill, later=True)
    made_for_it = Payment.period == bill.period
    counts = made_for_it if following else or_(made_for_it, Payment.paid_on >= bill.issued_on)
    paid, last = (
        await session.execute(
            select(func.coalesce(func.sum(Payment.amount), ZERO), func.max(Payment.paid_on)).where(
                Payment.account_number == bill.account_number, counts
            )
        )
    ).one()
    carried_into = following.period if following and following.carried > ZERO and paid < bill.total else None
    # The next bill shows no debt: whatever our records of payments say, this one is settled.
    if following and carried_into is None:
        paid = max(paid, bill.total)
    return BillState(bill, paid, last, carried_into)


async def balance(session: AsyncSession, account_number: str) -> Decimal:
    """What the account owes today; zero without bills."""
    bill = await latest_bill(session, account_number)
    return (await state_of(session, bill)).owed if bill else ZERO
