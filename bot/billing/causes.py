"""What made a bill change: its lines put together as citizens see them, one cause for each service that is used.

Amounts are sums of what is printed. What a price or a quantity did is only weighed here, to name the main one.
"""

from dataclasses import dataclass
from decimal import Decimal

from bot.billing.bill import BillLine, BillReading
from bot.billing.explanation import ZERO, Change, Explanation, price_text
from bot.entity import entity
from bot.formats import money, month_name, number
from bot.words import full_stop

_OF_USE = frozenset({"consumption", "fixed_charge", "subsidy", "contribution"})
_HELP = frozenset({"subsidy", "contribution"})
# What is less than these shares of the bill, or of the largest cause, is not worth a line.
_OF_THE_BILL, _OF_THE_LARGEST = Decimal("0.02"), Decimal("0.1")
# A price or a subsidy is worth a sentence from this share of its cause.
_OF_THE_CAUSE = Decimal("0.05")


@dataclass(frozen=True)
class Used:
    """How much of a service was used, this month and the one before, and what a unit cost, where that is printed."""

    new: Decimal
    old: Decimal
    new_price: Decimal | None
    old_price: Decimal | None


@dataclass(frozen=True)
class Cause:
    """Lines that are one thing to a citizen. `service`: whose use they charge; None for a line that stands alone."""

    service: str | None
    changes: list[Change]

    @property
    def amount(self) -> Decimal:
        return sum((change.amount for change in self.changes), ZERO)

    @property
    def difference(self) -> Decimal:
        return sum((change.difference for change in self.changes), ZERO)

    @property
    def name(self) -> str:
        """As people call it: `energía`, `aseo`, `saldo anterior`."""
        known = entity().service(self.service or "")
        name = known.name if known else self.changes[0].shown.name
        return f"{name[0].lower()}{name[1:]}"

    @property
    def is_new(self) -> bool:
        """Whether it stands alone and was not printed the month before."""
        return self.service is None and self.changes[0].before is None

    @property
    def line(self) -> BillLine:
        return self.changes[0].shown

    @property
    def used(self) -> Used | None:
        """How much was used in both months, where both print it."""
        return next((used for one in self.changes if (used := _used(one))), None)


def of(made: Explanation) -> list[Cause]:
    """All causes, those that changed most first, then the largest."""
    groups: dict[object, list[Change]] = {}
    for place, change in enumerate(made.changes):
        line = change.shown
        groups.setdefault(line.service if line.service and line.kind in _OF_USE else place, []).append(change)
    causes = [Cause(key if isinstance(key, str) else None, changes) for key, changes in groups.items()]
    if made.before is None:
        return sorted(causes, key=lambda cause: -cause.amount)
    return sorted(causes, key=lambda cause: (-abs(cause.difference), -cause.amount))


def notable(made: Explanation, causes: list[Cause]) -> list[Cause]:
    """Those whose change is worth saying: a new line always. Those first that moved the total the way it went."""
    least = max(made.bill.total, made.before.total if made.before else ZERO) * _OF_THE_BILL
    moved = [cause for cause in causes if cause.difference and cause.line.kind != "rounding"]
    least = max(least, *(abs(cause.difference) * _OF_THE_LARGEST for cause in moved), Decimal(1))
    told = [cause for cause in moved if cause.is_new or abs(cause.difference) >= least]
    return sorted(told, key=lambda cause: cause.difference * made.difference < 0)


def why(cause: Cause, readings: list[BillReading]) -> str:
    """The cause as half a sentence: `porque usó más energía`, `por un cobro nuevo: reconexión`."""
    more, line = cause.difference > 0, cause.changes[0]
    if cause.service:
        return _why_used(cause, readings)
    if line.shown.kind == "previous_debt":
        if line.line is None:
            return "porque ya no trae saldo anterior"
        return "porque trae un saldo anterior sin pagar" if more else "porque trae menos saldo anterior"
    if line.before is None:
        return f"por un cobro nuevo: {cause.name}"
    if line.line is None:
        return f"porque ya no se cobra {cause.name}"
    return f"porque se cobra {'más' if more else 'menos'} por {cause.name}"


def told_of(cause: Cause, made: Explanation) -> str:
    """The cause in a line: `Energía: $24.600 más. Usó 150 kWh; en octubre, 120.`"""
    assert made.before is not None
    name, month, line = f"{cause.name[0].upper()}{cause.name[1:]}", month_name(made.before.period), cause.changes[0]
    if cause.service is None and line.before is None:
        return f"{name}: {money(cause.amount)}, que no estaba en {month}."
    if cause.service is None and line.line is None:
        return f"{name}: ya no se cobra; en {month} fue de {money(line.shown.amount)}."
    owner = f", de {line.shown.third_party}" if line.shown.third_party else ""
    start = f"{name}{owner}: {money(abs(cause.difference))} {'más' if cause.difference > 0 else 'menos'}."
    return " ".join([start, *_details(cause, made)])


