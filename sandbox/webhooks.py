"""What the stand-ins deliver to the office's webhooks: the request, its attempts, and a log without payloads."""

import itertools
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

import httpx

KEPT = 5000


@dataclass(frozen=True)
class Request:
    """A webhook request, byte for byte, so that it can be repeated. `reference` is the provider's id of the event."""

    provider: str
    channel: str
    kind: str
    reference: str
    url: str
    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass
class Attempt:
    """One delivery of a request. `status` is None when no answer came; then `error` says why."""

    id: int
    request: Request
    attempt: int
    time: float
    status: int | None = None
    error: str | None = None
    milliseconds: float | None = None
    repeat_of: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """The log's line; ids only, nothing a person wrote."""
        return {
            "id": self.id,
            "provider": self.request.provider,
            "channel": self.request.channel,
            "kind": self.request.kind,
            "reference": self.request.reference,
            "attempt": self.attempt,
            "status": self.status,
            "error": self.error,
            "milliseconds": self.milliseconds,
            "time": self.time,
            "repeat_of": self.repeat_of,
        }


class Webhooks:
    """Delivers requests over HTTP and remembers the newest deliveries."""

    def __init__(self) -> None:
        self._ids = itertools.count(1)
        self._attempts: OrderedDict[int, Attempt] = OrderedDict()
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=100, keepalive_expiry=5)
        self._client = httpx.AsyncClient(trust_env=False, limits=limits, follow_redirects=False)

    async def deliver(
        self, request: Request, attempt: int = 1, timeouts: httpx.Timeout | None = None, repeat_of: int | None = None
    ) -> tuple[Attempt, httpx.Response | None]:
        """Deliver once; the answer is None when there was none (the attempt's error is the exception's name)."""
        entry = Attempt(next(self._ids), request, attempt, time.time(), repeat_of=repeat_of)
        self._remember(entry)
        started = time.monotonic()
        response = None
        entry.error = "Cancelled"  # stays when the caller stops waiting
        try:
            response = await self._client.post(
                request.url, content=request.body, headers=list(request.headers), timeout=timeouts or httpx.Timeout(15)
            )
            entry.status, entry.error = response.status_code, None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            entry.error = type(error).__name__
        finally:
            entry.milliseconds = round((time.monotonic() - started) * 1000, 1)
        return entry, response

    async def repeat(self, entry_id: int) -> Attempt | None:
        """Deliver a remembered request again, byte for byte; None when it is no longer remembered."""
        entry = self._attempts.get(entry_id)
        if entry is None:
            return None
        repeated, _ = await self.deliver(entry.request, repeat_of=entry.id)
        return repeated

    def log(self, after: int = 0) -> list[dict[str, Any]]:
        return [entry.as_dict() for entry in self._attempts.values() if entry.id > after]

    async def close(self) -> None:
        await self._client.aclose()

    def _remember(self, entry: Attempt) -> None:
        self._attempts[entry.id] = entry
        while len(self._attempts) > KEPT:
            self._attempts.popitem(last=False)
