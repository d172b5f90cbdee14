"""The values of entities: numbers, amounts, keys. Pure functions of folded text (see text.py) that never raise."""

import re
from typing import Dict, List, Optional

from assistant.text import sound

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
SERVICES = {
    "energia": "luz|lus|luc|lu|energia|electricidad|corriente|energia electrica|fluido electrico|fluido|enerjia"
    "|henergia|elektricidad|coriente|koriente",
    "agua": "agua|acueducto|aguas|alcantarillado|agua potable|aguita|auga|awa|agia|acueduto|acuedupto",
    "gas": "gas|gas natural|gaz|jas|gass",
    "aseo": "aseo|basura|basuras|recoleccion|recoleccion de basura|recoleccion de basuras|desechos|residuos|aceo"
    "|haseo|haceo|vasura|basuta",
    "alumbrado": "alumbrado|alumbrado publico|farola|farolas|luminaria|luminarias|luz de la calle|lampara de la calle"
    "|lampara|poste de luz|bombillo de la calle|bombillo|foco|foco de la calle|luces de la calle|reflector|farol"
    "|faroles|alunbrado|alumvrado|bonbillo|luz del poste|lampara del poste|bombillo del poste|foco del poste",
}
_STARS = "★⭐🌟✨"
_SMALL_HEARD = {sound(word): number for word, number in SMALL.items()}
_SERVICES_HEARD = {sound(word): key for key, words in SERVICES.items() for word in words.split("|")}


def code(text: str) -> str:
    """An account or case number: no spaces or dots, upper case; "sr 554433" is "SR-554433"."""
    text = re.sub(r"(?<=[A-Z])\s+(?=\d)", "-", text.strip().upper())
    if re.fullmatch(r"[\d .\-]+", text) and not re.fullmatch(r"(19|20)\d\d[ -].+|.+[ -]((19|20)\d\d|\d\d)", text):
        return re.sub(r"\D", "", text)
    return re.sub(r"[\s.]", "", text)


def account(text: str) -> str:
    """An account number: as `code`, and without separators if it has no letters."""
    return re.sub(r"\D", "", text) if re.fullmatch(r"[\d .\-]+", text.strip()) else code(text)


def digits(text: str) -> str:
    """The digits, and a plus sign at the beginning."""
    return ("+" if text.strip().startswith("+") else "") + re.sub(r"\D", "", text)


def identity(text: str) -> str:
    """A personal id: digits only; one with letters (RUT with K, CURP, RFC) whole, in upper case."""
    return re.sub(r"[^0-9A-ZÑ]", "", text.upper()) if re.search(r"[a-zñ]", text) else digits(text)


def amount(text: str) -> Optional[float]:
    """An amount of money: "$120.500", "1.5 millones", "Q1,250.50", "ciento veinte mil", "dos cuarenta mil"."""
    found = re.search(r"\d+(?:[.,]\d+)*", text)
    words = re.findall(r"[a-zñ]+", text)
    if not found:
        return _in_words(words)
    # What is said after the digits: "2 millones 300 mil", "1 millón doscientos".
    factor = _factor(re.findall(r"[a-zñ]+", text[found.end() :])[:1])
    number = _number(found.group(), decimal_dot=factor > 1)
    if number is None:
        return None
    rest = re.sub(r"^\s*[a-z]+", "", text[found.end() :]) if factor > 1 else ""
    more = amount(rest) or 0
    return _whole(number * factor + (more * 1000 if factor == 1_000_000 and 0 < more < 1000 else more))


def rating(text: str) -> Optional[int]:
    """A number from 1 to 5, in digits, words or stars."""
    stars = sum(letter in _STARS for letter in text)
    found = re.search(r"\d+", text)
    heard = (_SMALL_HEARD.get(sound(word)) for word in re.findall(r"[a-zñ]+", text))
    value = stars or (int(found.group()[:3]) if found else next((number for number in heard if number is not None), 0))
    return value if 1 <= value <= 5 else None


def service(text: str) -> Optional[str]:
    """The key of a service, or None."""
    text = " ".join(text.split())
    for words in (text, text.split(" ")[0] if text else ""):
        if key := _SERVICES_HEARD.get(sound(words)) or _SERVICES_HEARD.get(sound(words.rstrip("s"))):
            return key
    return None


def whole_number(word: str) -> Optional[int]:
    """A number up to 999 in digits or one word, as it sounds."""
    return int(word) if word.isascii() and word.isdigit() else _SMALL_HEARD.get(sound(word))


def _number(text: str, decimal_dot: bool) -> Optional[float]:
    if not text.isascii():
        return None
    if decimal_dot and re.fullmatch(r"\d+[.,]\d{1,2}", text):
        return float(text.replace(",", "."))
    if re.fullmatch(r"\d{1,3}([.,]\d{3})+", text):
        return float(re.sub(r"[.,]", "", text))
    grouped = re.fullmatch(r"(\d{1,3}(?:[.,]\d{3})*|\d+)[.,](\d{1,2})", text)
    if grouped:
        return float(re.sub(r"[.,]", "", grouped.group(1)) + "." + grouped.group(2))
    return float(text) if text.isdigit() else None


def _factor(words: List[str]) -> int:
    return 1_000_000 if set(words) & MILLION else 1000 if set(words) & THOUSAND else 1


def _in_words(words: List[str]) -> Optional[float]:
    total = part = 0
    seen = million = False
    for word in words:
        number = _SMALL_HEARD.get(sound(word))
        if number is not None:
            # "dos cuarenta" is 240: a unit before tens counts hundreds.
            part = part * 100 + number if 0 < part < 10 <= number < 100 else part + number
            seen = True
            continue
        factor = _factor([word])
        if factor > 1:
            total += (part or 1) * factor
            part, seen, million = 0, True, million or factor == 1_000_000
    # "un millón doscientos" is 1,200,000.
    return (
        _whole(float(total + part * (1000 if million and part >= 100 and total % 1_000_000 == 0 else 1)))
        if seen
        else None
    )


def _whole(number: float) -> float:
    return int(number) if number == int(number) else number
