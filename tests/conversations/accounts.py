"""The seeded accounts as the tests know them: rows of the database, and the facts that only their holders know."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from bot.demo.cast import cast
from bot.demo.people import make_person
from tests.citizen import Rows
from tests.stack_clock import StackClock

ZERO = Decimal(0)
# What each account owes: its newest issued bill, less what was paid since.
STANDING = """
    with latest as (
        select distinct on (account_number) * from bills where issued_on <= %s order by account_number, period desc
    )
    select l.*, coalesce((
        select sum(p.amount) from payments p
        where p.account_number = l.account_number and (p.period = l.period or p.paid_on >= l.issued_on)
    ), 0) as paid, a.neighborhood, a.address
    from latest l join accounts a on a.number = l.account_number
"""

# Neighborhoods in which the demo has an office or an outage: there other things are said.
EVENTFUL = """
    select neighborhood from offices
    union select unnest(areas) from outages where status not in ('restored', 'cancelled')
"""


@dataclass(frozen=True)
class Known:
    """An account whose holder writes. `bill` is its newest bill, `owed` what is left of it to pay."""

    number: str
    document: str
    meter: str
    neighborhood: str
    bill: dict[str, Any]

    @property
    def owed(self) -> Decimal:
        return max(self.bill["total"] - self.bill["paid"], ZERO)

    @property
    def wrong_fact(self) -> str:
        """Four digits that are neither the document's nor a meter's."""
        return next(f"{n:04d}" for n in range(1111, 1120) if f"{n:04d}" not in {self.document, self.meter[-4:]})


class Accounts:
    """Hands accounts out. `fresh` ones go to one test each: the identity check locks, agreements stay."""

    def __init__(self, rows: Rows, clock: StackClock) -> None:
        self.rows, self.clock = rows, clock
        self._taken: set[str] = {person.number for _, person in cast()}

    def role(self, key: str) -> Known:
        """One of the six that the documentation names."""
        return self._known(self._standing(next(person.number for role, person in cast() if role.key == key)))

    def fresh(self, least: int = 0, most: int = 10**9, *, uneventful: bool = False) -> Known:
        """An account that no other test has, and that owes from `least` to `most`; `uneventful`: where nothing is out
        and no office is.
        """
        avoided = {row["neighborhood"] for row in self.rows.all(EVENTFUL)} if uneventful else set()
        order = f"order by a.neighborhood not in ({EVENTFUL}), account_number"
        for found in self.rows.all(f"{STANDING} {order}", self.clock.now().date()):
            if found["neighborhood"] in avoided:
                continue
            owes = max(found["total"] - found["paid"], ZERO)
            if found["account_number"] not in self._taken and least <= owes <= most:
                self._taken.add(found["account_number"])
                return self._known(found)
        raise AssertionError("the demo has no such account left")

    def unknown_number(self) -> str:
        """A number like an account's, of no account."""
        return str(int(self.rows.one("select max(number) as number from accounts")["number"]) + 57)

    def bill(self, number: str, months_ago: int) -> dict[str, Any]:
        """An account's bill that came so many bills before its newest."""
        query = "select * from bills where account_number = %s and issued_on <= %s order by period desc"
        return self.rows.all(query, number, self.clock.now().date())[months_ago]

    def lines(self, bill: dict[str, Any]) -> list[dict[str, Any]]:
        """The printed lines of a bill."""
        return self.rows.all("select * from bill_lines where bill_id = %s order by position", bill["id"])

    def _standing(self, number: str) -> dict[str, Any]:
        return self.rows.one(f"{STANDING} where account_number = %s", self.clock.now().date(), number)

    def _known(self, bill: dict[str, Any]) -> Known:
        person = make_person(bill["account_number"])
        service = self.rows.all("select service from account_services where account_number = %s", person.number)
        return Known(person.number, person.document, person.meter(service[0]["service"]), bill["neighborhood"], bill)


def pesos(amount: Decimal) -> str:
    """`$649.580`, as the seeded amounts, which have no cents, are written."""
    assert amount == int(amount)
    return f"${int(amount):,}".replace(",", ".")


WEEKDAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio",
    "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
)  # fmt: skip


def in_words(day: date) -> str:
    """`martes 1 de diciembre`."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} de {MONTHS[day.month - 1]}"


def hour(moment: datetime) -> str:
    """`3:30 p. m.`"""
    return f"{moment.hour % 12 or 12}:{moment.minute:02d} {'a. m.' if moment.hour < 12 else 'p. m.'}"


def month(period: str) -> str:
    """The month of a bill's period, `noviembre`."""
    return MONTHS[int(period.split("-")[1]) - 1]
