"""The parameters of Twilio's webhooks: a form, or, where a webhook is set up so, a JSON object."""

import json
from urllib.parse import parse_qsl

from fastapi import Request
from starlette.datastructures import ImmutableMultiDict

Form = ImmutableMultiDict[str, str]


def parse_form(body: bytes) -> Form:
    """All parameters, blank and repeated ones too, since the signature covers them; ValueError if it is no form."""
    return ImmutableMultiDict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=1000))


def is_json(request: Request) -> bool:
    """Whether a webhook's body says that it is JSON."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() == "application/json"


def parse_json(body: bytes) -> Form:
    """The members of a JSON object that are texts or numbers, as a form has them; ValueError if it is no object."""
    content = json.loads(body)
    if not isinstance(content, dict):
        raise ValueError("no JSON object")
    return ImmutableMultiDict(
        {name: str(value) for name, value in content.items() if isinstance(value, str | int | float)}
    )
