"""The sentences of a Rasa training file, as plain texts with their intents."""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import yaml

from bot.settings import ROOT

_ANNOTATION = re.compile(r"\[([^\]]+)\](?:\{[^}]*\}|\([^)]*\))")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# More than a word, less than a line.
EXAMPLE_WORDS = range(3, 9)
Sentence = tuple[str, str]


def sentences(content: str) -> Iterator[Sentence]:
    """Each text of a file's content, without annotations, with its intent."""
    for block in yaml.load(content, _LOADER)["nlu"]:
        if "intent" in block:
            for line in block["examples"].splitlines():
                if text := _ANNOTATION.sub(r"\1", line.removeprefix("- ")).strip():
                    yield text, block["intent"]


def trained_on() -> list[Sentence]:
    """All sentences of the repository that the assistant learns from."""
    return _read(tuple((file, file.stat().st_mtime_ns) for file in sorted((ROOT / "data" / "nlu").glob("*.yml"))))


def examples() -> dict[str, str]:
    """The first short sentence of each intent, to tell people what it is about."""
    found: dict[str, str] = {}
    for text, intent in trained_on():
        if intent not in found and len(text.split()) in EXAMPLE_WORDS:
            found[intent] = text
    return found


@lru_cache(maxsize=1)
def _read(files: tuple[tuple[Path, int], ...]) -> list[Sentence]:
    """`files` with the times of their last changes, so that what is kept is never older than they are."""
    return [found for file, _ in files for found in sentences(file.read_text(encoding="utf-8"))]
