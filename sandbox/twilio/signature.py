"""X-Twilio-Signature, written from Twilio's description and not with its library, so that the two check each other."""

import base64
import hashlib
import hmac
from collections.abc import Iterable


def sign(auth_token: str, url: str, parameters: Iterable[tuple[str, str]] = ()) -> str:
    """Signature of a form POST: HMAC-SHA1, keyed with the auth token, over the URL (query included, fragment not)
    followed by each parameter's name and value in the names' order, base64."""
    signed = url + "".join(name + value for name, value in sorted(set(parameters)))
    return base64.b64encode(hmac.new(auth_token.encode(), signed.encode(), hashlib.sha1).digest()).decode()
