"""The token of a web-chat session: 256 random bits and our mark on them, known to one browser only.

Nothing has to be stored to begin a session or to know one again: a citizen can write while the database is away.
"""

import base64
import binascii
import hashlib
import hmac
import secrets

from bot.secrets import derive

RANDOM_BYTES, MARK_BYTES = 32, 16


class UnknownSession(Exception):
    """A token that this installation did not make."""


def new_token() -> str:
    """A token for a new session, 64 URL-safe characters."""
    random = secrets.token_bytes(RANDOM_BYTES)
    return base64.urlsafe_b64encode(random + _mark(random)).decode()


def address_of(token: str) -> str:
    """The citizen's address behind a token: its SHA-256, in hexadecimal; the token itself is never kept.

    Raises UnknownSession.
    """
    try:
        raw = base64.b64decode(token.encode("ascii"), altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error):
        raise UnknownSession from None
    random, mark = raw[:RANDOM_BYTES], raw[RANDOM_BYTES:]
    if len(raw) != RANDOM_BYTES + MARK_BYTES or not hmac.compare_digest(mark, _mark(random)):
        raise UnknownSession
    return hashlib.sha256(token.encode()).hexdigest()


def _mark(random: bytes) -> bytes:
    return hmac.new(derive("web-session").encode(), random, hashlib.sha256).digest()[:MARK_BYTES]
