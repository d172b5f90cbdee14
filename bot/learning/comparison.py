"""A candidate beside the model in use: on sentences whose meaning is known, on reviewed ones, in conversations."""

from collections.abc import Callable, Sequence
from pathlib import Path

from pydantic import BaseModel

from bot.database import transaction
from bot.learning import conversations, review
from bot.learning.lessons import Lesson
from bot.learning.training_run import Step
from bot.learning.wording import without_marks
from bot.settings import settings
from bot.understanding import sentences
from bot.understanding.examples import Example, read
from bot.understanding.intents import known_intents
from bot.understanding.model import understand
from bot.understanding.scores import DANGERS, Understood

CHANGES_KEPT = 200


class Score(BaseModel):
    """How many of a number were right with the model in use, and with the candidate."""

    number: int
    before: int
    after: int


class Change(BaseModel):
    """A sentence that gets another answer. Answers are intents, empty where the assistant asks instead.

    `meant` is empty where nobody has said what it means.
    """

    text: str
    meant: str
    before: str
    after: str


class Comparison(BaseModel):
    """What a supervisor sees before switching."""

    current: str
    candidate: str
    evaluated: Score
    dangers: Score
    lessons: Score
    conversations: Score
    changed: list[Change]
    changes: int


async def compare(
    current: Path, candidate: Path, lessons: Sequence[Lesson], at: Callable[[Step], None], *, nice: int
) -> Comparison:
    """Ask both models, and let both play the test conversations. StartError or ExamplesError if that cannot be done."""
    known = evaluation()
    learned = [Example(lesson.text, lesson.intent) for lesson in lessons]
    asked = [*known, *learned, *await _not_reviewed()]
    at(Step.CURRENT)
    before = [pair.got for pair in await understand(current, asked, None, nice=nice)]
    at(Step.CANDIDATE)
    after = [pair.got for pair in await understand(candidate, asked, None, nice=nice)]
    at(Step.CONVERSATIONS)
    played = [await conversations.check(model, nice=nice) for model in (current, candidate)]
    changed = changes(asked, before, after)
    first, second = slice(len(known)), slice(len(known), len(known) + len(learned))
    return Comparison(
        current=current.name,
        candidate=candidate.name,
        evaluated=_score(known, before[first], after[first], _is_right),
        dangers=_score(
            *_only(DANGERS, known, before[first], after[first]),
            _is_noticed,
        ),
        lessons=_score(learned, before[second], after[second], _is_right),
        conversations=Score(number=played[1].number, before=played[0].right, after=played[1].right),
        changed=changed[:CHANGES_KEPT],
        changes=len(changed),
    )


def evaluation() -> list[Example]:
    """The sentences that every model is measured on: a Rasa training file, or what `ventanilla nlu evaluate` takes."""
    file = settings().evaluation_file
    if file.suffix not in {".yml", ".yaml"}:
        return read(file, known_intents())
    return [Example(text, intent) for text, intent in sentences.sentences(file.read_text(encoding="utf-8"))]


def changes(asked: Sequence[Example], before: Sequence[Understood], after: Sequence[Understood]) -> list[Change]:
    """The sentences with another answer: first those that were right and no longer are, then the others."""
    found = [
        Change(text=example.text, meant=example.intent, before=answer(old), after=answer(new))
        for example, old, new in zip(asked, before, after, strict=True)
        if answer(old) != answer(new)
    ]
    return sorted(found, key=lambda change: not (change.meant and change.before == change.meant))


def answer(understood: Understood) -> str:
    """The intent that a citizen is answered for; empty where the assistant asks what was meant."""
    return understood.ranking[0][0] if understood.sure and understood.ranking else ""


async def _not_reviewed() -> list[Example]:
    """What people said lately and nobody has reviewed: its answers may change, right or wrong."""
    async with transaction() as session:
        return [Example(without_marks(one.text), "") for one in await review.waiting(session)]


def _is_right(example: Example, got: Understood) -> bool:
    return answer(got) == example.intent


def _is_noticed(example: Example, got: Understood) -> bool:
    """A danger is noticed by the model or by the rules beside it."""
    return bool(got.alarm) or answer(got) in DANGERS


def _score(
    asked: Sequence[Example],
    before: Sequence[Understood],
    after: Sequence[Understood],
    good: Callable[[Example, Understood], bool],
) -> Score:
    counted = [sum(good(one, got) for one, got in zip(asked, found, strict=True)) for found in (before, after)]
    return Score(number=len(asked), before=counted[0], after=counted[1])


def _only(
    intents: frozenset[str], asked: Sequence[Example], before: Sequence[Understood], after: Sequence[Understood]
) -> tuple[list[Example], list[Understood], list[Understood]]:
    places = [place for place, example in enumerate(asked) if example.intent in intents]
    return [asked[n] for n in places], [before[n] for n in places], [after[n] for n in places]
