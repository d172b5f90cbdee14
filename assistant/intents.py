"""What a message asks for: a linear classifier over counted grams and a sentence embedding. Knows nothing of Rasa."""

import json
from collections import Counter
from pathlib import Path
from typing import Dict, List, Mapping, NamedTuple, Sequence, Tuple

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix, hstack
from sklearn.model_selection import train_test_split
from sklearn.svm import LinearSVC

from assistant.grams import Grams, letter_grams, word_grams
from assistant.sentences import SIZE, embed, embed_all
from assistant.spelling import Speller, spanish_words
from assistant.text import folded_words, sound

WORDS_IN, LETTERS_IN = 2, 3
PENALTY = 0.5
LEFT_OUT = 1 / 3
# Ten times finer ones take a quarter longer and change no answer.
TOLERANCE = 0.1
# So many times as often as what sounds like it, a word is what was meant.
COMMONER = 5
DANGERS = ("emergency", "self_harm")
# A message that speaks of danger with this probability, whatever else is likelier, is at least asked about. Found on
# tests/nlu/dangers.tsv and by cross-validation (docs/understanding.md).
ALARM = 0.03


class Linear(NamedTuple):
    """What the classifier has learned: (grams + SIZE, intents) weights, a bias an intent, and how sure a margin is."""

    weights: np.ndarray
    bias: np.ndarray
    sharpness: float


class IntentModel:
    """Tells the intent of a text. Grams of words come before those of letters, and the embedding after both."""

    def __init__(self, intents: Sequence[str], speller: Speller, parts: Tuple[Grams, Grams], learned: Linear) -> None:
        self.intents = list(intents)
        self.speller = speller
        self._parts = parts
        self._learned = learned
        self._of_grams, self._of_sentence = learned.weights[:-SIZE], learned.weights[-SIZE:]

    def probabilities(self, text: str) -> np.ndarray:
        """How likely each of `intents` is; they add up to one."""
        read = self.speller.mend(folded_words(text))
        margins = embed(read) @ self._of_sentence + self._learned.bias
        numbers, weights = _gram_row(self._parts, read)
        if numbers:
            margins += weights @ self._of_grams[numbers]
        return _softmax(margins * self._learned.sharpness)

    def danger(self, chances: np.ndarray) -> str:
        """The danger, an intent, that a message of these probabilities may speak of; empty if it hardly does."""
        known = [intent for intent in DANGERS if intent in self.intents]
        likely = {intent: float(chances[self.intents.index(intent)]) for intent in known}
        return max(likely, key=likely.__getitem__) if sum(likely.values()) >= ALARM else ""

    def save(self, folder: Path) -> None:
        """Write the model into a folder that exists."""
        np.savez(
            folder / "intents.npz",
            words=self._parts[0].rarity,
            letters=self._parts[1].rarity,
            **self._learned._asdict(),
        )
        names = {
            "intents": self.intents,
            "words": self._parts[0].names,
            "letters": self._parts[1].names,
            "trained": self.speller.trained,
            "spanish": list(self.speller.spanish),
        }
        (folder / "intents.json").write_text(json.dumps(names, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> "IntentModel":
        """Read what `save` wrote."""
        names = json.loads((folder / "intents.json").read_text(encoding="utf-8"))
        with np.load(folder / "intents.npz") as arrays:
            parts = Grams(names["words"], arrays["words"]), Grams(names["letters"], arrays["letters"])
            speller = Speller(names["trained"], names["spanish"])
            learned = Linear(arrays["weights"], arrays["bias"], float(arrays["sharpness"]))
        return cls(names["intents"], speller, parts, learned)


def train(texts: Sequence[str], intents: Sequence[str]) -> IntentModel:
    """Learn from sentences and the intent of each."""
    spanish = spanish_words()
    counted = Counter(word for text in texts for word in folded_words(text))
    speller = Speller(_well_spelt(counted, spanish), spanish)
    read = [speller.mend(folded_words(text)) for text in texts]
    parts = Grams.of(map(word_grams, read), WORDS_IN), Grams.of(map(letter_grams, read), LETTERS_IN)
    rows, expected = _matrix(parts, read), np.asarray(intents)
    fitted = _fit(rows, expected)
    weights = np.ascontiguousarray(fitted.coef_.T, dtype=np.float32)
    learned = Linear(weights, fitted.intercept_.astype(np.float32), _sharpness(rows, expected))
    return IntentModel(list(fitted.classes_), speller, parts, learned)


def _well_spelt(counted: Mapping[str, int], spanish: Sequence[str]) -> Dict[str, int]:
    """Words of the training data that are not slips themselves: Spanish ones, and those that came more than once and do
    not sound like a Spanish one that is much commoner ("kuando").
    """
    known = set(spanish)
    heard: Counter = Counter()
    for word in known & counted.keys():
        heard[sound(word)] = max(heard[sound(word)], counted[word])
    return {
        word: count
        for word, count in counted.items()
        if word in known or (count > 1 and heard[sound(word)] < COMMONER * count)
    }


def _gram_row(parts: Tuple[Grams, Grams], read: List[str]) -> Tuple[List[int], np.ndarray]:
    """Numbers and weights of a sentence's grams: of words first, of letters after them."""
    of_words, of_letters = parts
    first, first_weights = of_words.row(word_grams(read))
    second, second_weights = of_letters.row(letter_grams(read))
    shift = len(of_words.names)
    return first + [number + shift for number in second], np.concatenate([first_weights, second_weights])


def _matrix(parts: Tuple[Grams, Grams], sentences: Sequence[List[str]]) -> csr_matrix:
    rows = [_gram_row(parts, read) for read in sentences]
    ends = np.cumsum([0, *(len(numbers) for numbers, _ in rows)])
    numbers = np.concatenate([numbers for numbers, _ in rows])
    values = np.concatenate([weights for _, weights in rows])
    width = sum(len(part.names) for part in parts)
    grams = csr_matrix((values, numbers, ends), shape=(len(rows), width))
    return hstack([grams, csr_matrix(embed_all(sentences))]).tocsr()


def _fit(rows: csr_matrix, intents: np.ndarray) -> LinearSVC:
    return LinearSVC(C=PENALTY, tol=TOLERANCE).fit(rows, intents)


def _sharpness(rows: csr_matrix, intents: np.ndarray) -> float:
    """What to multiply margins by, so that of answers given with 80 % four in five are right (temperature scaling).

    Found on margins of a third of the sentences, which is left out of the fit: one number needs no more of them.
    """
    known, left_out, told, meant = train_test_split(rows, intents, test_size=LEFT_OUT, random_state=0, stratify=intents)
    margins = _fit(known, told).decision_function(left_out)
    right = np.searchsorted(np.unique(intents), meant)

    def surprise(sharpness: float) -> float:
        chances = _softmax(margins * sharpness)
        return float(-np.log(chances[np.arange(len(right)), right] + 1e-12).mean())

    return float(minimize_scalar(surprise, bounds=(0.5, 50), method="bounded").x)


def _softmax(margins: np.ndarray) -> np.ndarray:
    powers = np.exp(margins - margins.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)
