"""How fast is too fast: a bucket that refills at a steady rate."""

import time
from collections.abc import Callable


class Bucket:
    """`burst` tokens that come back at `rate` a second."""

    def __init__(self, rate: float, burst: float, timer: Callable[[], float] = time.monotonic) -> None:
        self._rate = rate
        self._burst = burst
        self._timer = timer
        self._tokens = burst
        self._at = timer()

    def wait(self) -> float:
        """Seconds until a token is there; 0 when one can be taken now."""
        self._refill()
        return 0.0 if self._tokens >= 1 else (1 - self._tokens) / self._rate

    def take(self) -> None:
        """Take a token; call it only when `wait()` was 0."""
        self._refill()
        self._tokens -= 1

    def _refill(self) -> None:
        now = self._timer()
        self._tokens = min(self._burst, self._tokens + (now - self._at) * self._rate)
        self._at = now
