"""Which office a question is about."""

import re
from collections.abc import Sequence

from bot.messaging.choosing import number_in
from bot.procedures.office import Office
from bot.words import plain, sound

# Names of services say which office it is from so many letters on; fewer are told apart by too little.
TELLING = 8
START = 6
_ALL = re.compile(
    r"\b(oficinas|puntos|sedes|sucursales|direcciones|todas|otras?|demas|cuantas|"
    r"cuales(?! (son|es) (los|sus|el|su) (hora|tel|num|dia)))\b"
)
_IN_EVERY_NAME = frozenset("oficina punto atencion pago".split())
_STREET = re.compile(r"(calle|carrera|avenida|diagonal|transversal) \d+")
_WHETHER = re.compile(
    r"\b(necesit\w+|requier\w+|hay que|toca|tengo que|debo|deberia|obligatori\w+|piden?|sin|con|es|se)\b.{0,25}\b"
    r"(cita|turno)s?\b"
)
# What a request for an appointment says, and a question whether one is needed does not.
_WANTED = re.compile(
    r"\b(una|mi|la|otra)\b.{0,10}\b(cita|turno)\b|\b(quiero|quisiera|deseo|agend\w+|program\w+|asign\w+)\b"
)
_VISIT = re.compile(
    r"\b(visit\w*|revis\w*|inspec\w*|medidor\w*|contador\w*|tecnic[oa]s?|cuadrilla|instal\w*|domicilio|"
    r"(a|en) (mi|la) casa|veng\w*|mand[ae]\w*|envi\w*)\b"
)


def asks_for_all(text: str) -> bool:
    """Whether a question is about more than one office."""
    return _ALL.search(plain(text)) is not None


def asks_whether(text: str) -> bool:
    """Whether a text only asks if an appointment is needed: "¿necesito cita?", "¿toca con cita?"."""
    said = plain(text)
    return _WHETHER.search(said) is not None and ("?" in text or _WANTED.search(said) is None)


def is_visit(text: str) -> bool:
    """Whether an appointment is one at the citizen's home: a visit."""
    return _VISIT.search(plain(text)) is not None


def meant(offices: Sequence[Office], text: str, told: str = "") -> Office:
    """The office that a text names, by its name, its street, its place among all, or what only that one does; otherwise
    the one with the key `told`, of which was spoken before; otherwise the first that anybody may walk into.
    """
    first = next((office for office in offices if not office.appointment), offices[0])
    said_alone = " ".join(re.findall(r"[a-zñ0-9]+", plain(text))).removeprefix("y ")
    if (place := number_in(said_alone, len(offices))) and place <= len(offices):
        return offices[place - 1]
    said = {sound(word) for word in _words(text)}
    for office in offices:
        if said & {sound(word) for word in _words(office.name) if len(word) > 4 and word not in _IN_EVERY_NAME}:
            return office
    street = plain(text)
    for office in offices:
        if (way := _STREET.match(plain(office.address))) and re.search(rf"\b{way[0]}(?!\d)", street):
            return office
    starts = {word[:START] for word in said if len(word) >= START}
    of_first = _services(first)
    does_it = (office for office in offices if starts & (_services(office) - of_first))
    spoken_of = next((office for office in offices if office.key == told), first)
    return next(does_it, spoken_of)


def _services(office: Office) -> set[str]:
    words = (word for service in office.services for word in _words(str(service)))
    return {sound(word)[:START] for word in words if len(word) >= TELLING}


def _words(text: str) -> list[str]:
    return re.findall(r"[a-zñ]+", plain(text))
