"""Who may call the REST API, and how often."""

import secrets
from base64 import b64decode

from fastapi import Request

from sandbox.twilio.account import Account
from sandbox.twilio.errors import authenticate, too_many


def admit(account: Account, request: Request, account_sid: str | None = None) -> None:
    """Check who asks and how fast; TwilioError when it is the wrong one, or too fast."""
    if not _authorized(account, request) or account_sid not in (None, account.sid):
        raise authenticate()
    if account.requests.wait() > 0:
        raise too_many()
    account.requests.take()


def _authorized(account: Account, request: Request) -> bool:
    scheme, _, credentials = request.headers.get("authorization", "").partition(" ")
    try:
        given = b64decode(credentials, validate=True)
    except ValueError:
        return False
    wanted = f"{account.sid}:{account.settings.twilio_auth_token}".encode()
    return scheme.lower() == "basic" and secrets.compare_digest(given, wanted)
