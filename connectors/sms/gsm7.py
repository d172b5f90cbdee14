"""The alphabet of SMS: what is in it, how a text is brought into it, and how many segments a text takes.

Source: 3GPP TS 23.038 (GSM 7-bit default alphabet and its extension table), 3GPP TS 23.040 (concatenation).
"""

import unicodedata

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = frozenset("^{}\\[]~|€\f")  # two units each, never parted between segments

GSM7_SINGLE, GSM7_PART = 160, 153
UCS2_SINGLE, UCS2_PART = 70, 67

# Signs that have a plain equivalent; letters with accents are folded by their decomposition.
PLAIN = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "‚": "'", "´": "'", "`": "'"}
    | {"–": "-", "—": "-", "―": "-", "‐": "-", "‑": "-", "−": "-", "•": "-", "·": ".", "×": "x", "⁄": "/"}
    | {"º": "o", "°": "o", "ª": "a", "…": "...", "\t": " ", "≤": "<=", "≥": ">=", "→": "->", "←": "<-", "≈": "aprox. "}
    | {"±": "+/-", "÷": "/", "‰": " por mil", "©": "(c)", "®": "(r)", "₡": "CRC ", "₲": "Gs. ", "¢": "c", "¬": "-"}
)


def fold(text: str) -> str:
    """The text with á í ó ú, typographic signs and emoji replaced or left out, so that it fits the alphabet.

    é ñ ü ¿ ¡ and all else in the alphabet stay; letters of other scripts stay too, and then the text goes as UCS-2.
    Runs of spaces become one.
    """
    folded = "".join(_fold_character(character) for character in unicodedata.normalize("NFC", text).translate(PLAIN))
    return "\n".join(" ".join(line.split()) for line in folded.splitlines()).strip()


def segments(text: str) -> int:
    """How many SMS segments the text is sent and billed as; 1 for an empty text.

    A sign that takes two units is never parted: it goes to the next segment whole, and a unit stays unused.
    """
    if is_gsm7(text):
        return _parts([2 if character in EXTENSION else 1 for character in text], GSM7_SINGLE, GSM7_PART)
    return _parts([2 if ord(character) > 0xFFFF else 1 for character in text], UCS2_SINGLE, UCS2_PART)


def is_gsm7(text: str) -> bool:
    """True when every character is in the alphabet or its extension; otherwise the whole text goes as UCS-2."""
    return all(character in BASIC or character in EXTENSION for character in text)


def _fold_character(character: str) -> str:
    if character in BASIC or character in EXTENSION:
        return character
    plain = "".join(c for c in unicodedata.normalize("NFKD", character) if not unicodedata.combining(c)).translate(
        PLAIN
    )
    if is_gsm7(plain):
        return plain
    # Letters carry meaning in any script; pictures and invisible joiners do not survive in a text message.
    return character if unicodedata.category(character)[0] in "LN" else ""


def _parts(units: list[int], single: int, part: int) -> int:
    if sum(units) <= single:
        return 1
    parts, used = 1, 0
    for unit in units:
        if used + unit > part:
            parts, used = parts + 1, 0
        used += unit
    return parts
