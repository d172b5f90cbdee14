"""What was used, as printed: how much, what the meter showed, what a unit cost. Nothing is computed again."""

import re
from collections.abc import Sequence
from typing import Literal

from bot.billing.bill import Bill, BillReading
from bot.billing.explanation import average_note, price_text
from bot.entity import entity
from bot.formats import listing, month_name, number
from bot.words import plain

Asked = Literal["use", "months", "meter", "price"]
# So many months are listed.
MONTHS = 6

# Not "estimados señores".
_BY_ESTIMATE = r"(consumo|cobro|valor|es|fue|por) (un )?estimad\w*"
_COMES = r"(vin\w+|vien\w+|pas\w+)"
_ASKED: tuple[tuple[Asked, re.Pattern[str]], ...] = (
    ("use", re.compile(r"\b(cuant[oa]s|\d+) (kilovatios?|kilowatts?|kwh|kw|metros?( cubicos?)?|m3)\b")),
    (
        "price",
        re.compile(
            r"\b(kilovatio|kilowatt?|kwh|kw|tarifa)s?\b|\bmetros? cubicos?\b|\bm3\b|"
            r"\bprecio (del|de la|de el) (energia|luz|agua|gas)\b"
        ),
    ),
    (
        "months",
        re.compile(
            r"\bconsum\w+\b.*\b(meses|mes a mes|cada mes|año|historial|periodos)\b|\b(historial|historico)\b.*\bconsum"
        ),
    ),
    (
        "meter",
        re.compile(rf"\b((medidor|contador|lectura|leyeron|midieron|promedi)\w*|{_BY_ESTIMATE}|{_COMES} a leer)\b"),
    ),
    ("use", re.compile(r"\bcuant[oa]s?\b.*\b(consum\w+|gast(e|o|amos)|us(e|amos))\b|\bcual\w*\b.*\bconsum\w+")),
)
_NOT_READ = re.compile(rf"\b(promedi\w*|{_BY_ESTIMATE}|(nadie|nunca|no) (\w+ ){{0,2}}(le[iy]\w*|leer|{_COMES}))\b")
_PAYING = re.compile(r"\b(pag\w+|deb[oe]|deuda)\b")
_TOLD = re.compile(r"En [\w ]+ usó |Consumo de cada mes|Precio de cada unidad|Esto marcaron los medidores")
# Said of a number that is asked for: "¿ese número está en el contador?", "¿y si le doy el medidor?".
_OF_ACCOUNT = re.compile(
    r"\b((ese|este|mi|su) numero|(doy|dar|digo|paso|mando|escribo) (el|mi) (numero del )?(medidor|contador))\b"
)
_SERVICES = {"luz": "energia", "energia": "energia", "electrica": "energia", "agua": "agua", "gas": "gas"}


def asked(text: str) -> Asked | None:
    """What a text asks of the use: "cuánto consumí", "¿será el medidor?", "¿a cómo está el kilovatio?"."""
    said = plain(text)
    if _OF_ACCOUNT.search(said):
        return None
    found = next((kind for kind, sign in _ASKED if sign.search(said)), None)
    return None if found != "price" and _PAYING.search(said) else found


def service_in(text: str) -> str | None:
    """The key of the first service that a text names, of those that have a meter."""
    return next((key for word in plain(text).split() if (key := _SERVICES.get(word.strip("?¿.,!")))), None)


def was_told(answer: str) -> bool:
    """Whether an answer is one about use, meter or price."""
    return _TOLD.match(answer) is not None


def told(kind: Asked, bills: Sequence[Bill], text: str) -> str:
    """The answer from these bills, the newest first; "" where they print nothing of it."""
    service = service_in(text)
    bill, before = bills[0], bills[1] if len(bills) > 1 else None
    if kind == "price":
        return _prices(bill, before, service)
    readings = _of(bill, service)
    if not readings:
        return ""
    if kind == "meter":
        estimated = [one for one in readings if one.basis == "average"]
        if _NOT_READ.search(plain(text)):
            return " ".join(_averages(estimated)) or f"En su factura de {_month(bill)} no hay consumos por promedio."
        return _meters(bill, readings)
    if kind == "months":
        return "\n".join(["Consumo de cada mes:", *(f"• {_month(one)}: {_used(_of(one, service))}." for one in bills)])
    then = f" En {_month(before)}: {_used(_of(before, service))}." if before and _of(before, service) else ""
    return " ".join([f"En {_month(bill)} usó {_used(readings)}.{then}", *_averages(readings)])


def _prices(bill: Bill, before: Bill | None, service: str | None) -> str:
    parts = []
    for line in bill.lines:
        if line.unit_price is None or line.kind != "consumption" or (service and line.service != service):
            continue
        reading = next((one for one in bill.readings if one.service == line.service), None)
        old = next((one for one in before.lines if one.name == line.name), None) if before else None
        moved = old is not None and old.unit_price is not None and old.unit_price != line.unit_price
        was = (
            f"; en {_month(before)}, {price_text(old.unit_price)}"
            if moved and before and old and old.unit_price
            else ""
        )
        parts.append(f"• {line.name}: {price_text(line.unit_price)} cada {reading.unit if reading else 'unidad'}{was}.")
    return "\n".join([f"Precio de cada unidad en su factura de {_month(bill)}:", *parts]) if parts else ""


def _meters(bill: Bill, readings: Sequence[BillReading]) -> str:
    lines = []
    for one in readings:
        if one.basis == "average":
            lines.append(f"• {average_note(one)}")
        elif one.previous is not None and one.current is not None:
            lines.append(
                f"• {_name(one)}: marcaba {number(one.previous)} y ahora {number(one.current)}; "
                f"usó {number(one.consumption)} {one.unit}."
            )
    if not lines:
        return ""
    start = f"Esto marcaron los medidores en su factura de {_month(bill)}:"
    return "\n".join([start, *lines, "Si no coincide con lo que ve en el medidor, puede presentar un reclamo."])


def _averages(readings: Sequence[BillReading]) -> list[str]:
    return [average_note(one) for one in readings if one.basis == "average"]


def _used(readings: Sequence[BillReading]) -> str:
    return listing([f"{number(one.consumption)} {one.unit} de {_name(one).lower()}" for one in readings]) or "sin datos"


def _of(bill: Bill, service: str | None) -> list[BillReading]:
    return [one for one in bill.readings if service in (None, one.service)]


def _name(reading: BillReading) -> str:
    known = entity().service(reading.service)
    name = known.name if known else reading.service
    return f"{name[0].upper()}{name[1:]}"


def _month(bill: Bill) -> str:
    return month_name(bill.period)
