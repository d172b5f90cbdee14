"""A conditional random field that finds entities in a message, from words, patterns and catalogues."""

from collections import Counter
from pathlib import Path
from typing import Dict, Iterable, Iterator, List, Sequence, Set, Tuple

import pycrfsuite

from assistant.catalogue import Catalogue
from assistant.patterns import find, unsplit
from assistant.words import Word, cues, features, marked, words

# (entity, start, end) in characters of the message
Span = Tuple[str, int, int]
# What most messages are, without an entity or with services alone, teaches little that the others do not: every so many
# of them are read, of those without an entity and more than LONG words the fewest (docs/understanding.md, Entities).
LONG = 15
READ_SHORT, READ_LONG, READ_SERVICES = 6, 18, 2


class Tagger:
    """Finds the places of entities. What is learned lies in `file`; the catalogues are given."""

    def __init__(self, file: Path, catalogues: Dict[str, Catalogue]) -> None:
        self._tagger = pycrfsuite.Tagger()
        self._tagger.open(str(file))
        self._catalogues = catalogues

    def find(self, text: str) -> List[Span]:
        """The entities of a message, in order, without overlaps."""
        message = words(text)
        if not message:
            return []
        return unsplit(text, spans(message, self._tagger.tag(describe(text, message, self._catalogues))))


def train(file: Path, examples: Iterable[Tuple[str, Sequence[Span]]], catalogues: Dict[str, Catalogue]) -> None:
    """Learn from messages and their entities, and write what was learned to `file`."""
    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.set_params({"c1": 0.05, "c2": 0.05, "max_iterations": 40, "feature.minfreq": 3})
    for text, entities, message in _telling(examples):
        trainer.append(describe(text, message, catalogues), marked(message, entities))
    trainer.train(str(file))


def _telling(examples: Iterable[Tuple[str, Sequence[Span]]]) -> Iterator[Tuple[str, Sequence[Span], List[Word]]]:
    """The examples worth reading, with their words."""
    seen: Counter = Counter()
    for text, entities in examples:
        message = words(text)
        every = _read_every({entity for entity, _, _ in entities}, len(message))
        seen[every] += 1
        if message and seen[every] % every == 0:
            yield text, entities, message


def _read_every(entities: Set[str], length: int) -> int:
    """Of how many messages like this one, with these kinds of entities and so many words, one is read."""
    if not entities:
        return READ_LONG if length > LONG else READ_SHORT
    return READ_SERVICES if entities == {"service"} else 1


def describe(text: str, message: Sequence[Word], catalogues: Dict[str, Catalogue]) -> List[List[str]]:
    """The features of each word of a message."""
    marks = {"rule": marked(message, [(one.entity, one.start, one.end) for one in find(text)])}
    for name, catalogue in catalogues.items():
        marks[name] = marked(message, catalogue.find(message))
        marks[f"{name} word"] = catalogue.words_in(message)
    marks["cue"] = cues(message)
    return features(message, marks)


def spans(message: Sequence[Word], labels: Sequence[str]) -> List[Span]:
    """The entities that a label for each word stands for."""
    found: List[Span] = []
    before = ""
    for word, label in zip(message, labels, strict=True):
        entity = label[2:]
        if entity and label.startswith("I-") and entity == before:
            found[-1] = (entity, found[-1][1], word.end)
        elif entity:
            found.append((entity, word.start, word.end))
        before = entity
    return found
