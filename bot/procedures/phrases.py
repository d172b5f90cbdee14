"""What citizens are told about a procedure: what they asked for first, and nothing that nobody has confirmed."""

import re
from typing import Literal

from bot.entity import entity
from bot.formats import counted, money, short_date
from bot.procedures.catalogue import Entry
from bot.words import fold

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
    ("cost", r"\b(cuanto (cuesta|vale|bale|cobran|sale)|que (precio|costo|valor)|precio|costo|a como|gratis|tarifa)\b"),
    (
        "time",
        r"\b(cuanto tiempo|demora\w*|tarda\w*|cuando (me|lo|la|queda|sale)|inmediat\w*|plazo|dias)\b",
    ),
    ("where", r"\b(donde|en que oficina|direccion|onde|a donde|por internet|en linea|virtual)\b"),
    (
        "requirements",
        r"\b(requisitos?|documentos?|papeles|llevo|llevar|que (necesito|piden|se necesita))\b",
    ),
    ("steps", r"\b(pasos|como (se )?(hago|hace|saco|tramito|pido|solicito)|procedimiento)\b"),
)
CHOOSE = "¿Qué trámite necesita? Elija uno o escriba su nombre, y le digo requisitos, costo y tiempo."
NOT_CONFIRMED = "No tengo esos datos confirmados. Si quiere, lo comunico con una persona."


def asked_for(text: str) -> Aspect | None:
    """Which part of a procedure a question is about; None for all of it."""
    plain = fold(text).replace("k", "c")  # "i kuanto bale"
    return next((aspect for aspect, sign in _ASKED if re.search(sign, plain)), None)


def info(entry: Entry, aspect: Aspect | None = None) -> str:
    """A procedure in words: the part that was asked for, or what to know before going, without the steps."""
    if entry.verified_at is None:
        return f"{entry.name}. {NOT_CONFIRMED}"
    competent = f"Este trámite no lo hace {entity().short_name}: lo hace {entry.competent}." if entry.competent else ""
    if aspect:
        return "\n".join(part for part in (_part(entry, aspect), competent) if part)
    requirements = "\n".join(["Necesita:", *(f"- {item}" for item in entry.requirements)])
    said = [
        f"{entry.name}.",
        competent,
        f"{cost(entry)} {time(entry)}",
        requirements,
        f"Dónde: {'; '.join(entry.where)}.",
    ]
    return "\n".join(part for part in said if part)


def beyond(entry: Entry) -> str:
    """What the catalogue does not say of a procedure that was just told."""
    known = "sé los requisitos, el costo, el tiempo y los pasos"
    return f"Eso no lo tengo para «{entry.name}»: {known}. Lo demás se lo dice una persona."


def _part(entry: Entry, aspect: Aspect) -> str:
    match aspect:
        case "cost":
            return f"{entry.name}: {cost(entry).removeprefix('Costo: ')}"
        case "time":
            term = time(entry)
            return f"{entry.name}: {term[0].lower()}{term[1:]}"
        case "where":
            return f"{entry.name}: {'; '.join(entry.where)}."
        case "requirements":
            return "\n".join([f"{entry.name}. Necesita:", *(f"- {item}" for item in entry.requirements)])
    steps = (f"{number}. {step}" for number, step in enumerate(entry.steps, 1))
    return "\n".join([f"{entry.name}, paso a paso:", *steps, f"Norma: {'; '.join(entry.legal_basis)}."])


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
