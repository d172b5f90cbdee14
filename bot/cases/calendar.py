"""Legal days: counted from the day after receipt, on the office's local dates (Ley 1437 de 2011; docs/sources.md)."""

from datetime import date, datetime, timedelta

from bot import attention, clock
from bot.entity import LegalTerm, entity


def is_business_day(day: date) -> bool:
    """Monday to Friday, and no holiday of the country or the office."""
    return day.weekday() < 5 and not attention.is_holiday(day)


def add_business_days(start: date, days: int) -> date:
    """The n-th business day after a day, which is not counted itself. ValueError for less than one day."""
    if days < 1:
        raise ValueError("a term has at least one day")
    day = start
    for _ in range(days):
        day = _next_business_day(day)
    return day


def days_left(due_on: date, today: date) -> int:
    """Business days from today until a due date: 0 on the day itself, negative once it has passed."""
    if today > due_on:
        return -days_left(today, due_on)
    between = (today + timedelta(days=step) for step in range(1, (due_on - today).days + 1))
    return sum(is_business_day(day) for day in between)


def due_date(kind: str, received_at: datetime) -> tuple[date, LegalTerm]:
    """Until when a case of this kind, received at an aware moment, must be answered, and the term that says so.

    KeyError for a kind without a term in entity.yml.
    """
    term = entity().term(kind)
    if term is None:
        raise KeyError(f"entity.yml has no legal term for {kind}")
    received_on = clock.local(received_at).date()
    if term.unit == "calendar":
        return received_on + timedelta(days=term.days), term
    return add_business_days(received_on, term.days), term


def _next_business_day(day: date) -> date:
    day += timedelta(days=1)
    while not is_business_day(day):
        day += timedelta(days=1)
    return day
