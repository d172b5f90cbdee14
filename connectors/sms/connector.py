"""The SMS connector: one number at Twilio."""

from bot import media
from bot.messaging.content import Reply
from connectors.base import Part
from connectors.numbered import numbered
from connectors.sms.gsm7 import fold, segments
from connectors.text import split
from connectors.twilio.connector import TwilioConnector

MAX_SEGMENTS = 2


class SmsConnector(TwilioConnector):
    """SMS: plain text in the GSM alphabet, at most two segments a message; files as links."""

    channel = "sms"

    def render(self, reply: Reply, message_id: int) -> list[Part]:
        """Folded texts of at most two segments each, the choices numbered at the end, then the file's link."""
        text = fold(numbered(reply.text, reply.choices))
        parts = [Part(text=piece) for piece in split(text, lambda piece: segments(piece) <= MAX_SEGMENTS)]
        if reply.document:
            parts.append(Part(text=fold(reply.document.name), document=reply.document))
        return parts

    def content(self, part: Part) -> dict[str, object]:
        """The text, or a file's name and its link: picture messages are not carried where this runs."""
        if part.document:
            return {"body": f"{part.text}: {media.link(part.document.media_id)}"}
        return {"body": part.text}
