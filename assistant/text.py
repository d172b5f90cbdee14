"""Spanish as people type it, folded to what it means. Pure functions over strings."""

import re
import unicodedata
from typing import Dict, List

# Whole words only (DOMAIN: how people write). What depends on its context ("x", "d") is read as its commonest sense.
SHORT: Dict[str, str] = {
    "q": "que",
    "k": "que",
    "qe": "que",
    "ke": "que",
    "xq": "por que",
    "pq": "por que",
    "porq": "por que",
    "xk": "por que",
    "porque": "por que",
    "tmb": "tambien",
    "tb": "tambien",
    "tbn": "tambien",
    "xfa": "por favor",
    "porfa": "por favor",
    "xfis": "por favor",
    "porfis": "por favor",
    "plis": "por favor",
    "grax": "gracias",
    "grcs": "gracias",
    "grasias": "gracias",
    "thx": "gracias",
    "bn": "bien",
    "toy": "estoy",
    "stoy": "estoy",
    "tamos": "estamos",
    "stamos": "estamos",
    "pa": "para",
    "pal": "para el",
    "d": "de",
    "dl": "del",
    "m": "me",
    "x": "por",
    "dnd": "donde",
    "cdo": "cuando",
    "cnd": "cuando",
    "cto": "cuanto",
    "cnto": "cuanto",
    "tel": "telefono",
    "cel": "celular",
    "nro": "numero",
    "num": "numero",
    "info": "informacion",
    "wpp": "whatsapp",
    "wasap": "whatsapp",
    "guasap": "whatsapp",
    "wsp": "whatsapp",
    "msj": "mensaje",
    "sms": "mensaje",
    "aki": "aqui",
    "aca": "aqui",
    "ia": "ya",
    "ola": "hola",
    "bnas": "buenas",
    "bns": "buenas",
    "noxes": "noches",
    "sip": "si",
    "sep": "si",
    "nop": "no",
    "ud": "usted",
    "uds": "ustedes",
    "resivo": "recibo",
    "resibo": "recibo",
    "fatura": "factura",
    "fatctura": "factura",
    "lus": "luz",
    "lu": "luz",
    "uele": "huele",
    "ay": "hay",
    "kiero": "quiero",
    "kisiera": "quisiera",
    "devo": "debo",
    "asta": "hasta",
    "ban": "van",
    "bale": "vale",
    "avia": "habia",
    "serbicio": "servicio",
    "bloquio": "bloqueo",
}
_SOUNDS = [
    (re.compile(pattern), heard)
    for pattern, heard in (
        (r"ch", "#"),
        (r"h", ""),
        (r"qu(?=[ei])|[qk]|c(?![eiy])", "k"),
        (r"[cz]", "s"),
        (r"v", "b"),
        (r"ll", "y"),
        (r"g(?=[ei])", "j"),
        (r"([a-zñ])\1", r"\1"),
    )
]
# A word, a number with its separators, or one symbol that carries meaning (an emoji, a #, a question mark).
TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+|[^\s\w.,;:!¡()\"'«»_]")
_REPEATED = re.compile(r"([^\W\d])\1{2,}")


def fold(text: str) -> str:
    """Lower case without accents, keeping ñ. As long as `text` in NFC, so that positions stay."""
    return "".join(_plain(letter) for letter in text)


def expand(word: str) -> str:
    """A folded word without repeated letters, spelled out if it is a known shortening."""
    word = _REPEATED.sub(r"\1", word)
    return SHORT.get(word, word)


def sound(word: str) -> str:
    """A folded word as it is heard: "sinco" and "cinco", "savado" and "sabado" sound alike."""
    for pattern, heard in _SOUNDS:
        word = pattern.sub(heard, word)
    return word


def folded_words(text: str) -> List[str]:
    """The words of a message, folded and spelled out: "kiero saber xq" is quiero, saber, por, que."""
    return " ".join(expand(found) for found in TOKEN.findall(fold(text))).split()


def _plain(letter: str) -> str:
    lower = letter.lower()
    if len(lower) != 1:
        return letter
    if lower == "ñ":
        return lower
    base = unicodedata.normalize("NFD", lower)[0]
    return base if base.isascii() else lower
