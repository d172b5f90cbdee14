"""A provider's request, as it came."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from fastapi import Request


@dataclass(frozen=True)
class Webhook:
    """What a provider posted, after its connector has checked that it is the provider's: byte for byte all that its
    meaning is read from, so that it can be read again.

    path, query   the address that was called, as it stood in the request
    sender        the citizen's address, where the request says it only by a secret that is not to be kept
    headers       those that its connector reads, by their names in lower case
    """

    path: str
    body: bytes
    query: str = ""
    content_type: str = ""
    sender: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, request: Request, body: bytes, sender: str = "", headers: Sequence[str] = ()) -> "Webhook":
        """The request whose body was read (connectors.body), with these of its headers."""
        query = request.scope.get("query_string", b"").decode("latin-1")
        had = {name: request.headers[name] for name in headers if name in request.headers}
        return cls(request.url.path, body, query, request.headers.get("content-type", ""), sender, had)
