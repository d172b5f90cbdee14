"""Numbers as they are said in Spanish: amounts, quantities, dates and times in words, identifiers digit by digit.

The words are num2words'; here is what depends on the noun that follows ("un peso", "veintiuna cuotas", "un millón de
pesos"), and how each kind of number is written (bot.formats).
"""

import re
from decimal import Decimal

from num2words import num2words

from bot import currency
from bot.entity import entity
from bot.formats import MONTHS, parse_number

DIGITS = ("cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve")
_FEMININE = re.compile(r"\w+(as?|ción|ciones|dad|dades)|vez|veces")
_MASCULINE = frozenset(["día", "días", "problema", "problemas", "mapa", "mapas", "programa", "programas"])
# Words after which a number stands by itself.
_NO_NOUN = frozenset(["para", "hasta", "contra", "era", "cada", "esta", "estas", "una", "las", "hora"])


def digit_by_digit(text: str) -> str:
    """ "4100237" as "cuatro, uno, cero, cero, dos, tres, siete"; letters one by one, all other signs are pauses."""
    said = [DIGITS[int(sign)] if sign.isdigit() else sign.upper() for sign in text if sign.isalnum()]
    return ", ".join(said)


def cardinal(value: Decimal | int, noun: str = "") -> str:
    """A quantity in words, fitted to the noun that follows: 1 "un día", 21 "veintiuna cuotas", alone "veintiuno"."""
    amount = Decimal(value)
    whole = int(amount)
    words = _words(abs(whole))
    if amount != whole:
        decimals = format(amount.normalize(), "f").partition(".")[2]
        zeros = len(decimals) - len(decimals.lstrip("0"))
        after = [*["cero"] * zeros, _words(int(decimals))]
        words = f"{words} coma {' '.join(after)}"
    elif noun:
        words = _fitted(words, noun)
    return f"menos {words}" if amount < 0 else words


def amount(value: Decimal, code: str = "") -> str:
    """Money in words: "ciento veinte mil quinientos pesos", "un millón de pesos", "diez pesos con cinco centavos"."""
    one, many, hundredth, hundredths = currency.of(code or entity().currency).names
    cents = int((abs(value) * 100).to_integral_value())
    whole, rest = divmod(cents, 100)
    of = "de " if whole and whole % 1_000_000 == 0 else ""
    parts = [f"{cardinal(whole, one)} {of}{one if whole == 1 else many}"] if whole or not rest else []
    if rest:
        parts.append(f"{cardinal(rest, hundredth)} {hundredth if rest == 1 else hundredths}")
    return ("menos " if value < 0 else "") + " con ".join(parts)


def date(day: int, month: int, year: int | None = None) -> str:
    """ "primero de diciembre", "veinticuatro de noviembre de dos mil veintiséis"."""
    text = f"{'primero' if day == 1 else cardinal(day)} de {MONTHS[month - 1]}"
    return f"{text} de {cardinal(year)}" if year else text


def time_of_day(hour: int, minute: int) -> str:
    """ "tres y treinta de la tarde", "una de la mañana", "doce del mediodía" for an hour from 0 to 23."""
    if (hour, minute) == (12, 0):
        return "doce del mediodía"
    name = cardinal(hour % 12 or 12)
    said = "una" if name == "uno" else name
    if minute:
        said += f" y {cardinal(minute)}"
    return f"{said} de la {'mañana' if hour < 12 else 'tarde' if hour < 19 else 'noche'}"


def quantity(written: str, noun: str = "") -> str:
    """A quantity as the country writes it ("1.250", "13,5"), in words."""
    return cardinal(parse_number(written), noun)


def _words(value: int) -> str:
    """num2words has "veintiuno mil" where people say "veintiún mil"."""
    words = str(num2words(value, lang="es"))
    words = re.sub(r"veintiuno (?=mil)", "veintiún ", words)
    return re.sub(r"\buno (?=mil)", "un ", words)


def _fitted(words: str, noun: str) -> str:
    """A number that ends in "uno", or has hundreds, before its noun."""
    plain = noun.casefold()
    if plain in _NO_NOUN or len(plain) < 3:
        return words
    if _FEMININE.fullmatch(plain) and plain not in _MASCULINE:
        words = re.sub(r"uno$", "una", words)
        return re.sub(r"(cient|quinient)os\b(?!.* mil(?:lón|lones)\b)", r"\1as", words)
    return re.sub(r"veintiuno$", "veintiún", re.sub(r"(?<!veinti)uno$", "un", words))
