"""What citizens are told about a procedure: what they asked for first, and nothing that nobody has confirmed."""

import re
from typing import Literal

from bot.entity import entity
from bot.formats import counted, money, short_date
from bot.procedures.catalogue import Entry
from bot.procedures.office import Office
from bot.text import fold

Aspect = Literal["cost", "time", "requirements", "where", "steps"]

_UNITS = {
    "hours": ("hora", "horas"),
    "business_days": ("día hábil", "días hábiles"),
    "calendar_days": ("día calendario", "días calendario"),
    "months": ("mes", "meses"),
    "bills": ("factura", "facturas"),
}
_FROM = {
    "complete_file": "desde que entrega todo completo",
    "payment": "desde el pago",
    "appointment": "desde la cita",
}
_AT_ONCE = {
    "complete_file": "Se entrega de inmediato, si lleva todo completo.",
    "payment": "Se entrega el mismo día, después de pagar.",
    "appointment": "Se entrega el mismo día de su cita, si todo está completo.",
}
_ASKED: tuple[tuple[Aspect, str], ...] = (
    ("cost", r"\b(cuanto (cuesta|vale|cobran|sale)|que (precio|costo|valor)|precio|costo|a como|gratis|tarifa)\b"),
    (
        "time",
        r"\b(cuanto (se )?(demora|tarda|tiempo)|demora|tarda|cuando (me|lo|la|queda|sale)|inmediat\w*|plazo|dias)\b",
    ),
    ("where", r"\b(donde|en que oficina|direccion|a donde|por internet|en linea|virtual)\b"),
    (
        "requirements",
        r"\b(requisitos?|documentos?|papeles|que (necesito|piden|debo llevar|hay que llevar|se necesita))\b",
    ),
    ("steps", r"\b(pasos|como (se )?(hago|hace|saco|tramito|pido|solicito)|procedimiento)\b"),
)
CHOOSE = "¿Qué trámite necesita? Elija uno o escriba su nombre, y le digo requisitos, costo y tiempo."
NOT_CONFIRMED = "No tengo esos datos confirmados. Si quiere, lo comunico con una persona."


def asked_for(text: str) -> Aspect | None:
    """Which part of a procedure a question is about; None for all of it."""
    plain = fold(text)
    return next((aspect for aspect, sign in _ASKED if re.search(sign, plain)), None)


def info(entry: Entry, aspect: Aspect | None = None) -> str:
    """A procedure in words: the part that was asked for, or all of it in short lines."""
    if entry.verified_at is None:
        return f"{entry.name}. {NOT_CONFIRMED}"
    competent = f"Este trámite no lo hace {entity().short_name}: lo hace {entry.competent}." if entry.competent else ""
    parts = {
        "cost": cost(entry),
        "time": time(entry),
        "requirements": _list("Requisitos", entry.requirements),
        "where": f"Dónde: {'; '.join(entry.where)}.",
        "steps": _steps(entry),
    }
    if aspect:
        said = [f"{entry.name}: {parts[aspect][0].lower()}{parts[aspect][1:]}", competent]
    else:
        legal = f"Norma: {'; '.join(entry.legal_basis)}."
        said = [
            f"{entry.name}.",
            competent,
            parts["time"],
            parts["cost"],
            parts["requirements"],
            parts["steps"],
            parts["where"],
            legal,
        ]
    return "\n".join(part for part in said if part)


def cost(entry: Entry) -> str:
    """`Costo: $36.500 (tarifa del 01/01/2026)`, or that it is free, or on what it depends."""
    note = f"; {entry.cost.note}" if entry.cost.note else ""
    if entry.cost.amount is None:
        return f"Costo: {entry.cost.note or 'por confirmar'}."
    if entry.cost.amount == 0:
        return f"Costo: gratis{note}."
    return f"Costo: {money(entry.cost.amount)} (tarifa vigente desde el {short_date(entry.as_of)}){note}."


def time(entry: Entry) -> str:
    """Whether it is handed over at once or within a term, and from when that counts."""
    note = f" Nota: {entry.time.note}." if entry.time.note else ""
    if entry.time.immediate:
        return _AT_ONCE[entry.time.counting_from] + note
    assert entry.time.value is not None and entry.time.unit is not None
    term = counted(entry.time.value, *_UNITS[entry.time.unit])
    return f"No es inmediato: tarda hasta {term}, {_FROM[entry.time.counting_from]}.{note}"


def in_brief(entry: Entry) -> str:
    """`Gratis. De inmediato.`, `$36.500. Hasta 15 días hábiles.`, or who does it instead; "" if nobody confirmed it."""
    if entry.verified_at is None:
        return ""
    if entry.competent:
        return f"Lo hace: {entry.competent}."
    price = {None: "", 0: "Gratis."}.get(entry.cost.amount, f"{money(entry.cost.amount or 0)}.")
    return f"{price} {_term(entry)}".strip()


def _term(entry: Entry) -> str:
    if entry.time.immediate:
        return "De inmediato."
    assert entry.time.value is not None and entry.time.unit is not None
    return f"Hasta {counted(entry.time.value, *_UNITS[entry.time.unit])}."


def offices(found: list[Office]) -> str:
    """Where and when the office attends in person, one place a line."""
    told = [office for office in found if office.verified_at]
    if not told:
        return NOT_CONFIRMED
    lines = [f"- {one.name}: {where_and_when(one)}" for one in told]
    phone = entity().phone("office")
    lines.append(f"Línea de atención: {phone.number}." if phone else "")
    return "\n".join(line for line in lines if line)


def where_and_when(office: Office) -> str:
    """An office's address, hours and phone, as sentences."""
    return f"{office.address}, {office.neighborhood}. {_hours(office)} Tel. {office.phone}."


def _hours(office: Office) -> str:
    visits = " Atiende con cita." if office.appointment else ""
    return f"{office.hours[0].upper()}{office.hours[1:].rstrip('.')}.{visits}"


def _list(title: str, items: list[str]) -> str:
    return "\n".join([f"{title}:", *(f"- {item}" for item in items)])


def _steps(entry: Entry) -> str:
    return "\n".join(["Pasos:", *(f"{number}. {step}" for number, step in enumerate(entry.steps, 1))])
