"""Twilio's form-encoded webhooks."""

from urllib.parse import parse_qsl

from starlette.datastructures import ImmutableMultiDict

Form = ImmutableMultiDict[str, str]


def parse_form(body: bytes) -> Form:
    """All parameters, blank and repeated ones too, since the signature covers them; ValueError if it is no form."""
    return ImmutableMultiDict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=1000))
