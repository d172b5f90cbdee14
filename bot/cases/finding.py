"""Finding a case. What it says is shown to the citizen who filed it, or to whoever has proved to hold its account."""

import re
import string
from functools import lru_cache

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.cases.case import Case
from bot.citizens.address import Address
from bot.entity import entity

LONGEST_NUMBER = 9


def as_number(text: str) -> str | None:
    """A case number as this office writes it, found in what somebody typed: "2026 vs 123" is 2026-VS-0000123.

    None if it cannot be one. Says nothing about whether the case exists.
    """
    found = _form().search(text.upper())
    if found is None:
        return None
    return entity().case_number.format(year=int(found["year"]), number=int(found["number"]))


async def access(session: AsyncSession, number: str, *, address: Address, account_number: str | None) -> Case | None:
    """The case with this number, if this citizen may see it. None for an unknown case and for another citizen's."""
    return await session.scalar(select(Case).where(Case.number == number, _may_see(address.citizen_id, account_number)))


async def latest(
    session: AsyncSession, *, address: Address, account_number: str | None = None, closed: bool | None = None
) -> Case | None:
    """The case that this citizen filed last; only closed ones, or only others, when `closed` says so."""
    query = select(Case).where(_may_see(address.citizen_id, account_number))
    if closed is not None:
        query = query.where(Case.status == "closed" if closed else Case.status != "closed")
    return await session.scalar(query.order_by(Case.id.desc()).limit(1))


def _may_see(citizen_id: int, account_number: str | None):  # type: ignore[no-untyped-def]  # an SQL condition
    own = Case.citizen_id == citizen_id
    return or_(own, Case.account_number == account_number) if account_number else own


@lru_cache
def _form() -> re.Pattern[str]:
    """The office's form of a case number, with whatever people put between its parts."""
    parts = []
    for literal, field, _, _ in string.Formatter().parse(entity().case_number):
        parts.append(r"[\W_]*".join(re.escape(piece) for piece in re.findall(r"[A-Z]+|\d+", literal.upper())))
        if field:
            digits = r"\d{4}" if field == "year" else rf"\d{{1,{LONGEST_NUMBER}}}"
            parts.append(f"(?P<{field}>{digits})")
    return re.compile(r"(?<!\d)" + r"[\W_]*".join(part for part in parts if part) + r"(?!\d)")


def example() -> str:
    """What a case number looks like: `2026-VS-0000123`."""
    return entity().case_number.format(year=clock.today().year, number=123)
