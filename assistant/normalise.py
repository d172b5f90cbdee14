"""The values of entities: numbers, amounts, months, dates, keys. Pure functions over folded text (see text.py)."""

import re
from datetime import date, timedelta
from typing import Dict, List, Optional

UNITS: Dict[str, int] = {
    word: number
    for number, words in enumerate(
        "cero un|uno|una dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis "
        "diecisiete dieciocho diecinueve veinte veintiuno|veintiun veintidos veintitres veinticuatro veinticinco "
        "veintiseis veintisiete veintiocho veintinueve treinta".split()
    )
    for word in words.split("|")
}
TENS = {"cuarenta": 40, "cincuenta": 50, "sesenta": 60, "setenta": 70, "ochenta": 80, "noventa": 90}
HUNDREDS = {
    word: 100 * number
    for number, words in enumerate(
        "cien|ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos "
        "novecientos".split(),
        1,
    )
    for word in words.split("|")
}
SMALL = {**UNITS, **TENS, **HUNDREDS}
THOUSAND = {"mil", "k", "luca", "lucas", "barra", "barras"}
MILLION = {"millon", "millones", "palo", "palos"}
MONTHS = {
    name: number
    for number, name in enumerate(
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split(), 1
    )
} | {"setiembre": 9}
WEEKDAYS = {name: n for n, name in enumerate("lunes martes miercoles jueves viernes sabado domingo".split())}
SERVICES = {
    "energia": "luz|lus|energia|electricidad|corriente|energia electrica",
    "agua": "agua|acueducto",
    "gas": "gas",
    "aseo": "aseo|basura|basuras|recoleccion",
    "alumbrado": "alumbrado|farola|farolas|luminaria|luminarias|luz de la calle|lampara de la calle",
}
_PAST = re.compile(r"\b(pague|pagamos|cancele|consigne|hice|fue|abone|deposite|transferi|pasado|pasada|quede|desde)\b")


def code(text: str) -> str:
    """An account or case number: no spaces or dots, upper case; "sr 554433" is "SR-554433"."""
    text = text.strip().upper()
    text = re.sub(r"(?<=[A-Z])\s+(?=\d)", "-", text)
    if re.fullmatch(r"[\d .\-]+", text):
        return re.sub(r"\D", "", text)
    return re.sub(r"[\s.]", "", text)


def digits(text: str) -> str:
    """The digits, and a plus sign at the beginning."""
    return ("+" if text.strip().startswith("+") else "") + re.sub(r"\D", "", text)


def amount(text: str) -> Optional[float]:
    """An amount of money: "$120.500", "1.5 millones", "Q1,250.50", "ciento veinte mil", "85 mil"."""
    found = re.search(r"\d[\d.,]*", text)
    words = re.findall(r"[a-z]+", text)
    if not found:
        return _in_words(words)
    factor = 1_000_000 if set(words) & MILLION else 1000 if set(words) & THOUSAND else 1
    number = _number(found.group().rstrip(".,"), decimal_dot=factor > 1)
    return None if number is None else _whole(number * factor)


def month(text: str, today: date) -> Optional[str]:
    """A bill's period as YYYY-MM: the latest that is not in the future, unless a year is said."""
    if text in ("mes pasado", "mes anterior"):
        return f"{today.replace(day=1) - timedelta(days=1):%Y-%m}"
    number = next((MONTHS[word] for word in re.findall(r"[a-z]+", text) if word in MONTHS), None)
    if number is None:
        return None
    said = re.search(r"\b(20\d\d)\b", text)
    year = int(said.group()) if said else today.year - (number > today.month)
    return f"{year}-{number:02d}"


def day(text: str, today: date, context: str = "") -> Optional[str]:
    """A date in ISO form, read against `today`. The tense of `context`, the whole message, gives a weekday its side."""
    past = bool(_PAST.search(context or text))
    near = {"hoy": 0, "ayer": -1, "antier": -2, "anteayer": -2, "antes de ayer": -2, "pasado mañana": 2, "mañana": 1}
    for words, shift in near.items():
        if text == words:
            return (today + timedelta(days=shift)).isoformat()
    ago = re.fullmatch(r"hace (\w+) dias?", text)
    if ago:
        count = int(ago.group(1)) if ago.group(1).isdigit() else UNITS.get(ago.group(1))
        return None if count is None else (today - timedelta(days=count)).isoformat()
    weekday = next((WEEKDAYS[word] for word in text.split() if word in WEEKDAYS), None)
    if weekday is not None:
        shift = (weekday - today.weekday()) % 7
        return (today + timedelta(days=(shift - 7 if past else shift))).isoformat()
    return _calendar_day(text, today, past)


def rating(text: str) -> Optional[int]:
    """A number from 1 to 5, in digits or words."""
    value = int(text) if text.isdigit() else UNITS.get(text)
    return value if value is not None and 1 <= value <= 5 else None


def service(text: str) -> Optional[str]:
    """The key of a service, or None."""
    return next((key for key, words in SERVICES.items() if text in words.split("|")), None)


def _calendar_day(text: str, today: date, past: bool) -> Optional[str]:
    numbers = [int(n) for n in re.findall(r"\d+", text)]
    named = next((MONTHS[word] for word in re.findall(r"[a-z]+", text) if word in MONTHS), None)
    numbers = [*numbers[:1], named, *numbers[1:]] if named and numbers else numbers
    if not numbers:
        return None
    year = numbers[2] if len(numbers) > 2 else None
    month_number = numbers[1] if len(numbers) > 1 else None
    try:
        if year is not None:
            return date(year + 2000 if year < 100 else year, month_number or 1, numbers[0]).isoformat()
        if month_number is not None:
            said = date(today.year, month_number, numbers[0])
            return (said if said <= today or not past else date(today.year - 1, month_number, numbers[0])).isoformat()
        return _day_of_month(numbers[0], today, past).isoformat()
    except ValueError:
        return None


def _day_of_month(number: int, today: date, past: bool) -> date:
    if past and number > today.day:
        return (today.replace(day=1) - timedelta(days=1)).replace(day=number)
    if not past and number < today.day:
        return (today.replace(day=1) + timedelta(days=32)).replace(day=number)
    return today.replace(day=number)


def _number(text: str, decimal_dot: bool) -> Optional[float]:
    if decimal_dot and re.fullmatch(r"\d+[.,]\d{1,2}", text):
        return float(text.replace(",", "."))
    if re.fullmatch(r"\d{1,3}([.,]\d{3})+", text):
        return float(re.sub(r"[.,]", "", text))
    grouped = re.fullmatch(r"(\d{1,3}(?:[.,]\d{3})*|\d+)[.,](\d{1,2})", text)
    if grouped:
        return float(re.sub(r"[.,]", "", grouped.group(1)) + "." + grouped.group(2))
    return float(text) if text.isdigit() else None


def _in_words(words: List[str]) -> Optional[float]:
    total = part = 0
    seen = False
    for word in words:
        if word in SMALL:
            part += SMALL[word]
            seen = True
        elif word in THOUSAND or word in MILLION:
            total += (part or 1) * (1_000_000 if word in MILLION else 1000)
            part = 0
            seen = True
    return _whole(float(total + part)) if seen else None


def _whole(number: float) -> float:
    return int(number) if number == int(number) else number
