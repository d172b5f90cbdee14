"""A reply in Telegram's form. Source of the limits: https://core.telegram.org/bots/api#sendmessage"""

import dataclasses

from bot.messaging.content import Reply
from connectors import layout
from connectors.base import Part
from connectors.numbered import numbered
from connectors.text import split, utf16_units

MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_BUTTONS = 100
# Telegram has no message without text, and a keyboard needs a message.
CHOOSE = "Elija una opción:"
SHARE_LOCATION = "Comparta su ubicación con el botón, o escriba la dirección."
SHARE_CONTACT = "Comparta su número con el botón, o escríbalo."


def render(reply: Reply, message_id: int) -> list[Part]:
    """Texts of at most 4096 UTF-16 units, buttons on the last; a short text becomes its file's caption."""
    return [fitting for part in layout.parts(reply, message_id) for fitting in _fit(part)]


def _fit(part: Part) -> list[Part]:
    text, buttons = _text(part), part.buttons
    if len(buttons) > MAX_BUTTONS:
        text, buttons = numbered(text, buttons), []
    last = dataclasses.replace(part, text="", title="", buttons=buttons)
    if part.document:
        if utf16_units(text) <= MAX_CAPTION:
            return [dataclasses.replace(last, text=text, title=part.title)]
        return [*_texts(text, part.title), last]
    *before, end = _texts(text or CHOOSE, part.title)
    return [*before, dataclasses.replace(last, text=end.text, title=end.title)]


def _texts(text: str, title: str) -> list[Part]:
    first, *others = split(text, lambda piece: utf16_units(piece) <= MAX_TEXT)
    return [Part(text=first, title=title), *(Part(text=other) for other in others)]


def _text(part: Part) -> str:
    """The words of a part: below them what a button has no room to say, and words for a keyboard that has none."""
    described = [f"• {button.title}: {button.description}" for button in part.buttons if button.description]
    text = "\n".join(filter(None, (part.text, *described)))
    if text or part.document:
        return text
    return SHARE_LOCATION if part.ask_location else SHARE_CONTACT if part.ask_contact else ""
