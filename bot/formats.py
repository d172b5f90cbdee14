"""How amounts, dates and lists are written for citizens and agents, in Spanish."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from bot import clock, currency
from bot.entity import entity

WEEKDAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio",
    "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
)  # fmt: skip

# Where a comma stands before the decimals (Unicode CLDR); elsewhere in Spanish America a point does.
_COMMA = frozenset("AR BO CL CO CR EC ES PY UY VE".split())


def _separators(country: str | None) -> tuple[str, str]:
    """What a country writes between thousands, and before decimals."""
    return (".", ",") if (country or entity().country) in _COMMA else (",", ".")


def money(amount: Decimal | int, country: str | None = None, code: str | None = None) -> str:
    """As the country writes its currency: `$120.500` in Colombia, `Q1,250.50` in Guatemala; cents are never left out
    where there are any. `code`: the currency (ISO 4217). Without either, the office's.
    """
    thousands, point = _separators(country)
    written = currency.of(code or entity().currency)
    cents = int((abs(Decimal(amount)) * 100).to_integral_value(ROUND_HALF_UP))
    whole, rest = divmod(cents, 100)
    text = f"{whole:,}".replace(",", thousands)
    if rest or written.cents:
        text += f"{point}{rest:02d}"
    text = f"{written.sign}{text}"
    return f"-{text}" if amount < 0 and cents else text


def number(value: Decimal | int | float, country: str | None = None) -> str:
    """A quantity with at most three decimals, none that are zero: `1.250`, `13,5`."""
    thousands, point = _separators(country)
    text = f"{Decimal(str(value)):,.3f}".rstrip("0").rstrip(".")
    return text.replace(",", "\0").replace(".", point).replace("\0", thousands)


def parse_number(text: str, country: str | None = None) -> Decimal:
    """A number as the country writes it, `1.250,5` or `1,250.50`. decimal.InvalidOperation if it is none."""
    thousands, point = _separators(country)
    return Decimal(text.replace(thousands, "").replace(point, "."))


def long_date(day: date, today: date | None = None) -> str:
    """`lunes 24 de noviembre`, with the year when it is not this year."""
    text = f"{WEEKDAYS[day.weekday()]} {day.day} de {MONTHS[day.month - 1]}"
    return text if day.year == (today or clock.today()).year else f"{text} de {day.year}"


def short_date(day: date) -> str:
    """`24/11/2026`."""
    return f"{day:%d/%m/%Y}"


def time_of_day(moment: datetime) -> str:
    """`3:30 p. m.`, in the office's time zone."""
    local = clock.local(moment)
    half = "a. m." if local.hour < 12 else "p. m."
    return f"{local.hour % 12 or 12}:{local.minute:02d} {half}"


def moment_text(moment: datetime) -> str:
    """`hoy a las 3:30 p. m.`, `mañana a las …`, else with the date."""
    day, time = clock.local(moment).date(), time_of_day(moment)
    at = "a la" if time.startswith("1:") else "a las"
    names = {0: "hoy", 1: "mañana", -1: "ayer"}
    name = names.get((day - clock.today()).days) or f"el {long_date(day)}"
    return f"{name} {at} {time}"


def month_name(period: str, today: date | None = None) -> str:
    """`YYYY-MM` as `noviembre`, or `noviembre de 2025` when it is not this year. ValueError for anything else."""
    year, month = (int(part) for part in period.split("-"))
    if not 1 <= month <= 12:
        raise ValueError(f"no such month: {period}")
    name = MONTHS[month - 1]
    return name if year == (today or clock.today()).year else f"{name} de {year}"


def listing(items: Sequence[str], last: str = "y") -> str:
    """`a`, `a y b`, `a, b y c`; `e` and `u` where Spanish wants them."""
    if len(items) < 2:
        return "".join(items)
    start = items[-1].lower().lstrip("¿¡\"'")
    if last == "y" and start.startswith(("i", "hi")) and not start.startswith(("hie", "hia")):
        last = "e"
    if last == "o" and start.startswith(("o", "ho", "8")):
        last = "u"
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def counted(count: int, one: str, many: str | None = None) -> str:
    """`1 cuota`, `3 cuotas`."""
    return f"{count} {one if count == 1 else many or one + 's'}"
