"""Whether a request really comes from Twilio.

Source: https://www.twilio.com/docs/usage/security (X-Twilio-Signature); twilio.request_validator, which signs with
HMAC-SHA1, or with HMAC-SHA256 where the webhook is signed with a shared key.
"""

from collections.abc import Sequence

from fastapi import Request
from starlette.datastructures import ImmutableMultiDict
from twilio.request_validator import (
    SIGNATURE_HEADER,
    SIGNATURE_SETTINGS_HEADER,
    RequestValidator,
    get_signature_algorithm,
)


def signed_url(request: Request, public_url: str) -> str:
    """The URL as Twilio has it: our own public address, then the path and query byte for byte.

    Host and X-Forwarded headers say what the caller likes, and a proxy may have changed the scheme: neither is asked.
    """
    path = request.scope.get("raw_path") or request.url.path.encode()
    query = request.scope.get("query_string", b"")
    return public_url + path.decode("latin-1") + ("?" + query.decode("latin-1") if query else "")


def is_signed(request: Request, public_url: str, form: ImmutableMultiDict[str, str], secrets: Sequence[str]) -> bool:
    """True when one of the secrets (auth token, its successor, or a shared key) signed the URL and all parameters."""
    signature = request.headers.get(SIGNATURE_HEADER, "")
    algorithm = get_signature_algorithm(request.headers.get(SIGNATURE_SETTINGS_HEADER, ""))
    if not signature:
        return False
    url = signed_url(request, public_url)
    return any(RequestValidator(secret).validate(url, form, signature, algorithm) for secret in secrets if secret)
