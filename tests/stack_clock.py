"""The time of a running stack: a business day in office hours, moved only forward, since the other tests share it."""

from datetime import UTC, datetime, time, timedelta

from bot.cases.calendar import is_business_day
from bot.entity import entity
from tests.stack import Stack

MORNING, EVENING = time(10, 0), time(21, 0)


class StackClock:
    """The clock file of a stack. Set before the start, the demo's data belongs to the day that it says."""

    def __init__(self, stack: Stack) -> None:
        self.file = stack.data_dir / "clock"

    def now(self) -> datetime:
        """The stack's time, in the office's zone."""
        ahead = float(self.file.read_text()) if self.file.exists() else 0.0
        return (datetime.now(UTC) + timedelta(seconds=ahead)).astimezone(entity().zone)

    def ahead(self, **span: float) -> None:
        """On by so much: `minutes=31`."""
        self._move(self.now() + timedelta(**span))

    def to_morning(self, days: int = 1) -> None:
        """On to the morning of a business day, so many days ahead at least."""
        self._move(self._at(MORNING, days))

    def to_evening(self) -> None:
        """On to an evening of a business day, when nobody attends."""
        self._move(self._at(EVENING, 0))

    def _at(self, hour: time, days: int) -> datetime:
        day = self.now().date() + timedelta(days=days)
        while not (is_business_day(day) and datetime.combine(day, hour, entity().zone) > self.now()):
            day += timedelta(days=1)
        return datetime.combine(day, hour, entity().zone)

    def _move(self, moment: datetime) -> None:
        ahead = (moment - datetime.now(UTC)).total_seconds()
        self.file.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.file.with_suffix(".test")
        fresh.write_text(str(ahead))
        fresh.replace(self.file)
