"""Misunderstood sentences that are probably one misunderstanding, put together so that they are reviewed at once."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from assistant.text import folded_words
from bot.learning.misunderstood import Misunderstood
from bot.learning.wording import without_marks

# How alike two sentences must be (0 to 1, Dice's coefficient of their words and pieces of words), and what the same
# first guess adds to it.
ALIKE, SAME_GUESS = 0.5, 0.1
PIECE = 3


@dataclass
class Group:
    """Sentences, the first of which the others are like."""

    sentences: list[Misunderstood] = field(default_factory=list)

    @property
    def guess(self) -> str | None:
        """What the assistant took most of them for."""
        return _commonest(first_guess(sentence) for sentence in self.sentences)

    @property
    def proposal(self) -> str | None:
        """The meaning that most of the citizens then chose themselves; asking for a person chooses none."""
        return _commonest(sentence.picked for sentence in self.sentences if sentence.picked != "human_handoff")

    @property
    def picks(self) -> int:
        """How many citizens chose the proposal."""
        proposal = self.proposal
        return sum(proposal is not None and sentence.picked == proposal for sentence in self.sentences)


def grouped(sentences: Sequence[Misunderstood]) -> list[Group]:
    """Groups of sentences alike, the largest first, then the one with the latest sentence; any order in gives the same
    groups as long as the ids are the same."""
    groups: list[Group] = []
    leaders: list[set[str]] = []
    having: dict[str, list[int]] = defaultdict(list)
    for sentence in sorted(sentences, key=lambda one: one.id):
        parts = parts_of(sentence.text)
        place = _nearest(sentence, parts, groups, leaders, having)
        if place is None:
            place = len(groups)
            groups.append(Group())
            leaders.append(parts)
            for part in parts:
                having[part].append(place)
        groups[place].sentences.append(sentence)
    return sorted(groups, key=lambda group: (-len(group.sentences), -group.sentences[-1].id))


def parts_of(text: str) -> set[str]:
    """A sentence's words, folded and spelled out, and their pieces of three letters."""
    words = folded_words(without_marks(text))
    pieces = (f" {word} "[at : at + PIECE] for word in words for at in range(len(word)))
    return {*words, *pieces}


def first_guess(sentence: Misunderstood) -> str | None:
    """What the assistant took a sentence for in the first place."""
    return str(sentence.guesses[0][0]) if sentence.guesses else None


def _nearest(
    sentence: Misunderstood,
    parts: set[str],
    groups: Sequence[Group],
    leaders: Sequence[set[str]],
    having: dict[str, list[int]],
) -> int | None:
    shared = Counter(place for part in parts for place in having.get(part, ()))
    best, nearest = ALIKE, None
    for place, count in shared.items():
        alike = 2 * count / (len(parts) + len(leaders[place]))
        if first_guess(groups[place].sentences[0]) == first_guess(sentence):
            alike += SAME_GUESS
        if alike > best:
            best, nearest = alike, place
    return nearest


def _commonest(values: Iterable[str | None]) -> str | None:
    counted = Counter(value for value in values if value)
    return min(counted, key=lambda value: (-counted[value], value)) if counted else None
