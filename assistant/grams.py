"""Words, word pairs and pieces of words, counted and weighed (TF-IDF). Needs numpy alone, so that one row is fast."""

from collections import Counter
from itertools import pairwise
from math import log
from typing import Dict, Iterable, Iterator, List, Sequence, Tuple

import numpy as np


def word_grams(words: Sequence[str]) -> Iterator[str]:
    """Each word, and each pair of neighbors."""
    yield from words
    yield from map(" ".join, pairwise(words))


def letter_grams(words: Sequence[str], shortest: int = 2, longest: int = 5) -> Iterator[str]:
    """The pieces of two to five letters of each word, a space standing for its ends."""
    for word in words:
        padded = f" {word} "
        for length in range(shortest, min(longest, len(padded)) + 1):
            for at in range(len(padded) - length + 1):
                yield padded[at : at + length]


class Grams:
    """Numbers the grams that occur often enough, and weighs them by how rare they are."""

    def __init__(self, names: Sequence[str], rarity: np.ndarray) -> None:
        self.names = list(names)
        self.rarity = rarity
        self._number: Dict[str, int] = {name: number for number, name in enumerate(self.names)}

    @classmethod
    def of(cls, texts: Iterable[Iterable[str]], at_least: int) -> "Grams":
        """Those that stand in `at_least` texts; the smoothed inverse document frequency of scikit-learn."""
        found: Counter = Counter()
        count = 0
        for grams in texts:
            found.update(set(grams))
            count += 1
        kept = sorted(name for name, texts_with in found.items() if texts_with >= at_least)
        rarity = [log((1 + count) / (1 + found[name])) + 1 for name in kept]
        return cls(kept, np.asarray(rarity, dtype=np.float32))

    def row(self, grams: Iterable[str]) -> Tuple[List[int], np.ndarray]:
        """Numbers and weights of the known grams of one text; the weights' squares add up to one."""
        counted = Counter(number for number in map(self._number.get, grams) if number is not None)
        numbers = list(counted)
        weights = (1 + np.log(np.fromiter(counted.values(), np.float32, len(counted)))) * self.rarity[numbers]
        norm = float(np.sqrt(weights @ weights))
        return numbers, weights / norm if norm else weights
