"""The demo's accounts, bills and payments in the database: written once, moved on at every later start."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from sqlalchemy import and_, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from bot import bulk, clock
from bot.billing.account import Account, AccountService
from bot.billing.bill import Bill
from bot.billing.masking import mask_meter, mask_name
from bot.billing.payment import Payment, PaymentAgreement
from bot.citizens import facts
from bot.demo import history
from bot.demo.cast import cast
from bot.demo.history import IssuedBill, Standing
from bot.demo.people import Person, everybody
from bot.entity import entity
from bot.outages.outage import OVER, Outage

_PLACES = ("Corresponsales La Moneda", "Banco de la Sierra", "Pagos en línea", "Oficina principal")


def people() -> list[Person]:
    """Everybody, the cast in their roles."""
    roles = {person.number: person for _, person in cast()}
    return [roles.get(person.number, person) for person in everybody()]


async def seed(session: AsyncSession, today: date) -> None:
    """All accounts with a year of bills and payments until today."""
    await _write_accounts(session, people())
    await _house_the_cast(session)
    await _write_bills(session, _first_year(today), today)
    await _tell_the_cast(session, today)
    await _write_agreements(session, today)


async def refresh(session: AsyncSession, today: date) -> None:
    """Issue what has come due since, let the accounts pay, and tell the cast's stories anew."""
    await _pay_what_was_open(session, today)
    await _write_bills(session, await _later_bills(session, today), today)
    await _tell_the_cast(session, today)


def _first_year(today: date) -> list[IssuedBill]:
    bills: list[IssuedBill] = []
    for person in _ordinary_people():
        newest = history.newest_month(person, today)
        bills += history.ordinary(person, range(newest - history.MONTHS + 1, newest + 1), Standing())
    return bills


async def _later_bills(session: AsyncSession, today: date) -> list[IssuedBill]:
    """The bills issued since the newest one of each account."""
    newest = await _newest_bills(session)
    bills: list[IssuedBill] = []
    for person in _ordinary_people():
        if bill := newest.get(person.number):
            month = history.month_from(bill.period)
            standing = Standing(
                {read.service: read.current or Decimal(0) for read in bill.readings}, _left(person, bill)
            )
            bills += history.ordinary(person, range(month + 1, history.newest_month(person, today) + 1), standing)
    return bills


def _left(person: Person, bill: Bill) -> Decimal:
    """What the next bill carries over of this one."""
    paid = history.pay_day(person, history.month_from(bill.period), bill.due_on, bill.issued_on)
    return Decimal(0) if paid else bill.total


async def _newest_bills(session: AsyncSession) -> dict[str, Bill]:
    numbers = [person.number for person in _ordinary_people()]
    periods = (
        select(Bill.account_number, func.max(Bill.period).label("period"))
        .where(Bill.account_number.in_(numbers))
        .group_by(Bill.account_number)
        .subquery()
    )
    newest = select(Bill).join(
        periods, and_(periods.c.account_number == Bill.account_number, periods.c.period == Bill.period)
    )
    return {bill.account_number: bill for bill in await session.scalars(newest)}


async def _pay_what_was_open(session: AsyncSession, today: date) -> None:
    """The payments of bills already issued whose day has come."""
    newest = await _newest_bills(session)
    rows = []
    for person in _ordinary_people():
        if bill := newest.get(person.number):
            paid_on = history.pay_day(person, history.month_from(bill.period), bill.due_on, bill.issued_on)
            if paid_on and paid_on <= today:
                rows.append(_payment(person, bill.period, paid_on, bill.total))
    if rows:
        await session.execute(insert(Payment).values(rows).on_conflict_do_nothing())


async def _tell_the_cast(session: AsyncSession, today: date) -> None:
    """The named accounts' bills and payments are made anew, so that their stories are true today."""
    numbers = [person.number for _, person in cast()]
    await session.execute(delete(Bill).where(Bill.account_number.in_(numbers)))
    await session.execute(delete(Payment).where(Payment.account_number.in_(numbers)))
    bills = [bill for role, person in cast() for bill in history.of_the_cast(role, person, today)]
    await _write_bills(session, bills, today)


