"""The bills and payments of one made-up account, month after month. Pure: the same account and days give the same."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from bot.cases.calendar import is_business_day
from bot.demo.cast import Role, issue_day
from bot.demo.people import Person
from bot.demo.tariffs import UNITS, Line, lines

MONTHS = 12
DUE_DAYS, SUSPENSION_DAYS = 15, 26
# Months are counted from January of this year, in which the tariffs begin.
_FIRST_YEAR = 2025
_USUAL = {"energia": (95, 230), "agua": (8, 22), "gas": (8, 19)}


@dataclass(frozen=True)
class Reading:
    """What a meter said (see bot.billing.bill.BillReading)."""

    service: str
    previous: Decimal
    current: Decimal
    consumption: Decimal
    basis: str


@dataclass(frozen=True)
class IssuedBill:
    """A bill as it is stored; `paid_on` when the account pays all of it, None if it does not."""

    person: Person
    month: int
    issued_on: date
    due_on: date
    suspension_on: date
    lines: list[Line]
    readings: list[Reading]
    paid_on: date | None

    @property
    def period(self) -> str:
        return period_of(self.month)

    @property
    def total(self) -> Decimal:
        return sum((line.amount for line in self.lines), Decimal(0))

    @property
    def payment_reference(self) -> str:
        return f"{self.person.number}{self.issued_on:%y%m}"


@dataclass
class Standing:
    """Where an account stands after its newest bill: what the next one continues."""

    meters: dict[str, Decimal] = field(default_factory=dict)
    owed: Decimal = Decimal(0)


def month_of(day: date) -> int:
    """Months since January of the first year."""
    return (day.year - _FIRST_YEAR) * 12 + day.month - 1


def month_from(period: str) -> int:
    """`month_of` for a period "YYYY-MM"."""
    return month_of(date.fromisoformat(f"{period}-01"))


def period_of(month: int) -> str:
    """The period "YYYY-MM" of a month."""
    return f"{_FIRST_YEAR + month // 12}-{month % 12 + 1:02d}"


def newest_month(person: Person, today: date) -> int:
    """The month of the newest bill that has been issued by today."""
    return month_of(today) - (today.day < person.billing_day)


def ordinary(person: Person, months: range, standing: Standing) -> Iterator[IssuedBill]:
    """The account's bills of these months, continuing from `standing`, which they move on."""
    for month in months:
        issued = date(_FIRST_YEAR + month // 12, month % 12 + 1, person.billing_day)
        bill = _bill(person, month, issued, standing)
        bill = replace(bill, paid_on=pay_day(person, month, bill.due_on, issued))
        standing.owed = Decimal(0) if bill.paid_on else bill.total
        yield bill


def of_the_cast(role: Role, person: Person, today: date) -> Iterator[IssuedBill]:
    """A year of bills of a named account that make its story true today."""
    newest = issue_day(today)
    standing = Standing()
    for ago in range(MONTHS - 1, -1, -1):
        month = month_of(newest) - ago
        day = newest.day if ago == 0 else min(newest.day, 28)
        issued = date(_FIRST_YEAR + month // 12, month % 12 + 1, day)
        told = role if ago == 0 else None
        bill = _bill(person, month, issued, standing, told)
        bill = replace(bill, paid_on=None if ago < role.unpaid else issued + timedelta(days=4))
        standing.owed = Decimal(0) if bill.paid_on else bill.total
        yield bill


def _bill(person: Person, month: int, issued: date, standing: Standing, role: Role | None = None) -> IssuedBill:
    readings = [_reading(person, service, month, standing, role) for service in person.services]
    used = {reading.service: reading.consumption for reading in readings}
    return IssuedBill(
        person=person,
        month=month,
        issued_on=issued,
        due_on=_business_day(issued + timedelta(days=DUE_DAYS)),
        suspension_on=_business_day(issued + timedelta(days=SUSPENSION_DAYS)),
        lines=lines(person.stratum, used, month, standing.owed),
        readings=readings,
        paid_on=None,
    )


def _reading(person: Person, service: str, month: int, standing: Standing, role: Role | None) -> Reading:
    least, most = _USUAL[service]
    usual = person.noise("usual", service).randint(least, most) * (3 if person.stratum is None else 1)
    chance = person.noise(service, str(month))
    factor = chance.uniform(0.88, 1.12) * (role.factor if role and service == "energia" else 1)
    consumption = Decimal(max(1, round(usual * factor)))
    guessed = role.estimated and service == "energia" if role else chance.random() < 0.02
    meters = standing.meters
    previous = meters.get(service) or Decimal(person.noise("meter start", service).randint(1_000, 30_000))
    meters[service] = previous + consumption
    return Reading(service, previous, meters[service], consumption, "average" if guessed else "real")


def pay_day(person: Person, month: int, due: date, issued: date) -> date | None:
    """When the account pays this bill; always before the next one is issued."""
    chance = person.noise("pays", str(month))
    if person.payer == "prompt":
        return issued + timedelta(days=chance.randint(2, DUE_DAYS - 1))
    if person.payer == "late":
        return issued + timedelta(days=chance.randint(DUE_DAYS + 3, 27))
    # One month in four, and then all that has gathered.
    return due + timedelta(days=2) if month % 4 == int(person.number) % 4 else None


def _business_day(day: date) -> date:
    while not is_business_day(day):
        day += timedelta(days=1)
    return day


def unit_of(service: str) -> str:
    """The unit in which a service is measured."""
    return UNITS[service]
