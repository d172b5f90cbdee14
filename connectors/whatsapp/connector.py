"""The WhatsApp connector: one WhatsApp sender at Twilio."""

import json
from urllib.parse import quote

from bot.messaging.content import Reply
from bot.settings import settings
from connectors.base import Connector, Part, Refused, Template
from connectors.numbered import numbered
from connectors.twilio.connector import TwilioConnector
from connectors.twilio.senders import senders
from connectors.whatsapp import contents, form, templates
from connectors.whatsapp.channel import CHANNEL


def configured() -> list[Connector]:
    """A connector for each of our WhatsApp senders."""
    return [WhatsAppConnector(number) for number in senders(settings().whatsapp_number)]


class WhatsAppConnector(TwilioConnector):
    """WhatsApp: long texts, files, buttons and lists; as numbered text where there is no content template for them."""

    channel = CHANNEL.name
    prefix = "whatsapp:"
    # https://www.twilio.com/docs/whatsapp/best-practices-and-faqs: 80 messages a second a sender
    rate = 80.0
    window = templates.WINDOW

    def render(self, reply: Reply, message_id: int) -> list[Part]:
        """Texts of at most 1500 characters; choices as buttons (3) or a list (10 rows) below a text of 1024."""
        return form.render(reply, message_id, settings().whatsapp_contents)

    def template(self, reply: Reply, message_id: int) -> Template | None:
        """The approved template for a reply, where there is one and it can be filled."""
        return templates.template_for(reply, message_id, settings().whatsapp_contents)

    can_invite = True

    def invitation(self, start: str, message: str) -> str:
        text = quote(f"Hola, sigo por aquí. {message}")
        return f"Siga por WhatsApp con este enlace: https://wa.me/{self.account.lstrip('+')}?text={text}"

    def content(self, part: Part) -> dict[str, object]:
        """The part as the library's arguments: a content template with its variables, a text, or a file's link."""
        if part.template:
            sid = settings().whatsapp_contents.get(part.template)
            if sid is None:
                raise Refused(f"{part.template} is not configured")
            return _with_content(sid, part.variables)
        if not part.buttons:
            return super().content(part)
        sid = settings().whatsapp_contents.get(contents.name_for(part))
        if sid is None:
            return {"body": numbered(part.text, part.buttons)}
        return _with_content(sid, contents.variables(part))


def _with_content(sid: str, variables: dict[str, str]) -> dict[str, object]:
    return {"content_sid": sid, "content_variables": json.dumps(variables, ensure_ascii=False)}
