"""Why a bill is what it is: its printed lines beside those of the month before. Nothing is computed again.

Tariffs, subsidies and rounding follow rules of their own, which a formula here would miss by some pesos; what is
printed is what the citizen has in hand.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from bot.billing.bill import Bill, BillLine, BillReading
from bot.entity import entity
from bot.formats import money, month_name, number, signed_money

ZERO = Decimal(0)


@dataclass(frozen=True)
class Change:
    """One line beside the same line of the month before; one of the two may be missing."""

    line: BillLine | None
    before: BillLine | None

    @property
    def shown(self) -> BillLine:
        line = self.line or self.before
        assert line is not None
        return line

    @property
    def amount(self) -> Decimal:
        return self.line.amount if self.line else ZERO

    @property
    def difference(self) -> Decimal:
        return self.amount - (self.before.amount if self.before else ZERO)


@dataclass(frozen=True)
class Explanation:
    """A bill beside the one before it (None: there is none)."""

    bill: Bill
    before: Bill | None
    changes: list[Change]

    @property
    def difference(self) -> Decimal:
        return self.bill.total - (self.before.total if self.before else ZERO)

    def largest(self, count: int) -> list[Change]:
        """What changed most, in the order of its size."""
        moved = [change for change in self.changes if change.difference != ZERO]
        return sorted(moved, key=lambda change: -abs(change.difference))[:count]


def explain(bill: Bill, before: Bill | None) -> Explanation:
    """Match the lines of two bills by service, kind and name, in the order of the newer bill."""
    older = {_key(line): line for line in before.lines} if before else {}
    changes = [Change(line, older.pop(_key(line), None)) for line in bill.lines]
    changes += [Change(None, line) for line in older.values()]
    return Explanation(bill, before, changes)


def reason(change: Change, bill: Bill, before: Bill | None) -> str:
    """Why a line changed, from what is printed: quantity, unit price, or that it is new; "" when nothing says why."""
    line, old = change.line, change.before
    if before is None:
        return ""
    if line is None:
        return f"este mes no se cobra; en {month_name(before.period)} fue de {money(change.shown.amount)}"
    if old is None:
        return f"no estaba en la factura de {month_name(before.period)}"
    reasons = []
    if line.quantity is not None and old.quantity is not None and line.quantity != old.quantity:
        reasons.append(_more_or_less(line, old.quantity, _unit(line, bill)))
    if line.unit_price is not None and old.unit_price is not None and line.unit_price != old.unit_price:
        rose = "subió" if line.unit_price > old.unit_price else "bajó"
        prices = f"{_price(old.unit_price)} a {_price(line.unit_price)}"
        reasons.append(f"el valor de cada {_unit(line, bill) or 'unidad'} {rose} de {prices}")
    return "; ".join(reasons)


def reading_note(reading: BillReading) -> str:
    """What the meter said: the two readings, or that it could not be read."""
    service = entity().service(reading.service)
    name = service.name if service else reading.service
    used = f"{number(reading.consumption)} {reading.unit}"
    if reading.basis == "average":
        return (
            f"El consumo de {name} es un promedio ({used}) porque no se pudo leer el medidor. "
            "Cuando se lea, la diferencia se ajusta."
        )
    if reading.previous is None or reading.current is None:
        return f"Consumo de {name}: {used}."
    return f"Consumo de {name}: {used} (lectura {number(reading.previous)} a {number(reading.current)})."


def line_text(line: BillLine, bill: Bill) -> str:
    """One printed line, and whose money it is when not the office's: `Consumo de energía: $98.400 (120 kWh a $820)`."""
    text = f"{line.name}: {money(line.amount)}"
    if line.quantity is not None and line.unit_price is not None:
        text += f" ({number(line.quantity)} {_unit(line, bill)} a {_price(line.unit_price)})".replace("  ", " ")
    return f"{text}, de {line.third_party}" if line.third_party else text


def difference_text(change: Change, bill: Bill, before: Bill | None) -> str:
    """One changed line: `Consumo de energía: +$24.600, 30 kWh más (150 frente a 120)`."""
    why = reason(change, bill, before)
    text = f"{change.shown.name}: {signed_money(change.difference)}"
    return f"{text}, {why}" if why else text


def _key(line: BillLine) -> tuple[str | None, str, str]:
    # "Cuota 2 de 6" is the same line as "Cuota 1 de 6".
    return line.service, line.kind, re.sub(r"\d+", "", line.name.casefold())


def _more_or_less(line: BillLine, before: Decimal, unit: str) -> str:
    assert line.quantity is not None
    word = "más" if line.quantity > before else "menos"
    moved = f"{number(abs(line.quantity - before))} {unit}".strip()
    return f"{moved} {word} ({number(line.quantity)} frente a {number(before)})"


def _unit(line: BillLine, bill: Bill) -> str:
    return next((reading.unit for reading in bill.readings if reading.service == line.service), "")


def _price(price: Decimal) -> str:
    return money(price.quantize(Decimal("0.01")))
