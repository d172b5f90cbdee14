"""Webhooks that we turn away: they get an empty answer and leave a number behind, nothing else."""

from typing import Literal

from fastapi import Response
from prometheus_client import Counter

Reason = Literal["signature", "secret", "account", "too_large", "unreadable"]

REFUSED = Counter("ventanilla_webhooks_refused", "Webhooks refused, by channel and reason", ["channel", "reason"])
STATUS_CODES: dict[Reason, int] = {"signature": 403, "secret": 403, "account": 403, "too_large": 413, "unreadable": 400}


def refuse(channel: str, reason: Reason) -> Response:
    """Count a refused webhook; the empty response to answer it with."""
    REFUSED.labels(channel, reason).inc()
    return Response(status_code=STATUS_CODES[reason])
