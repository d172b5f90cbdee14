"""Whether a request really comes from Twilio.

Source: https://www.twilio.com/docs/usage/security (X-Twilio-Signature); twilio.request_validator, which signs with
HMAC-SHA1, or with HMAC-SHA256 where the webhook is signed with a shared key; https://www.twilio.com/docs/usage/webhooks/webhooks-security
(bodySHA256).
"""

from collections.abc import Sequence

from fastapi import Request
from twilio.request_validator import (
    SIGNATURE_HEADER,
    SIGNATURE_SETTINGS_HEADER,
    RequestValidator,
    get_signature_algorithm,
)

from connectors.twilio.form import Form

BODY_HASH = "bodySHA256"


def signed_url(request: Request, public_url: str) -> str:
    """The URL as Twilio has it: our own public address, then the path and query byte for byte.

    Host and X-Forwarded headers say what the caller likes, and a proxy may have changed the scheme: neither is asked.
    """
    path = request.scope.get("raw_path") or request.url.path.encode()
    query = request.scope.get("query_string", b"")
    return public_url + path.decode("latin-1") + ("?" + query.decode("latin-1") if query else "")


def is_signed(request: Request, public_url: str, body: Form | bytes, secrets: Sequence[str]) -> bool:
    """True when one of the secrets (auth token, its successor, or a shared key) signed the URL and the body.

    Of a form all parameters are signed; of JSON (`bytes`) its hash, which Twilio puts into the URL as bodySHA256. The
    port may or may not be part of what was signed: the library tries both.
    """
    signature = request.headers.get(SIGNATURE_HEADER, "")
    algorithm = get_signature_algorithm(request.headers.get(SIGNATURE_SETTINGS_HEADER, ""))
    if not signature or (isinstance(body, bytes) and BODY_HASH not in request.query_params):
        return False
    url = signed_url(request, public_url)
    signed = body.decode(errors="replace") if isinstance(body, bytes) else body
    return any(RequestValidator(secret).validate(url, signed, signature, algorithm) for secret in secrets if secret)
