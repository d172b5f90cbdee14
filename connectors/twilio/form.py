"""The parameters of Twilio's webhooks: a form, or, where a webhook is set up so, a JSON object."""

import json
from urllib.parse import parse_qsl

from starlette.datastructures import ImmutableMultiDict

from bot.messaging.webhook import Webhook

Form = ImmutableMultiDict[str, str]


def parse_form(body: bytes) -> Form:
    """All parameters, blank and repeated ones too, since the signature covers them; ValueError if it is no form."""
    return ImmutableMultiDict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=1000))


def form_of(webhook: Webhook) -> Form:
    """The parameters of a webhook; ValueError if it has none."""
    return parse_json(webhook.body) if is_json(webhook) else parse_form(webhook.body)


def is_json(webhook: Webhook) -> bool:
    """Whether a webhook's body says that it is JSON."""
    return webhook.content_type.partition(";")[0].strip().lower() == "application/json"


def parse_json(body: bytes) -> Form:
    """The members of a JSON object that are texts or numbers, as a form has them; ValueError if it is no object."""
    content = json.loads(body)
    if not isinstance(content, dict):
        raise ValueError("no JSON object")
    return ImmutableMultiDict(
        {name: str(value) for name, value in content.items() if isinstance(value, str | int | float)}
    )
