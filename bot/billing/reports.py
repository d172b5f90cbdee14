"""A citizen says that a payment does not show: taken down, and answered from what the office knows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import Select, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.billing.payment import Payment, PaymentReport
from bot.cases.calendar import add_business_days
from bot.cases.case import Case, Status
from bot.entity import entity

# A citizen may give the day of the receipt or of the next business day, and an amount without cents.
DAYS_APART = 3
CORRECTED_WITHIN = timedelta(minutes=30)
_NO_CASE = PaymentReport.case_number.is_(None)


@dataclass(frozen=True)
class Finding:
    """What the office knows of a reported payment.

    found      the payment that fits it, if it has arrived
    expected   the day by which it should show; None once that day has passed
    """

    found: Payment | None
    expected: date | None


async def look_up(session: AsyncSession, account_number: str, *, amount: Decimal, paid_on: date) -> Finding:
    """Look for a payment of about that day and that amount."""
    nearby = await session.scalars(
        select(Payment)
        .where(
            Payment.account_number == account_number,
            Payment.paid_on.between(paid_on - timedelta(days=DAYS_APART), paid_on + timedelta(days=DAYS_APART)),
        )
        .order_by(Payment.paid_on)
    )
    found = next((payment for payment in nearby if abs(payment.amount - amount) < 1), None)
    expected = shows_by(paid_on)
    return Finding(found, expected if expected >= clock.today() else None)


def shows_by(paid_on: date) -> date:
    """The day by which a payment shows: so many business days after it (entity.yml, payment_posting)."""
    days = entity().payment_posting.business_days
    return add_business_days(paid_on, days) if days else paid_on


async def report(
    session: AsyncSession,
    account_number: str,
    *,
    amount: Decimal,
    paid_on: date,
    conversation_id: int,
    case_number: str | None = None,
) -> PaymentReport:
    """Take a payment down that does not show; told again, it is the same report, with the case that it becomes.

    ValueError for a day that has not come, or nothing paid.
    """
    if amount <= 0 or paid_on > clock.today():
        raise ValueError("a reported payment is more than nothing, and not of tomorrow")
    same = await session.scalar(_open(account_number, amount, paid_on).where(_NO_CASE))
    made = same or PaymentReport(account_number=account_number, amount=amount, paid_on=paid_on)
    made.conversation_id, made.case_number, made.reported_at = conversation_id, case_number, clock.now()
    session.add(made)
    await session.flush()
    return made


async def arrived(session: AsyncSession, account_number: str, *, amount: Decimal, paid_on: date) -> None:
    """Settle the report of a payment that was found, unless an agent looks for it."""
    if made := await session.scalar(_open(account_number, amount, paid_on).where(_NO_CASE)):
        made.closed_at = clock.now()
        await session.flush()


async def looked_for(
    session: AsyncSession, account_number: str, *, amount: Decimal, paid_on: date, event_id: str
) -> PaymentReport | None:
    """The report of this payment that is a case already, filed by another event than `event_id`."""
    of_others = select(Case.number).where(Case.filed_by_event.is_distinct_from(event_id))
    return await session.scalar(_open(account_number, amount, paid_on).where(PaymentReport.case_number.in_(of_others)))


def _open(account_number: str, amount: Decimal, paid_on: date) -> Select[PaymentReport]:
    """The reports of this payment that nobody has settled."""
    return (
        select(PaymentReport)
        .where(
            PaymentReport.account_number == account_number,
            PaymentReport.amount == amount,
            PaymentReport.paid_on == paid_on,
            PaymentReport.closed_at.is_(None),
        )
        .limit(1)
    )


async def just_made(session: AsyncSession, conversation_id: int, account_number: str) -> PaymentReport | None:
    """The report that this conversation has made of this account a short while ago: what is corrected is that one, also
    when its case has ended meanwhile.
    """
    ended = select(Case.number).where(Case.status == Status.CLOSED)
    return await session.scalar(
        select(PaymentReport)
        .where(
            PaymentReport.conversation_id == conversation_id,
            PaymentReport.account_number == account_number,
            or_(PaymentReport.closed_at.is_(None), PaymentReport.case_number.in_(ended)),
            PaymentReport.reported_at > clock.now() - CORRECTED_WITHIN,
        )
        .order_by(PaymentReport.id.desc())
        .limit(1)
    )


async def latest_open(session: AsyncSession, account_number: str) -> PaymentReport | None:
    """The latest payment that this account's citizens reported and nobody has settled."""
    return await session.scalar(
        select(PaymentReport)
        .where(PaymentReport.account_number == account_number, PaymentReport.closed_at.is_(None))
        .order_by(PaymentReport.id.desc())
        .limit(1)
    )


def is_overdue(report: PaymentReport) -> bool:
    """Whether a payment should show by now, and nobody looks for it: it has no case."""
    return report.case_number is None and shows_by(report.paid_on) < clock.today()


async def unsettled(session: AsyncSession, case_numbers: Iterable[str]) -> list[PaymentReport]:
    """The reports of these cases whose payment an agent still has to look for."""
    found = await session.scalars(
        select(PaymentReport)
        .where(PaymentReport.case_number.in_(case_numbers), PaymentReport.closed_at.is_(None))
        .execution_options(populate_existing=True)
    )
    return list(found)


async def settle(session: AsyncSession, case_number: str) -> None:
    """End the report of a case, locked; whether the payment was found, the case keeps."""
    for made in await unsettled(session, [case_number]):
        made.closed_at = clock.now()
    await session.flush()


async def renew(session: AsyncSession, case_number: str) -> None:
    """Have the payment of a case, locked, looked for again."""
    await session.execute(update(PaymentReport).where(PaymentReport.case_number == case_number).values(closed_at=None))
