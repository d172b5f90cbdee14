"""Cutting a long text where a reader would pause, within a limit that each channel measures in its own way."""

import re
from collections.abc import Callable

# From the best place to cut to the worst: after a paragraph, a line, a sentence, a word.
PAUSES = [re.compile(r"\n[ \t]*\n\s*"), re.compile(r"\n\s*"), re.compile(r"(?<=[.!?…])\s+"), re.compile(r"\s+")]


def split(text: str, fits: Callable[[str], bool]) -> list[str]:
    """`text` in pieces for each of which `fits` is true, cut at the best pause of each piece's second half.

    `fits` must be true of every single character and, where it is true of a text, of every beginning of it. Only the
    white space at the cuts is lost. An empty or blank text gives no piece.
    """
    pieces = []
    rest = text.strip()
    while rest and not fits(rest):
        cut = _cut(rest, _longest(rest, fits))
        pieces.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*pieces, rest] if rest else pieces


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
    """Where to end the first piece: after the last best pause that leaves it at least half full."""
    for pause in PAUSES:
        places = [
            found.start() for found in pause.finditer(text, 0, longest + 1) if longest // 2 < found.start() <= longest
        ]
        if places:
            return places[-1]
    return longest
