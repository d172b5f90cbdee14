"""Comparing what people type: without accents, capitals or doubled spaces, but with ñ, which is a letter of its own."""

import re
import unicodedata


def fold(text: str) -> str:
    """Lower case, accents removed except the tilde of ñ, spaces single: "¿CUÁNTO  Año?" gives "¿cuanto año?"."""
    composed = unicodedata.normalize("NFC", text).casefold()
    letters = (letter if letter == "ñ" else _bare(letter) for letter in composed)
    return re.sub(r"\s+", " ", "".join(letters)).strip()


def _bare(letter: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFD", letter) if not unicodedata.combining(sign))
