"""Approved templates: what WhatsApp takes once the citizen's 24 h window is closed.

Their words are in entity.yml, one for a purpose of a message. Meta approves each as it stands, with numbered variables;
Twilio calls it by its ContentSid, which the setting `whatsapp_contents` gives under "template-<purpose>".

Sources: https://www.twilio.com/docs/whatsapp/tutorial/send-whatsapp-notification-messages-templates, and
https://www.twilio.com/docs/api/errors/63016 (neither a list nor a location can open a conversation).
"""

import string
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bot.entity import WhatsAppTemplate, entity
from bot.messaging.content import Reply
from connectors.base import Part, Template

# After the citizen's last message; five minutes of 24 h are left to clocks, queues and the network.
WINDOW = timedelta(hours=23, minutes=55)
PREFIX = "template-"
CATEGORY = "UTILITY"


def names() -> list[str]:
    """The templates of this office, as the setting `whatsapp_contents` names them."""
    return [PREFIX + purpose for purpose in entity().whatsapp_templates]


def template_for(reply: Reply, message_id: int, contents: Mapping[str, str]) -> Template | None:
    """The template for a reply; None where there is none, or it needs to know what the reply does not say."""
    name = PREFIX + reply.purpose
    words = entity().whatsapp_templates.get(reply.purpose)
    if words is None or name not in contents:
        return None
    known = {"office": entity().short_name} | reply.variables
    fields = _fields(words)
    if not set(fields) <= known.keys():
        return None
    variables = {str(number): " ".join(known[field].split()) for number, field in enumerate(fields, 1)}
    if words.choices:
        variables[str(len(fields) + 1)] = str(message_id)
    part = Part(text=words.text.format_map(known), template=name, variables=variables)
    return Template(part, announces=words.announces)


def definition(name: str) -> dict[str, Any]:
    """A template as Twilio's Content API takes it. KeyError for a name that is none of ours.

    A tapped choice comes back as the one with its number in the message: the last variable is the message's id.
    """
    purpose = name.removeprefix(PREFIX)
    words = entity().whatsapp_templates[purpose]
    fields = _fields(words)
    samples = {str(number): SAMPLES.get(field, field) for number, field in enumerate(fields, 1)}
    body = words.text.format_map({field: f"{{{{{number}}}}}" for number, field in enumerate(fields, 1)})
    content: dict[str, Any] = {"twilio/text": {"body": body}}
    if words.choices:
        message = len(fields) + 1
        samples[str(message)] = "1"
        actions = [
            {"type": "QUICK_REPLY", "title": title, "id": f"{{{{{message}}}}}:{index}"}
            for index, title in enumerate(words.choices)
        ]
        content = {"twilio/quick-reply": {"body": body, "actions": actions}}
    return {"friendly_name": approval(name)["name"], "language": "es", "variables": samples, "types": content}


def approval(name: str) -> dict[str, str]:
    """What is said when the template is submitted to Meta."""
    return {"name": f"ventanilla_{name.replace('-', '_')}", "category": CATEGORY}


SAMPLES = {"case": "2026-0000001", "office": "la empresa"}


def _fields(words: WhatsAppTemplate) -> list[str]:
    """What the text has places for, in the order of their numbers."""
    return list(dict.fromkeys(field for _, field, _, _ in string.Formatter().parse(words.text) if field))
