"""The providers' time: the machine's, moved by the clock file of the demo."""

from datetime import UTC, datetime, timedelta
from pathlib import Path


class Clock:
    """Time with an offset read from a file (a float number of seconds), again whenever the file has changed."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._changed = -1
        self._offset = timedelta()

    def now(self) -> datetime:
        """The time, aware, in UTC."""
        return datetime.now(UTC) + self._current_offset()

    def timestamp(self) -> int:
        """Whole seconds since 1970, as Telegram writes dates."""
        return int(self.now().timestamp())

    def move(self, by: timedelta) -> None:
        """Move the time ahead: for everybody who reads the clock file, or without one for the sandbox alone."""
        self._offset = self._current_offset() + by
        if self._file:
            fresh = self._file.with_suffix(".new")
            fresh.write_text(str(self._offset.total_seconds()))
            fresh.replace(self._file)

    def _current_offset(self) -> timedelta:
        if self._file is None:
            return self._offset
        try:
            changed = self._file.stat().st_mtime_ns
        except FileNotFoundError:
            return timedelta()
        if changed != self._changed:
            self._offset = timedelta(seconds=float(self._file.read_text() or 0))
            self._changed = changed
        return self._offset
