"""Cutting a long text where a reader would pause, within a limit that each channel measures in its own way."""

import re
import unicodedata
from collections.abc import Callable, Iterator

PARAGRAPH = re.compile(r"\n[ \t]*\n\s*")
LINE = re.compile(r"\n\s*")
SENTENCE = re.compile(r"(?<=[.!?…])[\"'»”)]*(\s+)(?=[\"'«“¡¿(]?[^\Wa-zß-öø-ÿ]|[^\w\s\"'«“¡¿(])")
# Not inside "300 123 4567", "$ 120.500" or "7 # 45-23".
WORD = re.compile(r"(?<!\s)(?:(?<![\d$#°º])\s+|\s+(?![\d#]))(?!\s)")
ANY_SPACE = re.compile(r"\s+")

# What these stand for goes on after their full stop: "Cra. 7", "p. m.", "Sra. Ruiz", a list's "2. No".
ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:[^\W\d_]|\d{1,2}|cra|kra|cll|cl|calle|av|avda|dg|diag|tv|transv|no|nro|nums?|n[uú]m|tels?|cel|ext|apto|"
    r"apt|int|mz|lt|km|sr|sra|srta|dr|dra|ing|lic|art|arts|par|inc|lit|p[aá]gs?|aprox|etc|ud|uds|vr|vlr|ref|dept|depto|mpio)\.$",
    re.IGNORECASE,
)
LOOK_BEHIND = 12


def split(text: str, fits: Callable[[str], bool]) -> list[str]:
    """`text` in pieces for each of which `fits` is true, cut at the best pause of each piece's second half.

    Cut inside a word, a number or an address on the web only where one of them does not fit by itself, and never inside
    a character, however many signs it is made of. `fits` must be true of every single character and, where it is true
    of a text, of every beginning of it. Only the white space at the cuts is lost. A blank text gives no piece.
    """
    pieces = []
    rest = text.strip()
    while rest and not fits(rest):
        cut = _cut(rest, _longest(rest, fits))
        pieces.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*pieces, rest] if rest else pieces


def last_sentence_apart(text: str) -> str:
    """The text with its last sentence as a paragraph of its own; the same text if it has only one."""
    ends = [found for found in SENTENCE.finditer(text) if not _abbreviated(text, found.start(1))]
    return f"{text[: ends[-1].start(1)]}\n\n{text[ends[-1].end() :]}" if ends else text


def shorten(text: str, longest: int) -> str:
    """At most `longest` characters: cut after a word, with "…" in place of the rest."""
    text = " ".join(text.split())
    if len(text) <= longest:
        return text
    kept = text[: longest - 1]
    words, _, _ = kept.rpartition(" ") if text[longest - 1] != " " else (kept, "", "")
    return (words if len(words) >= longest // 2 else kept).rstrip(" ,;:.") + "…"


def storable(text: str) -> str:
    """The text without what no database takes: NUL, and halves of characters."""
    return text.encode("utf-8", "ignore").decode().replace("\x00", "")


def utf16_units(text: str) -> int:
    """Length as Telegram counts it: UTF-16 code units, two for an emoji."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _longest(text: str, fits: Callable[[str], bool]) -> int:
    """Length of the longest beginning of `text` that fits; at least 1."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if fits(text[:middle]):
            low = middle
        else:
            high = middle - 1
    return low


def _cut(text: str, longest: int) -> int:
    """Where to end the first piece: after the last best pause that leaves it at least half full, else after a word."""
    half = longest // 2
    for pause in (PARAGRAPH, LINE, SENTENCE, WORD):
        if places := [place for place in _places(pause, text, longest) if place > half]:
            return places[-1]
    for pause in (WORD, ANY_SPACE):
        if places := list(_places(pause, text, longest)):
            return places[-1]
    return _between_characters(text, longest)


def _places(pause: re.Pattern[str], text: str, longest: int) -> Iterator[int]:
    """Where the white space of each pause begins, as far as `longest`."""
    for found in pause.finditer(text, 0, min(len(text), longest + 2)):
        start = found.start(1) if pause is SENTENCE else found.start()
        if 0 < start <= longest and not (pause in (SENTENCE, WORD) and _abbreviated(text, start)):
            yield start


def _abbreviated(text: str, end: int) -> bool:
    return bool(ABBREVIATION.search(text, max(0, end - LOOK_BEHIND), end))


def _between_characters(text: str, longest: int) -> int:
    """The last place up to `longest` that parts no character; `longest` if the text begins with one that is longer."""
    for place in range(longest, 0, -1):
        if not _belong_together(text[place - 1], text[place]):
            return place
    return longest


def _belong_together(before: str, after: str) -> bool:
    """Whether two signs are one character: an accent, a skin tone, a joined emoji, a flag's second letter."""
    joined = "\u200d" in (before, after) or "\ufe00" <= after <= "\ufe0f" or after == "\u20e3"
    flag = "\U0001f1e6" <= before <= "\U0001f1ff" and "\U0001f1e6" <= after <= "\U0001f1ff"
    return joined or flag or "\U0001f3fb" <= after <= "\U0001f3ff" or unicodedata.combining(after) != 0
