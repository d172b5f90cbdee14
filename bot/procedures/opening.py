"""Whether an office attends on the day that somebody asks about, read from its printed hours."""

import re
from datetime import date, timedelta

from bot import attention
from bot.formats import MONTHS, WEEKDAYS, long_date
from bot.words import plain

# Said where it is open on that day.
ATTENDS = "atiende"
_DAYS = [plain(name) for name in WEEKDAYS]
_MONTHS = [plain(name) for name in MONTHS]
_NAMED = re.compile(rf"\b(?P<every>los )?(?P<day>{'|'.join(f'{name}s?' for name in _DAYS)})\b")
_MONTH = "|".join(_MONTHS)
# "el 24 de diciembre", "diciembre 24".
_DATES = (
    re.compile(rf"\b(?P<day>\d{{1,2}}) (?:de )?(?P<month>{_MONTH})\b"),
    re.compile(rf"\b(?P<month>{_MONTH}) (?P<day>\d{{1,2}})\b(?!:)"),
)
_SOON = (
    (re.compile(r"\bpasado mañana\b"), 2),
    (re.compile(r"(?<!\bla )(?<!\besta )(?<!\bpasado )\bmañana\b"), 1),
    (re.compile(r"\b(hoy|ahorita|ahora|abiertos?|abiertas?)\b"), 0),
)
_DAY = "|".join(_DAYS)
_SPAN = re.compile(rf"(?P<first>{_DAY})s? a (?P<last>{_DAY})s?")


def about(hours: str, asked: str, today: date) -> str:
    """What the hours say of the day that a question names: `hoy, domingo 22 de noviembre, no hay atención.`

    "" where it names none or several, or the hours are written otherwise than as days and times.
    """
    said = plain(asked)
    if len({found["day"].rstrip("s") for found in _NAMED.finditer(said)}) > 1:
        return ""  # all the hours answer it
    if every := _every(said):
        times = _on(hours, every)
        return "" if times is None else f"los {_plural(every)} {_attends(times)}."
    day = _day(said, today)
    times = _on(hours, day.weekday()) if day else None
    if day is None or times is None:
        return ""
    name = {0: "hoy, ", 1: "mañana, "}.get((day - today).days, "el ")
    comma = "" if name == "el " else ","
    if attention.is_holiday(day):
        return f"{name}{long_date(day, today)}{comma} es festivo: no hay atención."
    return f"{name}{long_date(day, today)}{comma} {_attends(times)}."


def _every(said: str) -> int | None:
    """The weekday that is asked about in general: "los sábados"."""
    found = _NAMED.search(said)
    return _weekday(found["day"]) if found and found["every"] else None


def _day(said: str, today: date) -> date | None:
    """The day that is asked about: a date, the next of a weekday, today, tomorrow."""
    if found := next(filter(None, (date.search(said) for date in _DATES)), None):
        return _next(int(found["day"]), _MONTHS.index(found["month"]) + 1, today)
    if found := _NAMED.search(said):
        return today + timedelta(days=(_weekday(found["day"]) - today.weekday()) % 7)
    return next((today + timedelta(days=ahead) for sign, ahead in _SOON if sign.search(said)), None)


def _next(day: int, month: int, today: date) -> date | None:
    for year in (today.year, today.year + 1):
        try:
            if (found := date(year, month, day)) >= today:
                return found
        except ValueError:
            continue
    return None


def _on(hours: str, weekday: int) -> str | None:
    """The times of a weekday, "" where none are printed for it, None where the hours cannot be read."""
    times = ""
    for part in hours.rstrip(".").split(";"):
        days, _, rest = part.strip().partition(" de ")
        covered = _weekdays(plain(days))
        if not covered or not re.match(r"\d", rest):
            return None
        times = times or (f"de {rest.rstrip('.')}" if weekday in covered else "")
    return times


def _weekdays(days: str) -> set[int]:
    if span := _SPAN.fullmatch(days):
        return set(range(_weekday(span["first"]), _weekday(span["last"]) + 1))
    names = re.split(r", | y ", days)
    return {_weekday(name) for name in names} if all(name.rstrip("s") in _stems() for name in names) else set()


def _weekday(name: str) -> int:
    return _stems().index(name.rstrip("s"))


def _stems() -> list[str]:
    return [name.rstrip("s") for name in _DAYS]


def _plural(weekday: int) -> str:
    name = WEEKDAYS[weekday]
    return name if name.endswith("s") else f"{name}s"


def _attends(times: str) -> str:
    return f"{ATTENDS} {times}" if times else "no hay atención"
