"""A provider's request, as it came."""

from dataclasses import dataclass

from fastapi import Request


@dataclass(frozen=True)
class Webhook:
    """What a provider posted, after its connector has checked that it is the provider's: byte for byte all that its
    meaning is read from, so that it can be read again.

    path, query   the address that was called, as it stood in the request
    sender        the citizen's address, where the request says it only by a secret that is not to be kept
    """

    path: str
    body: bytes
    query: str = ""
    content_type: str = ""
    sender: str = ""

    @classmethod
    def of(cls, request: Request, body: bytes, sender: str = "") -> "Webhook":
        """The request whose body was read (connectors.body)."""
        query = request.scope.get("query_string", b"").decode("latin-1")
        return cls(request.url.path, body, query, request.headers.get("content-type", ""), sender)
