"""When a person attends: the office's hours, less the holidays of the country and of the office."""

from datetime import date, datetime, timedelta
from functools import lru_cache

from holidays import HolidayBase, country_holidays

from bot import clock
from bot.entity import WEEKDAYS, entity
from bot.formats import moment_text

SEARCH_DAYS = 30


def is_open(moment: datetime | None = None) -> bool:
    """Whether people attend at an aware moment (now, if none is given)."""
    here = clock.local(moment or clock.now())
    return any(start <= here < end for start, end in _openings(here.date()))


def next_opening(moment: datetime | None = None) -> datetime:
    """When people attend next, in local time: the moment itself if they do. LookupError without hours for a month."""
    here = clock.local(moment or clock.now())
    for days in range(SEARCH_DAYS):
        for start, end in _openings(here.date() + timedelta(days=days)):
            if here < end:
                return max(start, here)
    raise LookupError("entity.yml: hours open the office on no day of the next month")


def when_answered() -> str:
    """What a citizen who waits for a person is told."""
    if is_open():
        return "Una persona le escribirá por este mismo medio."
    words = f"Una persona le escribirá por este mismo medio. Atendemos de nuevo {moment_text(next_opening())}"
    return f"{words.removesuffix('.')}."


def when_back() -> str:
    """What a citizen is told to whom a person is offered while nobody attends."""
    words = f"En este momento no hay personas atendiendo; vuelven {moment_text(next_opening())}"
    return f"{words.removesuffix('.')}."


def is_holiday(day: date) -> bool:
    """Whether a local date is a holiday: the country's, with what the office added and removed."""
    changes = entity().holidays
    if any(added.date == day for added in changes.add):
        return True
    return day in _national() and day not in changes.remove


@lru_cache
def _national() -> HolidayBase:
    # Without a language the names follow the locale of the process.
    return country_holidays(entity().country, language="es")


def _openings(day: date) -> list[tuple[datetime, datetime]]:
    if is_holiday(day):
        return []
    zone = entity().zone
    return sorted(
        (datetime.combine(day, hours.opens, zone), datetime.combine(day, hours.closes, zone))
        for hours in entity().hours
        if WEEKDAYS[day.weekday()] in hours.days
    )
