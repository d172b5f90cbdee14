"""The WhatsApp connector: one WhatsApp sender at Twilio."""

from bot.messaging.content import Reply
from connectors.base import Part
from connectors.numbered import numbered
from connectors.text import split, utf16_units
from connectors.twilio.connector import TwilioConnector

# Twilio takes 1600 characters of text; what the citizen's phone adds or counts differently gets the rest.
MAX_TEXT = 1500


class WhatsAppConnector(TwilioConnector):
    """WhatsApp: long texts, files, and choices as numbered text."""

    channel = "whatsapp"
    prefix = "whatsapp:"

    def render(self, reply: Reply, message_id: int) -> list[Part]:
        """Text parts of at most 1500 characters, the choices numbered at the end, then the file."""
        texts = split(numbered(reply.text, reply.choices), lambda text: utf16_units(text) <= MAX_TEXT)
        parts = [Part(text=text) for text in texts]
        if reply.document:
            parts.append(Part(document=reply.document))
        return parts
