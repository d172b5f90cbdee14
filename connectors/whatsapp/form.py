"""A reply in WhatsApp's form: buttons and lists where there are content templates for them, numbered text otherwise."""

from collections.abc import Collection

from bot.messaging.content import Reply
from connectors import layout
from connectors.base import Part
from connectors.numbered import numbered
from connectors.text import split, utf16_units
from connectors.whatsapp.contents import MAX_BODY, name_for

# Twilio takes 1600 characters of text; what the citizen's phone adds or counts differently gets the rest.
MAX_TEXT = 1500
MAX_CAPTION = 1024
SHARE_LOCATION = "Si quiere, envíe su ubicación: toque el clip y luego «Ubicación»."


def render(reply: Reply, message_id: int, contents: Collection[str]) -> list[Part]:
    """Parts within Twilio's limits; `contents` are the forms for which there are templates."""
    return [fitting for part in layout.parts(reply, message_id) for fitting in _fit(part, contents)]


def _fit(part: Part, contents: Collection[str]) -> list[Part]:
    text = _text(part)
    if part.buttons and name_for(part) in contents:
        *before, asked = _paragraphs(_heading_in_line(part, text))
        interactive = Part(text=asked, buttons=part.buttons, list_button=part.list_button)
        return [*_file(part), *(Part(text=piece) for line in before for piece in _split(line)), interactive]
    text = numbered(text, part.buttons)
    if part.document and part.document.is_image and utf16_units(text) <= MAX_CAPTION:
        return [Part(text=text, document=part.document)]
    return [*(Part(text=piece) for piece in _split(text)), *_file(part)]


def _paragraphs(text: str) -> tuple[str, str]:
    """What goes before a template, and the one short line that goes into it: its variables take no line break."""
    before, _, last = text.rpartition("\n")
    if utf16_units(last) <= MAX_BODY:
        return before.strip(), last
    *pieces, end = split(last, lambda piece: utf16_units(piece) <= MAX_BODY)
    return "\n".join([before, *pieces]).strip(), end


def _heading_in_line(part: Part, text: str) -> str:
    """A card's heading before its words, where that makes one line of them."""
    return text.replace("\n", ": ") if part.title and text.count("\n") == 1 else text


def _split(text: str) -> list[str]:
    return split(text, lambda piece: utf16_units(piece) <= MAX_TEXT)


def _file(part: Part) -> list[Part]:
    return [Part(document=part.document)] if part.document else []


def _text(part: Part) -> str:
    text = f"*{part.title}*{part.text.removeprefix(part.title)}" if part.title else part.text
    return "\n".join(filter(None, (text, SHARE_LOCATION if part.ask_location else "")))
