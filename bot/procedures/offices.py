"""Which office a question is about."""

import re
from collections.abc import Sequence

from bot.procedures.office import Office
from bot.words import plain, sound

# Names of services say which office it is from so many letters on; fewer are told apart by too little.
TELLING = 8
START = 6
_ALL = re.compile(r"\b(oficinas|puntos|sedes|sucursales|direcciones|todas|otras?|demas|cuales|cuantas)\b")
_IN_EVERY_NAME = frozenset("oficina punto atencion pago".split())
_STREET = re.compile(r"(calle|carrera|avenida|diagonal|transversal) \d+")
_VISIT = re.compile(
    r"\b(visit\w*|revis\w*|inspec\w*|medidor\w*|contador\w*|tecnic[oa]s?|cuadrilla|instal\w*|domicilio|"
    r"(a|en) (mi|la) casa|veng\w*|mand[ae]\w*|envi\w*)\b"
)


def asks_for_all(text: str) -> bool:
    """Whether a question is about more than one office."""
    return _ALL.search(plain(text)) is not None


def is_visit(text: str) -> bool:
    """Whether an appointment is one at the citizen's home: a visit."""
    return _VISIT.search(plain(text)) is not None


def meant(offices: Sequence[Office], text: str) -> Office:
    """The office that a text names, by its name, its street, or what only that one does; otherwise the first that
    anybody may walk into.
    """
    first = next((office for office in offices if not office.appointment), offices[0])
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
    return next((office for office in offices if starts & (_services(office) - of_first)), first)


def _services(office: Office) -> set[str]:
    words = (word for service in office.services for word in _words(str(service)))
    return {sound(word)[:START] for word in words if len(word) >= TELLING}


def _words(text: str) -> list[str]:
    return re.findall(r"[a-zñ]+", plain(text))
