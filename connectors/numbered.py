"""Choices as numbered text, for channels on which this reply has no buttons."""

from collections.abc import Sequence

from bot.messaging.content import Choice


def numbered(text: str, choices: Sequence[Choice]) -> str:
    """The text, then the choices as lines "1. Sí", "2. No"; the platform knows number and title when they come back."""
    lines = "\n".join(f"{number}. {choice.title}" for number, choice in enumerate(choices, start=1))
    return "\n\n".join(block for block in (text.strip(), lines) if block)
