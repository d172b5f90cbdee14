"""A conversation as plain text, for the citizen to keep."""

from bot import clock
from bot.entity import entity
from bot.formats import long_date, time_of_day
from connectors.web.history import Shown

AUTHORS = {"citizen": "Usted", "assistant": "Asistente virtual", "agent": "Nuestro equipo"}


def text(messages: list[Shown]) -> str:
    """The messages in their order under the day of each, with what was offered and the names of files."""
    lines, day = [f"Conversación con {entity().name}"], None
    for message in messages:
        written = clock.local(message.at).date()
        if written != day:
            day = written
            lines += ["", long_date(day).capitalize(), ""]
        author = message.author_name or AUTHORS.get(message.author, entity().short_name)
        lines.append(f"[{time_of_day(message.at)}] {author}: " + "\n    ".join(_said(message)))
    return "\n".join(lines) + "\n"


def _said(message: Shown) -> list[str]:
    said = message.text.splitlines()
    for card in message.cards:
        said += [card.title, *card.text.splitlines(), *(f"- {choice.title}" for choice in card.choices)]
    said += [f"- {choice.title}" for choice in message.choices]
    said += [f"(archivo: {file.name})" for file in [message.document, *message.files] if file]
    if message.place:
        said.append("(ubicación)")
    return said or ["…"]
