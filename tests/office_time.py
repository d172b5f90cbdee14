"""Moving the clock of a test to a time at the office."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from bot import clock
from bot.cases.calendar import is_business_day
from bot.entity import entity

OPEN, CLOSED = time(10, 0), time(22, 0)


def move_to(local_time: time) -> datetime:
    """Move the clock to this time on the next business day, and give that moment back."""
    clock.move(timedelta())
    moment = _next(local_time)
    clock.move(moment - clock.now())
    return moment


def open_office(data_dir: Path) -> None:
    """Move the clock of an installation to a morning on which people attend, before its first start or later."""
    ahead = (_next(OPEN) - datetime.now(UTC)).total_seconds()
    fresh = data_dir / "clock.new"
    fresh.write_text(str(ahead))
    fresh.replace(data_dir / "clock")


def _next(local_time: time) -> datetime:
    """This time on the next business day, by the machine's clock."""
    day = clock.local(datetime.now(UTC)).date() + timedelta(days=1)
    while not is_business_day(day):
        day += timedelta(days=1)
    return datetime.combine(day, local_time, tzinfo=entity().zone)
