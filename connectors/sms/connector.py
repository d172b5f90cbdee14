"""The SMS connector: one number at Twilio."""

import dataclasses

from bot import media
from bot.messaging.content import Reply
from bot.settings import settings
from connectors import layout
from connectors.base import Connector, Part
from connectors.numbered import numbered
from connectors.sms.channel import CHANNEL
from connectors.sms.gsm7 import fold, segments
from connectors.text import last_sentence_apart, split
from connectors.twilio.connector import TwilioConnector
from connectors.twilio.senders import senders

MAX_SEGMENTS = 2
# Said where a reply only asks for a place or a number, which a text message cannot share.
WRITE_PLACE = "Escriba la direccion o el barrio."
WRITE_NUMBER = "Escriba su numero de telefono."


def configured() -> list[Connector]:
    """A connector for each of our numbers for text messages."""
    return [SmsConnector(number) for number in senders(settings().sms_number)]


class SmsConnector(TwilioConnector):
    """SMS: plain text in the GSM alphabet, at most two segments a message; files as links, pictures left out."""

    channel = CHANNEL.name

    def render(self, reply: Reply, message_id: int) -> list[Part]:
        """Folded texts of at most two segments each, every choice with its number, then the file's link."""
        said = layout.parts(reply, message_id)
        parts = [Part(text=piece) for piece in split(_text(said), _fits)]
        if reply.document:
            parts.append(Part(text=fold(reply.document.name), document=reply.document))
        return parts

    can_invite = True

    def invitation(self, start: str, message: str) -> str:
        return f"Para seguir por mensaje de texto, envíe al {self.account} este mensaje: {message}"

    def content(self, part: Part) -> dict[str, object]:
        """The text, or a file's name and its link: picture messages are not carried where this runs."""
        if part.document:
            return {"body": f"{part.text}: {media.link(part.document.media_id)}"}
        return {"body": part.text}


def _text(parts: list[Part]) -> str:
    """All parts as one text; what describes the choices is left out where there is no room for it.

    A text that has to be cut is cut before its question, which stays with its choices.
    """
    whole = fold("\n\n".join(numbered(_said(part), part.buttons) for part in parts))
    if _fits(whole):
        return whole
    undescribed = [_undescribed(part) for part in parts]
    whole = fold("\n\n".join(numbered(_said(part), part.buttons) for part in undescribed))
    return whole if _fits(whole) else fold("\n\n".join(map(_question_with_choices, undescribed)))


def _question_with_choices(part: Part) -> str:
    text = last_sentence_apart(_said(part)) if part.buttons else _said(part)
    return numbered(text, part.buttons, apart="\n")


def _said(part: Part) -> str:
    return part.text or (WRITE_PLACE if part.ask_location else WRITE_NUMBER if part.ask_contact else "")


def _undescribed(part: Part) -> Part:
    return dataclasses.replace(part, buttons=[dataclasses.replace(button, description="") for button in part.buttons])


def _fits(text: str) -> bool:
    return segments(text) <= MAX_SEGMENTS
