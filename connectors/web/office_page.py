"""The office's own page: who it is, what the chat can do, phones and hours, all from entity.yml."""

from collections.abc import Iterable
from datetime import time
from functools import lru_cache
from html import escape
from pathlib import Path
from string import Template

from bot.entity import WEEKDAYS, Entity, Hours, Phone, entity
from bot.formats import WEEKDAYS as DAY_NAMES
from bot.formats import listing
from bot.settings import settings

FOLDER = Path(__file__).parent / "page"
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data: blob:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Permissions-Policy": "geolocation=(self), camera=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-cache",
}
# What is shown, what it brings, and the sentence that begins it.
SERVICES = (
    ("Mi factura", "Cuánto debe, hasta cuándo puede pagar y una copia.", "¿Cuánto debo?"),
    ("Reportar una falla", "Díganos qué servicio falta y en qué barrio.", "Quiero reportar una falla"),
    ("Quejas y reclamos", "Queda radicada, con número y fecha de respuesta.", "Quiero poner una queja"),
    ("Trámites", "Requisitos, costo y tiempo de cada trámite.", "¿Qué trámites puedo hacer?"),
    ("Dónde pagar", "Puntos de pago y pagos en línea.", "¿Dónde puedo pagar?"),
    ("Hablar con una persona", "Alguien de nuestro equipo sigue con usted.", "Quiero hablar con una persona"),
)


@lru_cache
def page() -> str:
    """The page as HTML."""
    return build(entity(), demo=settings().demo)


@lru_cache
def style() -> str:
    """Its style sheet."""
    return (FOLDER / "office.css").read_text(encoding="utf-8")


def build(office: Entity, *, demo: bool) -> str:
    """The page of one office; `demo` says on it that the office is made up."""
    template = Template((FOLDER / "office.html").read_text(encoding="utf-8"))
    phones = [phone for phone in office.phones if phone.verified]
    return template.substitute(
        name=escape(office.name),
        short_name=escape(office.short_name),
        municipality=escape(office.municipality),
        offered=escape(listing([service.name for service in office.services if service.own])),
        emergencies=_phones(phone for phone in phones if phone.emergency),
        phones=_phones(phone for phone in phones if not phone.emergency),
        hours="".join(f"<div><dt>{escape(days)}</dt><dd>{times}</dd></div>" for days, times in _hours(office.hours)),
        services="".join(_service(*service) for service in SERVICES),
        privacy=escape(office.privacy.url),
        demo='<p class="demo">Demostración: la entidad y sus datos son ficticios.</p>' if demo else "",
    )


def _phones(phones: Iterable[Phone]) -> str:
    return "".join(
        f'<div><dt>{escape(phone.label)}</dt><dd><a href="tel:{_dial(phone)}">{escape(phone.number)}</a></dd></div>'
        for phone in phones
    )


def _dial(phone: Phone) -> str:
    return "".join(sign for sign in phone.number if sign.isdigit() or sign == "+")


def _service(title: str, text: str, says: str) -> str:
    return (
        f'<li><button type="button" data-ventanilla="{escape(says)}"><strong>{escape(title)}</strong>'
        f"<span>{escape(text)}</span></button></li>"
    )


def _hours(hours: list[Hours]) -> list[tuple[str, str]]:
    return [(_days(part), f"{_time(part.opens)} a {_time(part.closes)}") for part in hours]


def _days(hours: Hours) -> str:
    numbers = sorted(WEEKDAYS.index(day) for day in hours.days)
    names = [DAY_NAMES[number] for number in numbers]
    in_a_row = numbers == list(range(numbers[0], numbers[-1] + 1))
    text = f"{names[0]} a {names[-1]}" if in_a_row and len(names) > 2 else listing(names)
    return text.capitalize()


def _time(moment: time) -> str:
    return f"{moment.hour % 12 or 12}:{moment.minute:02d} {'a. m.' if moment.hour < 12 else 'p. m.'}"
