"""Why a bill is what it is: its printed lines beside those of the month before. Nothing is computed again.

Tariffs, subsidies and rounding follow rules of their own, which a formula here would miss by some pesos; what is
printed is what the citizen has in hand.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from bot.billing.bill import Bill, BillLine, BillReading
from bot.entity import entity
from bot.formats import money, month_name, number
from bot.words import plain, sound

ZERO = Decimal(0)
# So many letters tell one name from another, also in the plural or misspelt at its end.
NAME = 6
# What people call lines of these kinds.
_CALLED = {
    "previous_debt": "atraso atrasado atrasada atrasados deuda pendiente vencido",
    "interest": "mora intereses",
    "subsidy": "subsidios",
}
# Charges that people ask about also where their bill has none, as they sound, and their names.
_CHARGES = {
    "contribucion": "contribución",
    "intereses": "intereses",
    "mora": "mora",
    "reconexion": "reconexión",
    "seguro": "seguro",
    "poliza": "seguro",
    "multa": "multa",
    "sancion": "sanción",
    "financiacion": "financiación",
    "cuota": "cuota de un acuerdo",
    "subsidio": "subsidio",
    "alumbrado": "alumbrado público",
    "aseo": "aseo",
    "basura": "aseo",
    "alcantarillado": "alcantarillado",
}
# "Estoy seguro", "me interesa", "quedo pendiente" name no charge.
_NO_CHARGE = re.compile(
    r"\b(estoy|estamos|esta|estan|muy|tan|casi) ((muy|casi|bien) )?segur\w+|^\W*segur\w+ (de )?que\b|"
    r"\binteres(a|an|o|aria|ad\w+|ante\w*)\b|"
    r"\b(quedo|quedamos|estoy|estamos|estare) (\w+ ){0,3}pendientes?\b"
)
# Words of printed lines that say too little of which line is meant, or that people use of the whole bill.
_OF_MANY = frozenset(
    "consumo cargo energia agua acueducto servicio estrato publico anterior valor otros otro factura recibo".split()
)


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
        prices = f"{price_text(old.unit_price)} a {price_text(line.unit_price)}"
        reasons.append(f"el valor de cada {_unit(line, bill) or 'unidad'} {rose} de {prices}")
    return "; ".join(reasons)


def average_note(reading: BillReading) -> str:
    """What a consumption means that was not read from the meter."""
    service = entity().service(reading.service)
    used = f"{number(reading.consumption)} {reading.unit}"
    return (
        f"El consumo de {service.name if service else reading.service} es un promedio ({used}) porque no se pudo leer "
        "el medidor. Cuando se lea, la diferencia se ajusta."
    )


def named(made: Explanation, text: str) -> list[Change]:
    """The lines that somebody asks about by their printed name: "qué es el alumbrado", "por qué intereses"."""
    said = set(_stems(text))
    return [change for change in made.changes if said & _called(change.shown)]


def missing(made: Explanation, text: str) -> str:
    """The name of a charge that somebody asks about and this bill does not have; "" where there is none such."""
    if "saldo anterior" in plain(text):
        return "saldo anterior"
    known = {sound(word)[:NAME]: name for word, name in _CHARGES.items()}
    return next((known[word] for word in _stems(text) if word in known), "")


def price_text(price: Decimal) -> str:
    """The price of a unit, with its cents: `$812,40`."""
    return money(price.quantize(Decimal("0.01")))


def _stems(text: str) -> list[str]:
    return [sound(word)[:NAME] for word in re.findall(r"[a-zñ]{4,}", _NO_CHARGE.sub(" ", plain(text)))]


def _called(line: BillLine) -> set[str]:
    words = {"basura"} if line.service == "aseo" else set()
    words |= set(re.findall(r"[a-zñ]{4,}", plain(line.name)))
    words |= set(_CALLED.get(line.kind, "").split())
    return {sound(word)[:NAME] for word in words - _OF_MANY}


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