async def _house_the_cast(session: AsyncSession) -> None:
    """One of the named accounts lives where the power is out, the others where everything works."""
    running = list(await session.scalars(select(Outage).where(Outage.status.not_in(OVER), Outage.kind == "unplanned")))
    dark = next((outage.areas[0] for outage in running if outage.service == "energia"), None)
    troubled = {area for outage in running for area in outage.areas}
    quiet = next(place.name for place in entity().neighborhoods if place.name not in troubled)
    for role, person in cast():
        home = dark if role.key == "outage" and dark else quiet
        await session.execute(update(Account).where(Account.number == person.number).values(neighborhood=home))


async def _write_accounts(session: AsyncSession, them: Iterable[Person]) -> None:
    now, municipality = clock.now(), entity().municipality
    accounts, services = [], []
    for person in them:
        accounts.append(
            {
                "number": person.number,
                "holder_masked": mask_name(person.name),
                "document_digest": facts.digest(person.number, "document", person.document),
                "address": person.address,
                "neighborhood": person.neighborhood,
                "municipality": municipality,
                "stratum": person.stratum,
                "phone": person.phone,
                "created_at": now,
                "updated_at": now,
            }
        )
        services += [
            {
                "account_number": person.number,
                "service": service,
                "meter_masked": mask_meter(person.meter(service)),
                "meter_digest": facts.digest(person.number, "meter", person.meter(service)),
            }
            for service in person.services
        ]
    await session.execute(insert(Account), accounts)
    await session.execute(insert(AccountService), services)


async def _write_bills(session: AsyncSession, bills: list[IssuedBill], today: date) -> None:
    if not bills:
        return
    numbered = list(zip(await bulk.reserve_ids(session, "app.bills", len(bills)), bills, strict=True))
    await bulk.copy_rows(
        session,
        "app.bills",
        ("id", "account_number", "period", "issued_on", "due_on", "suspension_on", "total", "payment_reference"),
        (
            (id_, b.person.number, b.period, b.issued_on, b.due_on, b.suspension_on, b.total, b.payment_reference)
            for id_, b in numbered
        ),
    )
    await bulk.copy_rows(
        session,
        "app.bill_lines",
        ("bill_id", "position", "kind", "service", "name", "third_party", "amount", "quantity", "unit_price"),
        (
            (id_, position, x.kind, x.service, x.name, x.third_party, x.amount, x.quantity, x.unit_price)
            for id_, bill in numbered
            for position, x in enumerate(bill.lines, 1)
        ),
    )
    await bulk.copy_rows(
        session,
        "app.bill_readings",
        ("bill_id", "service", "previous", "current", "consumption", "unit", "basis"),
        (
            (id_, x.service, x.previous, x.current, x.consumption, history.unit_of(x.service), x.basis)
            for id_, bill in numbered
            for x in bill.readings
        ),
    )
    paid = [_payment(b.person, b.period, b.paid_on, b.total) for b in bills if b.paid_on and b.paid_on <= today]
    await bulk.copy_rows(
        session,
        "app.payments",
        ("reference", "account_number", "period", "paid_on", "amount", "place"),
        (tuple(payment.values()) for payment in paid),
    )


def _payment(person: Person, period: str, paid_on: date, amount: Decimal) -> dict[str, object]:
    return {
        "reference": f"DEMO-{person.number}-{period}",
        "account_number": person.number,
        "period": period,
        "paid_on": paid_on,
        "amount": amount,
        "place": Random(f"{person.number}{period}").choice(_PLACES),
    }


async def _write_agreements(session: AsyncSession, today: date) -> None:
    """A few of those who seldom pay have agreed to instalments."""
    for person in [person for person in _ordinary_people() if person.payer == "seldom"][:4]:
        session.add(
            PaymentAgreement(
                account_number=person.number,
                amount=Decimal(240_000),
                instalments=6,
                status="confirmed",
                requested_on=today - timedelta(days=40),
                decided_at=clock.now() - timedelta(days=39),
            )
        )
    await session.flush()


def _ordinary_people() -> list[Person]:
    named = {person.number for _, person in cast()}
    return [person for person in everybody() if person.number not in named]
