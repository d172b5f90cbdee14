"""What the assistant is to learn beside the repository's own sentences: those that people have reviewed."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from bot.learning.wording import comparable, without_marks
from bot.understanding.intents import known_intents
from bot.understanding.sentences import Sentence, trained_on

# Their entities are not marked: the tagger must not take that for "there are none" (assistant/components/entities.py).
UNMARKED = {"entities": "unmarked"}
_BRACKETS = str.maketrans("[]{}", "    ")  # what marks entities in a training file


class Lesson(NamedTuple):
    """A sentence and its intent. The latest review comes first where several are given."""

    text: str
    intent: str


class Left(NamedTuple):
    """A lesson that cannot be learned, and the intent under which its sentence is there already (none: its own intent
    is no more)."""

    lesson: Lesson
    there_as: str | None


def lessons_of(rows: Iterable[Sequence[str]]) -> list[Lesson]:
    """Lessons as they were written down: [[text, intent], …]."""
    return [Lesson(text, intent) for text, intent in rows]


def sorted_out(
    lessons: Sequence[Lesson], known: Iterable[Sentence] | None = None, intents: set[str] | None = None
) -> tuple[list[Lesson], list[Left]]:
    """The lessons that add something, without marks of personal data; and those that contradict what is there.

    A sentence that the repository has with the same intent, or that was there before in the list, is in neither.
    """
    intents = known_intents() if intents is None else intents
    there = {comparable(text): intent for text, intent in (trained_on() if known is None else known)}
    new: list[Lesson] = []
    left: list[Left] = []
    for lesson in lessons:
        text = comparable(lesson.text)
        if lesson.intent not in intents:
            left.append(Left(lesson, None))
        elif there.get(text, lesson.intent) != lesson.intent:
            left.append(Left(lesson, there[text]))
        elif text and text not in there:
            there[text] = lesson.intent
            new.append(Lesson(without_marks(lesson.text), lesson.intent))
    return new, left


def digest(lessons: Sequence[Lesson]) -> str:
    """Eight hexadecimal digits for a set of lessons, whatever their order; nothing for none."""
    if not lessons:
        return ""
    lines = "\n".join(sorted(f"{lesson.intent}\t{lesson.text}" for lesson in lessons))
    return hashlib.sha256(lines.encode()).hexdigest()[:8]


def write(lessons: Sequence[Lesson], file: Path) -> None:
    """Write a training file for Rasa."""
    by_intent: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for lesson in sorted(lessons, key=lambda one: (one.intent, one.text)):
        by_intent[lesson.intent].append({"text": lesson.text.translate(_BRACKETS)})
    blocks = [{"intent": name, "metadata": UNMARKED, "examples": texts} for name, texts in by_intent.items()]
    file.write_text(yaml.safe_dump({"version": "3.1", "nlu": blocks}, allow_unicode=True), encoding="utf-8")
