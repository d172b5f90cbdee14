"""Connection overrides: the fragment of a webhook's URL (twilio.com/docs/usage/webhooks/webhooks-connection-overrides).

Twilio reads it and takes it off: the request and its signature are made of the URL before the #."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urldefrag

import httpx

POLICIES = ("4xx", "5xx", "ct", "rt", "all")


@dataclass(frozen=True)
class Overrides:
    """How a webhook is called. Times in seconds; `retries` after the first attempt; `total` for all attempts."""

    url: str
    retries: int = 1
    policies: tuple[str, ...] = ("ct",)
    connect: float = 5.0
    read: float = 15.0
    total: float = 15.0

    def timeout(self, left: float) -> httpx.Timeout:
        """Timeouts of an attempt with `left` seconds to go."""
        return httpx.Timeout(min(self.read, left), connect=min(self.connect, left))

    def retry(self, status: int | None, error: str | None) -> bool:
        """Whether an attempt that ended so is made again."""
        failure = _failure(status, error)
        return failure is not None and ("all" in self.policies or failure in self.policies)


def read_overrides(url: str) -> Overrides:
    """The URL without its fragment, and what the fragment asks for; what it says wrongly stays at Twilio's default."""
    plain, fragment = urldefrag(url)
    values = dict(parse_qsl(fragment))
    policies = tuple(values.get("rp", "ct").split(","))
    return Overrides(
        plain,
        retries=int(_bounded(values.get("rc"), 0, 5, 1)),
        policies=policies if all(policy in POLICIES for policy in policies) else ("ct",),
        connect=_bounded(values.get("ct"), 100, 10_000, 5000) / 1000,
        read=_bounded(values.get("rt"), 100, 15_000, 15_000) / 1000,
        total=_bounded(values.get("tt"), 100, 15_000, 15_000) / 1000,
    )


def _bounded(value: str | None, low: int, high: int, default: int) -> float:
    if value is None or not value.isascii() or not value.isdigit() or not low <= int(value) <= high:
        return default
    return int(value)


def _failure(status: int | None, error: str | None) -> str | None:
    """The policy that covers what went wrong; None when the webhook was answered."""
    if status is None:
        return "ct" if error in ("ConnectError", "ConnectTimeout") else "rt"
    if 400 <= status <= 499:
        return "4xx"
    return "5xx" if status >= 500 else None