def share(cause: Cause, made: Explanation) -> str:
    """What a cause makes of the bill: `Energía: $113.600 (142 kWh).`"""
    line = next((one.line for one in cause.changes if one.line and one.line.quantity is not None), None)
    unit = _unit(cause, made.bill.readings)
    used = f" ({number(line.quantity)} {unit})" if line and line.quantity is not None and unit else ""
    owner = f", de {cause.line.third_party}" if cause.line.third_party else ""
    return full_stop(f"{cause.name[0].upper()}{cause.name[1:]}: {money(cause.amount)}{used}{owner}")


def _why_used(cause: Cause, readings: list[BillReading]) -> str:
    more, effects = cause.difference > 0, _effects(cause)
    main = max(effects, key=lambda effect: effects[effect] if more else -effects[effect], default="")
    if not main or effects[main] * cause.difference <= 0:
        return f"porque {'subió' if more else 'bajó'} el cobro de {cause.name}"
    if main == "price":
        known = entity().service(cause.service or "")
        article = "de la" if known and known.article == "la" else "del"
        return f"porque {'subió' if more else 'bajó'} el precio {article} {cause.name}"
    if main == "help":
        return f"porque {_help(cause, more)} de {cause.name}"
    if _is_average(cause, readings):
        return f"porque el consumo de {cause.name} se cobró por promedio"
    return f"porque usó {'más' if more else 'menos'} {cause.name}"


def _help(cause: Cause, more: bool) -> str:
    """What a subsidy or a contribution did: `tuvo menos subsidio`."""
    if any(one.shown.kind == "subsidy" for one in cause.changes):
        return f"tuvo {'menos' if more else 'más'} subsidio"
    return f"paga {'más' if more else 'menos'} contribución"


def _effects(cause: Cause) -> dict[str, Decimal]:
    """How much of the difference the quantity, the price and the subsidies made, as far as it is printed."""
    helped = [one.difference for one in cause.changes if one.shown.kind in _HELP]
    found = {"help": sum(helped, ZERO), "use": ZERO, "price": ZERO}
    if used := cause.used:
        found["use"] = cause.difference - found["help"]
        if used.new_price and used.old_price:
            found["price"] = (used.new_price - used.old_price) * used.new
            found["use"] = (used.new - used.old) * used.old_price
    return {effect: moved for effect, moved in found.items() if moved}


def _details(cause: Cause, made: Explanation) -> list[str]:
    """What is printed of how much was used, and of a price or a subsidy that moved it the same way."""
    assert made.before is not None
    said, effects, used = [], _effects(cause), cause.used
    unit = _unit(cause, made.bill.readings)
    if used and used.new != used.old:
        verb = "Le cobramos" if _is_average(cause, made.bill.readings) else "Usó"
        month = month_name(made.before.period)
        said.append(f"{verb} {f'{number(used.new)} {unit}'.strip()}; en {month}, {number(used.old)}.")
    if used and used.new_price and used.old_price and _counts("price", effects, cause):
        rose = "subió" if used.new_price > used.old_price else "bajó"
        said.append(f"Cada {unit or 'unidad'} {rose} de {price_text(used.old_price)} a {price_text(used.new_price)}.")
    if _counts("help", effects, cause):
        words = _help(cause, effects["help"] > 0)
        said.append(f"{words[0].upper()}{words[1:]}: {money(abs(effects['help']))} de diferencia.")
    return said


def _counts(effect: str, effects: dict[str, Decimal], cause: Cause) -> bool:
    moved = effects.get(effect, ZERO)
    return moved * cause.difference > 0 and abs(moved) >= abs(cause.difference) * _OF_THE_CAUSE


def _used(change: Change) -> Used | None:
    line, before = change.line, change.before
    if line is None or before is None or line.kind != "consumption":
        return None
    if line.quantity is None or before.quantity is None:
        return None
    return Used(line.quantity, before.quantity, line.unit_price, before.unit_price)


def _reading(cause: Cause, readings: list[BillReading]) -> BillReading | None:
    return next((reading for reading in readings if reading.service == cause.service), None)


def _unit(cause: Cause, readings: list[BillReading]) -> str:
    found = _reading(cause, readings)
    return found.unit if found else ""


def _is_average(cause: Cause, readings: list[BillReading]) -> bool:
    found = _reading(cause, readings)
    return found is not None and found.basis == "average"
