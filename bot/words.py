"""How people write, made comparable: accents, letters held down, words that sound the same."""

import re
import unicodedata
from functools import lru_cache

INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufe0e\ufe0f\u00ad]")
HELD_DOWN = re.compile(r"([a-zñ])\1{2,}")
DOUBLE = re.compile(r"([a-zñ])\1")
COMBINING = re.compile("[\u0300-\u036f]+")


def fold(text: str) -> str:
    """Small letters without accents (ñ stays) and invisible signs, spaces single: "¿CUÁNTO  Año?" is "¿cuanto año?"."""
    small = INVISIBLE.sub("", text).casefold().replace("n\u0303", "ñ").replace("ñ", "\0")
    return " ".join(COMBINING.sub("", unicodedata.normalize("NFKD", small)).replace("\0", "ñ").split())


def plain(text: str) -> str:
    """Folded, without letters held down: "¡HOLAAA!" is "¡hola!"."""
    return HELD_DOWN.sub(r"\1", fold(text))


@lru_cache(maxsize=20_000)
def sound(word: str) -> str:
    """A folded word as it sounds: "kable", "cavle" and "cable" are one; so are "gaz" and "gas"."""
    word = word.replace("ce", "se").replace("ci", "si").replace("qu", "c").replace("q", "c").replace("k", "c")
    word = (
        word.replace("v", "b")
        .replace("z", "s")
        .replace("ch", "\0")
        .replace("h", "")
        .replace("\0", "ch")
        .replace("ll", "y")
    )
    return DOUBLE.sub(r"\1", word.replace("ll", "y"))


def full_stop(text: str) -> str:
    """A sentence with one stop at its end, also after "3:00 p. m."."""
    return text if text.endswith((".", "!", "?")) else f"{text}."
