"""More examples for the tagger out of those that people annotated: other names, and no capitals or accents."""

import random
from typing import Dict, Iterable, Iterator, List, Sequence, Tuple

from assistant.text import fold

# (entity, start, end) in characters
Span = Tuple[str, int, int]
Example = Tuple[str, Sequence[Span]]
_NAMED = ("municipality", "neighborhood")
_PLACES = ("address", *_NAMED)


def varied(examples: Sequence[Example], catalogues: Dict[str, Iterable[str]]) -> List[Example]:
    """The examples, and for each with a place a copy with other names of places, every other one as it is typed in
    a hurry. Names come from the other examples and from the catalogues. The same for the same input."""
    chance = random.Random(0)
    names = {entity: sorted({*_texts(examples, entity), *catalogues.get(entity, ())}) for entity in _NAMED}
    more = []
    for example in examples:
        if any(entity in _PLACES for entity, _, _ in example[1]):
            other = _renamed(example, names, chance)
            more.append(_hurried(other) if len(more) % 2 else other)
    return [*examples, *more]


def _texts(examples: Sequence[Example], entity: str) -> Iterator[str]:
    return (text[start:end] for text, spans in examples for kind, start, end in spans if kind == entity)


def _hurried(example: Example) -> Example:
    return fold(example[0]), example[1]


def _renamed(example: Example, names: Dict[str, List[str]], chance: random.Random) -> Example:
    text, spans = example
    moved, out, at = [], "", 0
    for entity, start, end in sorted(spans, key=lambda span: span[1]):
        out += text[at:start]
        said = chance.choice(names[entity]) if entity in _NAMED else text[start:end]
        moved.append((entity, len(out), len(out) + len(said)))
        out, at = out + said, end
    return out + text[at:], moved
