"""The words of a sentence, as they may be kept and learned from."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from assistant.redact import redact
from assistant.text import folded_words

LONGEST = 500
_MARK = re.compile("«[^»]*»")
_WORD = re.compile(r"[^\W\d_]{2,}")


def tidy(text: str, entities: Iterable[Mapping[str, Any]] = ()) -> str:
    """A sentence as it may be kept: redacted, in one line, and cut only after that, so that no number escapes."""
    spans = [(str(one["entity"]), int(one["start"]), int(one["end"])) for one in entities if "start" in one]
    return " ".join(redact(text, spans).split())[:LONGEST]


def says_something(text: str) -> bool:
    """Whether words are left beside the marks."""
    return _WORD.search(without_marks(text)) is not None


def without_marks(text: str) -> str:
    """The words alone: what stands for personal data is left out."""
    return " ".join(_MARK.sub(" ", text).split())


def comparable(text: str) -> str:
    """A sentence folded and spelled out; what the assistant reads alike is the same."""
    return " ".join(folded_words(without_marks(text)))
