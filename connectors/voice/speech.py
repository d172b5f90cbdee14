"""A written answer as it is said: no signs, addresses of pages or markup, and every number in words."""

import re
from dataclasses import dataclass
from decimal import Decimal

from bot import currency
from bot.entity import entity
from bot.formats import MONTHS, parse_number
from connectors.voice import numbers

_PAGE = re.compile(r"(?:https?://|www\.)[^\s<>\"]*[^\s<>\".,;:!?)»]|\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
PAGE = "nuestra página de internet"
_SIGNS = re.compile("[\u2190-\u2bff\ufe00-\ufe0f\u200b-\u200f\U0001f000-\U0001faff*_`~<>|]")
_NUMBER = r"\d{1,3}(?:[.,]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d+)?"
_NOUN = r"(?:[ \u00a0]([a-záéíóúüñ]+))?"

# What a caller cannot do, said as what a caller can. Who waits for a person hears at the end of the step what comes.
_WRITTEN = [
    (r"(?:¿Desea|Si quiere,?) ver", "¿Desea oír"),
    (r"\bUna persona le escribirá por este mismo medio\.?(?: Atendemos de nuevo [^.]*?(?: [ap]\. m)?\.)?", ""),
    (r"\b([Ee])scriba (otra vez )?(?=(los últimos|el número|su número|solo los)\b)", r"@marque \2"),
    (r"(?:, )?(?<= )?o env[ií]e su ubicación|\s*Envíe su ubicación\.?", ""),
    (r"\bescribir (?=su número|el número)", "marcar "),
    (r"\b[Ee]scriba(?:me|nos)?\b", "@diga"),
    (r"\b[Ee]scr[ií]ba(me|nos)\b", r"@díga\1"),
    (r"\bescribirnos\b", "llamarnos"),
    (r"\bsi nos escribe\b", "si nos llama"),
    (r"\bescribir\b", "decir"),
    (r" (?:por escrito|en un solo mensaje)\b", ""),
]
_UNITS = [
    (r"(?<=\b1) ?kWh\b", " kilovatio hora"),
    (r"(?<=\b1) ?(?:m³|m3)(?!\w)", " metro cúbico"),
    (r"(?<=\d)\s*kWh\b", " kilovatios hora"),
    (r"(?<=\d)\s*(?:m³|m3)(?!\w)", " metros cúbicos"),
    (r"\bkWh\b", "kilovatio hora"),
    (r"\b(?:m³|m3)(?!\w)", "metro cúbico"),
    (r"(?<=\d)\s*%", " por ciento"),
    (r"(?<=\w)\s*/\s*(?=(?:kilovatio|metro))", " por "),
]
_SHORT = [
    (r"\bE\. ?S\. ?P\.", "E S P"),
    (r"\bS\. ?A\. ?S\.", "S A S"),
    (r"\bS\. ?A\.", "S A"),
    (r"\b(?:Cra|Kra|Cr|Kr)\.? (?=\d)", "carrera "),
    (r"\b(?:Cll|Cl)\.? (?=\d)", "calle "),
    (r"\bTel\.?:? ", "teléfono "),
    (r"\b[Nn]o\. ?(?=\d)|#\s*(?=\d)", "número "),
    (r"&", " y "),
    (r"\+(?=\$)", "más "),
]


@dataclass(frozen=True)
class Spoken:
    """What is said. `more`: a page's address, a file or a long list stands behind it, better read than heard."""

    text: str
    more: bool = False


def spoken(text: str) -> Spoken:
    """A written text in spoken form, one line of sentences."""
    said, pages = _PAGE.subn(PAGE, text)
    said = _lines(said)
    for pattern, instead in _WRITTEN:
        said = re.sub(pattern, instead, said)
    said = re.sub(r"(^|[.!?] )@(\w)", lambda found: found[1] + found[2].upper(), said).replace("@", "")
    for pattern, instead in (*_SHORT, *_UNITS):
        said = re.sub(pattern, instead, said)
    said = _quiet(_SIGNS.sub(" ", _numbers(said)))
    return Spoken(said, more=bool(pages))


def _lines(text: str) -> str:
    """Lines as sentences, without the marks of lists."""
    lines = (re.sub(r"^\s*(?:[•\-–*]|\d{1,2}[.)])\s+", "", line).strip() for line in text.splitlines())
    return " ".join(line if line[-1] in ".:;,!?…" else f"{line}." for line in lines if line)


def _numbers(text: str) -> str:
    """Every number in words, the more telling forms first."""
    month = "|".join(MONTHS)
    text = re.sub(r"\b[A-Za-z\d]*\d[A-Za-z\d]*(?:-[A-Za-z\d]+){2,}\b|\b[A-Z]{2,5}-\d{3,}\b", _identifier, text)
    text = re.sub(r"\(\d{2,3}\) ?\d{3} ?\d{4}|\+\d{8,15}", _identifier, text)
    text = re.sub(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b", _short_date, text)
    text = re.sub(rf"\b(\d{{1,2}}) de ({month})(?: de (\d{{4}}))?", _long_date, text)
    text = re.sub(
        rf"\b({month}) de (\d{{4}})\b", lambda found: f"{found[1]} de {numbers.cardinal(int(found[2]))}", text
    )
    text = re.sub(r"\b(\d{1,2}):(\d{2})(?: ?([ap])?\.? ?m\.)?(?=( [A-ZÁÉÍÓÚÑ¿¡]|$)?)", _time, text)
    sign = re.escape(currency.of(entity().currency).sign.strip())
    text = re.sub(rf"(-?)(?:\$|(?<!\w){sign}) ?(-?)({_NUMBER})", _amount, text)
    text = re.sub(r"\b(número \d+[A-Za-z]?)-(\d+)", r"\1, \2", text)
    text = re.sub(r"\b([Aa]l|[Ll]ínea) (\d{3})\b", _phone, text)
    text = re.sub(r"\b\d{5,}\b", _identifier, text)
    return re.sub(rf"(?<![\w,.])(-?)({_NUMBER})(?![\w]){_NOUN}", _quantity, text)


def _identifier(found: re.Match[str]) -> str:
    return numbers.digit_by_digit(found[0])


def _phone(found: re.Match[str]) -> str:
    """Short numbers that the office names as telephones; others are quantities."""
    if found[2] not in {phone.number for phone in entity().phones}:
        return found[0]
    return f"{found[1]} {numbers.digit_by_digit(found[2])}"


def _short_date(found: re.Match[str]) -> str:
    day, month, year = (int(part) for part in found.groups())
    return numbers.date(day, month, year) if 1 <= month <= 12 and day <= 31 else found[0]


def _long_date(found: re.Match[str]) -> str:
    year = int(found[3]) if found[3] else None
    return numbers.date(int(found[1]), MONTHS.index(found[2]) + 1, year)


def _month(found: re.Match[str]) -> str:
    return f"{found[1]} de {numbers.cardinal(int(found[2]))}"


def _time(found: re.Match[str]) -> str:
    hour, minute, half = int(found[1]), int(found[2]), found[3]
    if hour > 23 or minute > 59:
        return found[0]
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    # The stop of "p. m." is the sentence's too.
    ends = "." if found[0].endswith(".") and found[4] is not None else ""
    return numbers.time_of_day(hour, minute) + ends


def _amount(found: re.Match[str]) -> str:
    value = parse_number(found[3])
    return numbers.amount(-value if found[1] or found[2] else value)


def _quantity(found: re.Match[str]) -> str:
    noun = found[3] or ""
    value: Decimal = parse_number(found[2])
    said = numbers.cardinal(-value if found[1] else value, noun)
    return f"{said} {noun}" if noun else said


def _quiet(text: str) -> str:
    """Brackets and quotation marks as pauses, capitals of warnings as words, spaces and stops single."""
    text = re.sub(r"[«»“”\"']", "", text)
    text = re.sub(r"\s*\(\s*", ", ", text)
    text = re.sub(r"\s*\)\s*(?=[\w¿¡])", ", ", text).replace(")", "")
    text = re.sub(r"\b[A-ZÁÉÍÓÚÑ]{2,}(?: [A-ZÁÉÍÓÚÑ]{2,})+\b|\b[A-ZÁÉÍÓÚÑ]{4,}\b", lambda found: found[0].lower(), text)
    text = re.sub(r"\s*[;…]\s*|\s+[–—-]\s+", ", ", text)
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r"\s+([.,:!?])", r"\1", text)
    text = re.sub(r"([.,:])(?:\s*[.,])+", r"\1", text).strip(" ,;")
    return re.sub(r"(^|[.!?] )([a-záéíóúñ])", lambda found: found[1] + found[2].upper(), text)
