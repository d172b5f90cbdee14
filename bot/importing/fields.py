"""Cells of an import, read. Each raises Wrong: the column and what is expected there, never what stands there."""

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from bot.entity import entity
from bot.importing.table_file import LONGEST_CELL, Row

_MOMENT_FORMATS = ("%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S")
LARGEST = Decimal(10**11)


class Wrong(Exception):
    """One cell that cannot be used: `column` and, as the exception's text, why."""

    def __init__(self, column: str, why: str):
        super().__init__(why)
        self.column = column


def text(row: Row, column: str, *, required: bool = True) -> str:
    """A cell as it is, of readable signs on one line."""
    value = row.cells.get(column, "")
    if required and not value:
        raise Wrong(column, "está vacía")
    if "\ufffd" in value or "\0" in value:
        raise Wrong(column, "tiene letras que no se pueden leer: guarde el archivo como «CSV UTF-8»")
    if len(value) > min(LONGEST_CELL, 500):
        raise Wrong(column, "es demasiado larga (500 letras como máximo)")
    return re.sub(r"\s+", " ", value)


def account_number(row: Row, column: str = "cuenta") -> str:
    """An account number as entity.yml has it."""
    number = re.sub(r"[ .\-]", "", text(row, column)).upper()
    if not entity().account_number.fits(number):
        raise Wrong(
            column, f"no es un {entity().account_number.label}: un ejemplo es {entity().account_number.example}"
        )
    return number


def money(row: Row, column: str, *, required: bool = True) -> Decimal | None:
    """An amount: `120500`, `120.500`, `120.500,50`, `120500.50`; three digits after one separator are thousands."""
    return _number(row, column, required=required, thousands=True)


def quantity(row: Row, column: str) -> Decimal | None:
    """A quantity or unit price, or None where the cell is empty: one separator is always the decimal one."""
    return _number(row, column, required=False, thousands=False)


def day(row: Row, column: str, *, required: bool = True) -> date | None:
    """A date, `2026-11-24` or `24/11/2026`."""
    value = text(row, column, required=required)
    if not value:
        return None
    found = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", value) or re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", value)
    try:
        if found is None:
            raise ValueError
        parts = [int(part) for part in found.groups()]
        return date(*parts) if "-" in value else date(*reversed(parts))
    except (ValueError, TypeError):
        raise Wrong(column, "no es una fecha como 2026-11-24 o 24/11/2026") from None


def moment(row: Row, column: str, *, required: bool = True) -> datetime | None:
    """A date with its time, at the office."""
    value = text(row, column, required=required)
    if not value:
        return None
    for form in _MOMENT_FORMATS:
        try:
            return datetime.strptime(value, form).replace(tzinfo=entity().zone)
        except ValueError:
            continue
    raise Wrong(column, "no es una fecha con hora como 2026-11-24 14:30 o 24/11/2026 14:30")


def period(row: Row, column: str = "periodo", *, required: bool = True) -> str | None:
    """A month, `2026-11`, `11/2026` or `202611`; as "YYYY-MM"."""
    value = text(row, column, required=required)
    if not value:
        return None
    for pattern, year, month in ((r"(\d{4})-?(\d{1,2})", 1, 2), (r"(\d{1,2})/(\d{4})", 2, 1)):
        found = re.fullmatch(pattern, value)
        if found and 1 <= int(found[month]) <= 12 and 1990 <= int(found[year]) <= 2100:
            return f"{found[year]}-{int(found[month]):02d}"
    raise Wrong(column, "no es un mes como 2026-11")


def one_of(row: Row, column: str, allowed: dict[str, str], *, required: bool = True) -> str | None:
    """What one of the allowed words stands for."""
    value = text(row, column, required=required)
    if not value:
        return None
    if value.casefold() not in allowed:
        raise Wrong(column, f"debe ser una de: {', '.join(allowed)}")
    return allowed[value.casefold()]


def service(row: Row, column: str = "servicio", *, required: bool = True) -> str | None:
    """The key of a service of entity.yml."""
    return one_of(row, column, {held.key: held.key for held in entity().services}, required=required)


def _number(row: Row, column: str, *, required: bool, thousands: bool) -> Decimal | None:
    value = re.sub(r"[$\s]|COP", "", text(row, column, required=required))
    if not value:
        if required:
            raise Wrong(column, "está vacía")
        return None
    try:
        number = Decimal(_plain(value, thousands=thousands))
    except InvalidOperation:
        raise Wrong(column, "no es un número como 120500 o 120.500,50") from None
    if abs(number) >= LARGEST:
        raise Wrong(column, "es demasiado grande")
    return number


def _plain(value: str, *, thousands: bool) -> str:
    """Digits with a point for the decimals; "" for what is no number."""
    if not re.fullmatch(r"-?\d[\d.,]*", value, re.ASCII):
        return ""
    last = max(value.rfind("."), value.rfind(","))
    if last < 0:
        return value
    whole, rest = value[:last], value[last + 1 :]
    groups = re.split(r"[.,]", whole.lstrip("-"))
    in_groups = len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])
    if len(groups) > 1 and not in_groups:
        return ""
    same_sign_again = value[last] in whole
    if len(rest) == 3 and in_groups and (same_sign_again or (thousands and len(groups) == 1)):
        return f"{whole}{rest}".replace(".", "").replace(",", "")
    return "" if same_sign_again else f"{re.sub('[.,]', '', whole)}.{rest or 0}"
