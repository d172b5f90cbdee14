"""Entities with a fixed form, found by patterns in a folded message. Earlier patterns take their text from later."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any, Callable, Iterator, List, Optional, Tuple

from assistant import normalise
from assistant.procedures import PROCEDURES
from assistant.text import fold

WORD_NUMBER = "|".join(sorted({*normalise.SMALL, "mil", "millon", "millones"}, key=len, reverse=True))
MONTH = "|".join(normalise.MONTHS)
WEEKDAY = "|".join(normalise.WEEKDAYS)
SERVICE = "|".join(
    sorted((w for words in normalise.SERVICES.values() for w in words.split("|")), key=len, reverse=True)
)
FILLER = r"(?:\s*(?:numero|nro|num|no|n°|es|de|la|el|del|cliente|usuario|contrato|identidad|ciudadania|:|#|\.))*\s*"
NUMBER = r"\d(?:[ .\-]?\d){3,14}"
CODE = rf"(?:[a-z]{{1,5}}[ \-]?\d[\d\-]{{3,14}}|{NUMBER})(?!\w)"
WAY = r"(?:calle|cll|cle|cl|carrera|cra|cras|kra|kr|cr|avenida|av|ak|ac|diagonal|diag|dg|transversal|transv|trv|tv)\.?"
SIDE = r"(?:\s(?:sur|norte|este|oeste|occidente|oriente))?"
PART = "apto|apartamento|apt|torre|casa|interior|int|piso|bloque|bl|manzana|mz|lote|lt|local|oficina"
INSIDE = rf"(?:,?\s(?:{PART})\.?\s?\d*\w?)*"
AREA = r"(?:barrio|vereda|colonia|urbanizacion)"
# Where the name of an area ends.
AFTER_AREA = (
    "no|hay|desde|esta|estamos|estan|sin|se|y|en|a|con|que|llevamos|ya|es|nadie|todo|toda|por|para|municipio|hace|tenemos|tiene|"
    "porque|cuando|hoy|ayer|mi|del|de|al|va|van|otra|si|quedo|quedamos|por|completo|entero|calle|carrera"
)
AREA_NAME = rf"(?!(?:{AFTER_AREA})\b)[a-zñ0-9]+(?:\s(?!(?:{AFTER_AREA})\b)[a-zñ0-9]+){{0,3}}"
SIGN = r"(?:\s?(?:#|n[o°º]?\.?|nro\.?|numero|con)\s?|\s)"


@dataclass(frozen=True)
class Found:
    """An entity of a message: its kind, its place in the text, its normalised value."""

    entity: str
    start: int
    end: int
    value: Any


Reader = Callable[[str, date, str], Any]


def _of(read: Callable[[str], Any]) -> Reader:
    return lambda text, _today, _message: read(text)


def _months(text: str, today: date, _message: str) -> Optional[str]:
    return normalise.month(text, today)


_RULES: List[Tuple[str, str, Reader]] = [
    (
        "address",
        rf"\b({WAY}\s?\d+\s?[a-z]?(?:\s?bis)?{SIDE}{SIGN}\d+\s?[a-z]?(?:\s?bis)?\s?[-\s]\s?\d+{SIDE}{INSIDE})\b",
        _of(str),
    ),
    ("address", rf"\b(\d+(?:a|ra|da|ta|va|na)?\.?\s(?:avenida|av|calle)\.?\s\w?\d*\s?\d+-\d+{INSIDE})\b", _of(str)),
    ("neighborhood", r"\b((?:zona|comuna)\s\d{1,2})\b", _of(str)),
    ("neighborhood", rf"\b{AREA}\s(?:se llama\s)?({AREA_NAME})", _of(str)),
    ("case_number", r"\b(\d{4}-[a-z]{1,4}-\d{3,8})\b", _of(normalise.code)),
    (
        "case_number",
        rf"\b(?:radicad[oa]s?|rad|caso|expediente|ticket|consecutivo)\b{FILLER}({CODE})",
        _of(normalise.code),
    ),
    ("case_number", r"\b([a-z]{1,4}-(?:\d{4}-)?(?:[a-z]{3}-)?\d{3,8}|\d{4}-[a-z]{3}-\d{4,8})\b", _of(normalise.code)),
    (
        "national_id",
        rf"\b(?:cedula|c\.?c\.?|ti|ce|dpi|cui|dni|nit|documento)\b\.?{FILLER}({NUMBER})",
        _of(normalise.digits),
    ),
    (
        "phone",
        rf"\b(?:celular|cel|telefono|tel|movil|whatsapp|numero nuevo|nuevo numero)\b\.?{FILLER}(\+?{NUMBER})",
        _of(normalise.digits),
    ),
    ("phone", rf"(\+\d{NUMBER})", _of(normalise.digits)),
    (
        "account_number",
        rf"\b(?:cuenta|contrato|nic|nis|nie|niu|suministro|matricula|cliente|poliza)\b{FILLER}({CODE})",
        _of(normalise.code),
    ),
    (
        "date",
        rf"\b(\d{{1,2}} de (?:{MONTH})(?: (?:de|del) 20\d\d)?|\d{{1,2}}[/-]\d{{1,2}}(?:[/-](?:20)?\d\d)?)\b",
        normalise.day,
    ),
    (
        "date",
        r"\b(hoy|antes de ayer|anteayer|antier|ayer|pasado mañana|(?<!la )(?<!esta )mañana|hace \w+ dias?)\b",
        normalise.day,
    ),
    ("date", rf"\b((?:{WEEKDAY})(?: pasado)?)\b", normalise.day),
    ("month", r"\b(mes (?:pasado|anterior))\b", _months),
    ("month", rf"\b((?:{MONTH})(?: (?:de|del) 20\d\d)?)\b", _months),
    ("amount", r"((?:\$|\bq)\s?\d[\d.,]*(?:\s?(?:mil|millones|millon|k)\b)?)", _of(normalise.amount)),
    (
        "amount",
        r"\b(\d[\d.,]*\s?(?:mil|millones|millon|lucas?|barras|palos?|k)(?: (?:de )?pesos)?)\b",
        _of(normalise.amount),
    ),
    (
        "amount",
        rf"\b((?:(?:{WORD_NUMBER}|y)\s)+(?:mil|millon|millones)\b(?:\s(?:{WORD_NUMBER}|y|pesos))*|mil pesos)\b",
        _of(normalise.amount),
    ),
    ("amount", r"(?<![\d.])(\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?)(?![\d.])", _of(normalise.amount)),
    ("date", r"\b(?:el|dia) (\d{1,2})\b(?![/\-]| de| [a-z]*avenida| [a-z]*calle)", normalise.day),
    ("rating", r"^\W*(?:un )?([1-5]|uno|dos|tres|cuatro|cinco)\W*$", _of(normalise.rating)),
    ("rating", r"\b([1-5]|una?|dos|tres|cuatro|cinco) estrellas?\b", _of(normalise.rating)),
    ("amount", r"\b(\d[\d.,]* (?:pesos|quetzales))\b", _of(normalise.amount)),
    (
        "rating",
        r"\b(?:califi\w+|nota|puntaje|le doy|les? pongo|les doy|pongo|merecen)\b"
        r"(?: (?:con|un|es|de|la atencion|una?|:))*\s"
        r"([1-5]|uno|dos|tres|cuatro|cinco)\b",
        _of(normalise.rating),
    ),
    ("phone", r"(?<![\w.\-])(3\d{2}[ \-]?\d{3}[ \-]?\d{4})(?![\w\-])", _of(normalise.digits)),
    ("account_number", r"(?<![\w.,/#$\-])([a-z]{1,3}[ \-]\d{5,10})(?![\w])", _of(normalise.code)),
    ("account_number", r"(?<![\w.,/#$+\-])(\d{5,12})(?![\w/])", _of(normalise.code)),
    ("account_number", rf"^\W*({NUMBER})\W*$", _of(normalise.code)),
]
_COMPILED = [(entity, re.compile(pattern), read) for entity, pattern, read in _RULES]
_PROCEDURES = [(key, re.compile(rf"\b(?:{pattern})\b")) for key, pattern in PROCEDURES.items()]
_SERVICE = re.compile(rf"\b({SERVICE})\b")


def find(text: str, today: date) -> List[Found]:
    """The entities of fixed form in a message, in the order of the text, without overlaps."""
    folded = fold(text)
    found: List[Found] = []
    for one in _candidates(text, folded, today):
        if one.value is not None and not any(one.start < other.end and other.start < one.end for other in found):
            found.append(one)
    found += [Found("service", m.start(1), m.end(1), normalise.service(m.group(1))) for m in _SERVICE.finditer(folded)]
    return sorted(found, key=lambda one: one.start)


def procedure(text: str) -> Optional[str]:
    """The key of the first procedure that these words name, or None."""
    folded = fold(text)
    return next((key for key, pattern in _PROCEDURES if pattern.search(folded)), None)


def _candidates(text: str, folded: str, today: date) -> Iterator[Found]:
    for entity, pattern, read in _COMPILED:
        for match in pattern.finditer(folded):
            start, end = match.span(1)
            words = text[start:end] if entity in ("address", "neighborhood") else folded[start:end]
            yield Found(entity, start, end, read(words, today, folded))
    for key, pattern in _PROCEDURES:
        for match in pattern.finditer(folded):
            yield Found("procedure", match.start(), match.end(), key)
