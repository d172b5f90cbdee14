"""Reading a webhook's body without trusting its length."""

from fastapi import Request

MAX_BODY = 1_000_000


class TooLarge(Exception):
    """The body is longer than what is taken here."""


async def read_body(request: Request, limit: int = MAX_BODY) -> bytes:
    """The raw body, at most `limit` bytes; raises TooLarge as soon as there is more, before the rest is read."""
    if _declared(request) > limit:
        raise TooLarge
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise TooLarge
    return bytes(body)


def _declared(request: Request) -> int:
    length = request.headers.get("content-length", "")
    return int(length) if length.isdigit() else 0
