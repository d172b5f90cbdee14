"""Second facts: the few digits that only the holder of an account knows. Kept as keyed digests, never in clear."""

import hmac
import re
from functools import lru_cache

from bot import secrets
from bot.words import fold

# What stands for a second fact in the text of its message.
MASK = "••••"
DIGITS_COMPARED = 4
LONGEST = 10
FEW_WORDS = 8
_SEPARATORS = re.compile(r"(?<=\d)[ .\-–]+(?=\d)")
_DATE = re.compile(r"\b\d{1,2}[/-]\d{1,2}([/-]\d{2,4})?\b|\bde (19|20)\d{2}\b")
_OF_THE_FACT = re.compile(
    r"\b(cedula|cc|documento|identidad|doc|medidor|contador|registro|digitos?|terminan?|ultim[oa]s)\b"
)
# Words before or after digits that make them something else: an account, an amount, a case, a phone.
_OF_SOMETHING_ELSE = re.compile(
    r"\b(cuenta|contrato|nic|nis|niu|cliente|suscriptor|radicado|caso|rad|factura|recibo|telefono|celular)"
    r"( numero| nro| no\.?)?( es)?( el| la)?[ :#]*\d"
    r"|\b(pague|pagamos|cancele|consigne|abone|deposite|transferi)( de| los| unos)? \d"
    r"|[$q] ?\d|\b\d{4}-[a-z]{1,4}-\d|\d ?(mil\b|pesos|millon|kwh|m3|horas?|minutos?|dias?)"
)
_ONES = {
    "cero": "0", "uno": "1", "dos": "2", "tres": "3", "cuatro": "4", "cinco": "5", "seis": "6", "siete": "7",
    "ocho": "8", "nueve": "9", "diez": "10", "once": "11", "doce": "12", "trece": "13", "catorce": "14",
    "quince": "15", "dieciseis": "16", "diecisiete": "17", "dieciocho": "18", "diecinueve": "19", "veinte": "20",
    "veintiuno": "21", "veintidos": "22", "veintitres": "23", "veinticuatro": "24", "veinticinco": "25",
    "veintiseis": "26", "veintisiete": "27", "veintiocho": "28", "veintinueve": "29",
}  # fmt: skip
_TENS = {
    "treinta": "3", "cuarenta": "4", "cincuenta": "5", "sesenta": "6", "setenta": "7", "ochenta": "8", "noventa": "9",
}  # fmt: skip
_TENS_WORD = re.compile(rf"\b({'|'.join(_TENS)})(?: y ({'|'.join(list(_ONES)[1:10])}))?\b")
_ONES_WORD = re.compile(rf"\b({'|'.join(_ONES)})\b")


def digest(account_number: str, kind: str, fact: str) -> str | None:
    """Keyed digest of the last four digits of a fact ("document" or "meter") of an account; None with fewer digits."""
    last = last_digits(fact)
    if last is None:
        return None
    return hmac.digest(_key(), f"{account_number}/{kind}/{last}".encode(), "sha256").hex()


def last_digits(fact: str) -> str | None:
    """The digits of a fact that are compared, or None when there are not enough of them."""
    digits = re.sub(r"\D", "", fact)
    return digits[-DIGITS_COMPARED:] if len(digits) >= DIGITS_COMPARED else None


def looks_like_fact(text: str) -> str | None:
    """The digits of a message that answers the question for a second fact, or None.

    Three to ten digits, also with dots, spaces, or said in words; not an amount, a date, or a number that the citizen
    calls by another name. Used when a message is stored (so that it is stored masked) and when it is checked.
    """
    plain = fold(text)
    named = _OF_THE_FACT.search(plain) is not None
    if not named and (len(plain.split()) > FEW_WORDS or _OF_SOMETHING_ELSE.search(spelled(plain))):
        return None
    numbers = _SEPARATORS.sub("", spelled(_DATE.sub(" ", plain)))
    found = [run for run in re.findall(r"\d+", numbers) if 3 <= len(run) <= LONGEST]
    return found[-1] if found else None


@lru_cache
def _key() -> bytes:
    return secrets.derive("facts").encode()


def spelled(plain: str) -> str:
    """Number words as digits, one after the other: "cuarenta y cinco veintiuno" is "45 21"."""
    tens = _TENS_WORD.sub(lambda found: _TENS[found[1]] + _ONES.get(found[2] or "cero", "0"), plain)
    return _ONES_WORD.sub(lambda found: _ONES[found[1]], tens)
