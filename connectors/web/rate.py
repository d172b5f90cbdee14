"""How fast one session or one network address may ask: a bucket of tokens for each, in this process's memory."""

import time
from collections.abc import Callable
from dataclasses import dataclass

MAX_KEYS = 20_000


@dataclass
class Bucket:
    tokens: float
    filled_at: float


class Rate:
    """`burst` requests at once, then `per_second`, for each key."""

    def __init__(self, burst: float, per_second: float, clock: Callable[[], float] = time.monotonic):
        self.burst = burst
        self.per_second = per_second
        self._clock = clock
        self._buckets: dict[str, Bucket] = {}

    def wait(self, key: str) -> float:
        """Take one token: 0 if there was one, otherwise the seconds until there is."""
        now = self._clock()
        bucket = self._buckets.get(key)
        if bucket is None:
            self._make_room(now)
            bucket = self._buckets[key] = Bucket(self.burst, now)
        bucket.tokens = min(self.burst, bucket.tokens + (now - bucket.filled_at) * self.per_second)
        bucket.filled_at = now
        if bucket.tokens >= 1:
            bucket.tokens -= 1
            return 0.0
        return (1 - bucket.tokens) / self.per_second

    def _make_room(self, now: float) -> None:
        """Forget those whose bucket is full again, which says nothing; if all are busy, the longest known."""
        if len(self._buckets) < MAX_KEYS:
            return
        full_after = self.burst / self.per_second
        self._buckets = {key: kept for key, kept in self._buckets.items() if now - kept.filled_at < full_after}
        while len(self._buckets) >= MAX_KEYS:
            del self._buckets[next(iter(self._buckets))]
