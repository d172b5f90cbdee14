"""Neighborhoods as people write them, matched to those of entity.yml."""

import re
from difflib import SequenceMatcher
from functools import lru_cache

from bot.entity import entity
from bot.words import plain, sound

# How alike two names must be; shorter names must be written as they sound.
ALIKE = 0.84
SHORTEST_FUZZY = 6
LONGEST_TEXT = 300
_BEFORE = re.compile(r"\b(barrio|urbanizacion|sector|vereda|conjunto|el|la|los|las|del|de|d|l)\b")


def neighborhood_in(text: str) -> str | None:
    """The neighborhood that a text names, as entity.yml writes it; None if it names none of ours.

    Typing mistakes are forgiven: "la esperansa", "barrio altos d la sierra".
    """
    words = _words(text[:LONGEST_TEXT])
    said = f" {' '.join(words)} "
    for heard, name in _names():
        if f" {heard} " in said:
            return name
    return _most_alike(words)


def _most_alike(words: list[str]) -> str | None:
    best: tuple[float, str | None] = (ALIKE, None)
    for heard, name in _names():
        if len(heard) < SHORTEST_FUZZY:
            continue
        count = len(heard.split())
        for start in range(max(1, len(words) - count + 1)):
            likeness = SequenceMatcher(None, heard, " ".join(words[start : start + count])).ratio()
            best = max(best, (likeness, name), key=lambda found: found[0])
    return best[1]


@lru_cache
def _names() -> list[tuple[str, str]]:
    """Every name and alias as it sounds, the longest first."""
    found = {
        " ".join(_words(alias)): place.name
        for place in entity().neighborhoods
        for alias in (*place.aliases, place.name)
        if _words(alias)
    }
    return sorted(found.items(), key=lambda pair: -len(pair[0]))


def _words(text: str) -> list[str]:
    """Words as they sound, without those that only stand before a name."""
    return [sound(word) for word in re.findall(r"[a-zñ0-9]+", _BEFORE.sub(" ", plain(text)))]
