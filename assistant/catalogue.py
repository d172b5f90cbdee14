"""Names known beforehand (municipalities, what people call a procedure), found in a message despite a slip of a key."""

from collections import defaultdict
from typing import Dict, Iterable, List, Sequence, Set, Tuple

from assistant.words import Word, words

_LONGEST = 6
# Below this length two different words are too often one letter apart.
_FORGIVEN = 6
_WORD_FORGIVEN = 4


class Catalogue:
    """A set of names, looked up in the words of a message."""

    def __init__(self, names: Iterable[str]) -> None:
        split = [[word.low for word in words(name)] for name in names]
        self._names = _Spelled((" ".join(name) for name in split), _FORGIVEN)
        self._words = _Spelled((word for name in split for word in name), _WORD_FORGIVEN)

    def find(self, message: Sequence[Word]) -> List[Tuple[str, int, int]]:
        """`(label, start, end)` of every name in a message, the longest first: label "exact", or "near" for a name
        with one letter lost, added, changed or swapped."""
        known = [bool(self._words.look_up(word.low)) for word in message]
        found: List[Tuple[str, int, int]] = []
        taken = [False] * len(message)
        for length in range(min(_LONGEST, len(message)), 0, -1):
            for first in range(len(message) - length + 1):
                after = first + length
                if not all(known[first:after]) or any(taken[first:after]):
                    continue
                label = self._names.look_up(" ".join(word.low for word in message[first:after]))
                if label:
                    found.append((label, message[first].start, message[after - 1].end))
                    taken[first:after] = [True] * length
        return found

    def words_in(self, message: Sequence[Word]) -> List[str]:
        """For each word of a message whether it occurs in a name: "exact", "near" or "-"."""
        return [self._words.look_up(word.low) or "-" for word in message]


class _Spelled:
    """Texts, and those one letter away from them. What two texts have in common after losing a letter each is one
    slip apart, so a set of shortened texts answers without comparing (the idea of SymSpell)."""

    def __init__(self, texts: Iterable[str], forgiven: int) -> None:
        self._texts = set(texts)
        self._forgiven = forgiven
        self._shorter: Dict[str, Set[str]] = defaultdict(set)
        for text in self._texts:
            if len(text) >= forgiven:
                for shorter in _without_one(text):
                    self._shorter[shorter].add(text)

    def look_up(self, text: str) -> str:
        """ "exact", "near" or nothing."""
        if text in self._texts:
            return "exact"
        if len(text) < self._forgiven:
            return ""
        if text in self._shorter or any(
            shorter in self._shorter or (len(text) > self._forgiven and shorter in self._texts)
            for shorter in _without_one(text)
        ):
            return "near"
        return ""


def _without_one(text: str) -> Set[str]:
    return {text[:at] + text[at + 1 :] for at in range(len(text))}
