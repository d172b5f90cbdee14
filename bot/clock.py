"""Business time: the only place that asks what time it is."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.entity import entity
from bot.settings import settings

_shift: tuple[float, timedelta] = (-1.0, timedelta())


def now() -> datetime:
    """The time, aware, in UTC; moved by the clock file where one is set (tests and the demo)."""
    file = settings().clock_file
    return datetime.now(UTC) + (_shift_of(file) if file else timedelta())


def today() -> date:
    """The date at the office."""
    return local(now()).date()


def local(moment: datetime) -> datetime:
    """An aware moment in the office's time zone."""
    return moment.astimezone(ZoneInfo(entity().time_zone))


def move(by: timedelta) -> None:
    """Move the installation's time to `by` after the machine's; ValueError where no clock file is set."""
    file = settings().clock_file
    if file is None:
        raise ValueError("the clock moves only where VENTANILLA_CLOCK_FILE is set (the demo and the tests)")
    temporary = file.with_suffix(".new")
    temporary.write_text(str(by.total_seconds()))
    temporary.replace(file)


def _shift_of(file: Path) -> timedelta:
    global _shift  # noqa: PLW0603 - a cache of the file, keyed by its time of change
    try:
        changed = file.stat().st_mtime_ns
    except FileNotFoundError:
        return timedelta()
    if changed != _shift[0]:
        _shift = (changed, timedelta(seconds=float(file.read_text())))
    return _shift[1]
