"""The WhatsApp connector: one WhatsApp sender at Twilio."""

import json

from bot.messaging.content import Reply
from bot.settings import settings
from connectors.base import Connector, Part
from connectors.numbered import numbered
from connectors.twilio.connector import TwilioConnector
from connectors.twilio.senders import senders
from connectors.whatsapp import contents, form


def configured() -> list[Connector]:
    """A connector for each of our WhatsApp senders."""
    return [WhatsAppConnector(number) for number in senders(settings().whatsapp_number)]


class WhatsAppConnector(TwilioConnector):
    """WhatsApp: long texts, files, buttons and lists; as numbered text where there is no content template for them."""

    channel = "whatsapp"
    prefix = "whatsapp:"

    def render(self, reply: Reply, message_id: int) -> list[Part]:
        """Texts of at most 1500 characters; choices as buttons (3) or a list (10 rows) below a text of 1024."""
        return form.render(reply, message_id, settings().whatsapp_contents)

    def content(self, part: Part) -> dict[str, object]:
        """The part as the library's arguments: a content template with its variables, a text, or a file's link."""
        if not part.buttons:
            return super().content(part)
        sid = settings().whatsapp_contents.get(contents.name_for(part))
        if sid is None:
            return {"body": numbered(part.text, part.buttons)}
        return {"content_sid": sid, "content_variables": json.dumps(contents.variables(part), ensure_ascii=False)}
