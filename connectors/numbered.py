"""Choices as numbered text, for channels on which this reply has no buttons."""

from collections.abc import Sequence

from connectors.base import Button


def numbered(text: str, buttons: Sequence[Button], *, apart: str = "\n\n") -> str:
    """The text, then the choices as lines "1. Sí", "2. No"; the platform knows number and title when they come back."""
    lines = "\n".join(f"{button.number}. {_said(button)}" for button in buttons)
    return apart.join(block for block in (text.strip(), lines) if block)


def _said(button: Button) -> str:
    return f"{button.title}: {button.description}" if button.description else button.title
