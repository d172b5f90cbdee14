"""What citizens are told about offices: the answer for the one that is meant first, and nothing unconfirmed."""

import re
from collections.abc import Sequence
from datetime import date

from bot import clock
from bot.entity import entity
from bot.formats import listing, long_date
from bot.procedures import opening
from bot.procedures.office import Office
from bot.procedures.phrases import NOT_CONFIRMED
from bot.words import plain

_HOURS = re.compile(r"\b(hora\w*|abr\w+|cierra\w*|abiert\w+|sabados?|domingos?|festivos?)\b")
_PHONE = re.compile(r"\b(telefono|numero|llam\w+|celular|linea|fijo|whatsapp|marcar)\b")
_WHERE = re.compile(r"\b(donde|dnd|dond|keda\w*|direccion|ubicad\w+|ubicacion|queda\w*|llego|llegar|barrio)\b")
_WHEN = re.compile(r"\b(hora\w*|abr\w+|cierra\w*|abiert\w+|atien\w+|cuando|sabados?|domingos?|festivos?|hoy)\b")


def everywhere(told: Sequence[Office]) -> str:
    """Where and when the office attends in person, one place a line."""
    if not told:
        return NOT_CONFIRMED
    lines = [f"- {one.name}: {where_and_when(one)}" for one in told]
    phone = entity().phone("office")
    lines.append(f"Línea de atención: {phone.number}." if phone else "")
    return "\n".join(line for line in lines if line)


def one(office: Office, asked: str, missing_in: str | None = None) -> str:
    """One office, what was asked for first, also the day; `missing_in` is a neighborhood asked about that has none."""
    said = plain(asked)
    hours = _hours(office)
    capital = f"{hours[0].upper()}{hours[1:]}"
    parts = [hours, _where(office), _phone(office)]
    if _PHONE.search(said) and not _HOURS.search(said):
        parts = [_phone(office), capital, _where(office)]
    elif missing_in or (_WHERE.search(said) and not _WHEN.search(said)):
        parts = [_where(office), capital, _phone(office)]
    missing = f"En {missing_in} no tenemos oficina." if missing_in else ""
    if on_that_day := opening.about(office.hours, asked, clock.today()):
        parts = [on_that_day, *([] if opening.ATTENDS in on_that_day else [capital]), _where(office), _phone(office)]
    return " ".join(part for part in (missing, f"{office.name}:", *parts) if part)


def walk_in(office: Office) -> str:
    """An office that attends without an appointment."""
    return f"No necesita cita. {office.name}: {_hours(office)} {_where(office)}"


def with_appointment(office: Office) -> str:
    """An office that attends with an appointment only."""
    return f"Sí, necesita cita. {office.name}: {office.hours.rstrip('.')}. {_where(office)}"


def where_and_when(office: Office) -> str:
    """An office's address, hours and phone, as sentences."""
    hours = _hours(office)
    return f"{_where(office)} {hours[0].upper()}{hours[1:]} {_phone(office)}"


def day(iso: str) -> str:
    """A day as the agent reads it; "" for anything that is none."""
    try:
        return long_date(date.fromisoformat(iso))
    except ValueError:
        return ""


def tell_me(missing: Sequence[str]) -> str:
    """What the person will need: said now, it is not asked for later. "" where nothing is missing."""
    return f"Escríbame {listing(missing)}: se lo dejo anotado." if missing else ""


def _where(office: Office) -> str:
    return f"{office.address}, {office.neighborhood}."


def _hours(office: Office) -> str:
    visits = " Atiende con cita." if office.appointment else ""
    return f"{office.hours.rstrip('.')}.{visits}"


def _phone(office: Office) -> str:
    return f"Tel. {office.phone}."
