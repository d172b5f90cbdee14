"""Mends misspelt words: an unknown word becomes a known one that sounds the same, or that is one slip away."""

from typing import Dict, Iterator, List, Mapping, Sequence

from assistant.text import fold, sound

# Shorter words have too many neighbors: "luz" and "cuz", "gas" and "has".
SHORTEST = 4
LETTERS = "abcdefghijklmnñopqrstuvwxyz"
REMEMBERED = 10_000


class Speller:
    """Knows the words of the training data and how often each stands there, and words of Spanish, commonest first."""

    def __init__(self, trained: Mapping[str, int], spanish: Sequence[str]) -> None:
        self.trained = dict(trained)
        self.spanish = {word: rank for rank, word in enumerate(spanish)}
        # Of two words that sound the same the commoner one is meant.
        rising = sorted(self.trained, key=lambda word: (self.trained[word], word))
        self._sounds = {sound(word): word for word in rising if len(word) >= SHORTEST}
        self._mended: Dict[str, str] = {}

    def mend(self, words: List[str]) -> List[str]:
        """The folded words, each unknown one replaced by what it was most likely meant to be."""
        return " ".join(word if self._is_known(word) else self._remembered(word) for word in words).split()

    def _is_known(self, word: str) -> bool:
        return len(word) < SHORTEST or word in self.trained or word in self.spanish or not word.isalpha()

    def _remembered(self, word: str) -> str:
        if word not in self._mended:
            if len(self._mended) >= REMEMBERED:
                self._mended.clear()
            self._mended[word] = self._meant(word)
        return self._mended[word]

    def _meant(self, word: str) -> str:
        heard = self._sounds.get(sound(word))
        if heard:
            return heard
        near = set(_one_slip_away(word))
        own = near & self.trained.keys()
        if own:
            return max(own, key=lambda other: (self.trained[other], other))
        return min(near & self.spanish.keys(), key=self.spanish.__getitem__, default=None) or self._in_two(word)

    def _in_two(self, word: str) -> str:
        """Two known words that were written as one ("porfavor"), else the word itself."""
        pairs = [(word[:at], word[at:]) for at in range(2, len(word) - 1)]
        known = [pair for pair in pairs if pair[0] in self.trained and pair[1] in self.trained]
        return " ".join(max(known, key=lambda pair: min(map(self.trained.__getitem__, pair)), default=(word,)))


def spanish_words() -> List[str]:
    """Spanish words folded, commonest first: the list of pyspellchecker, counted in film subtitles."""
    from spellchecker import SpellChecker

    counted = SpellChecker(language="es").word_frequency.dictionary
    ordered = sorted(counted, key=lambda word: (-counted[word], word))
    return list(dict.fromkeys(fold(word) for word in ordered if word.isalpha()))


def _one_slip_away(word: str) -> Iterator[str]:
    """Every string with one letter left out, swapped with the next, replaced or added."""
    for at in range(len(word) + 1):
        before, after = word[:at], word[at:]
        if after:
            yield before + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        for letter in LETTERS:
            yield before + letter + after
            if after:
                yield before + letter + after[1:]
