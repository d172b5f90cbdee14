"""A switch that opens when Twilio refuses us as a whole: it is not called again for a while.

One for all numbers of a process that have their credentials in common.
"""

import logging
import time
from collections.abc import Callable
from functools import lru_cache

from connectors.base import Retry, SendError
from connectors.twilio.codes import OPERATOR_SECONDS

# Wrong credentials, no such account, suspended, or a refusal without a code.
SHUT_OUT = frozenset({"twilio 20003", "twilio 20404", "twilio 30002", "twilio 401", "twilio 403"})

log = logging.getLogger(__name__)


class Circuit:
    """Closed at first. `check()` raises Retry while it is open; `note()` opens it at a refusal."""

    def __init__(self, timer: Callable[[], float] = time.monotonic) -> None:
        self._timer = timer
        self._reason = ""
        self._opens_until = 0.0

    def check(self) -> None:
        """Raises Retry, with what is left of the wait, while Twilio refuses us."""
        left = self._opens_until - self._timer()
        if left > 0:
            raise Retry(self._reason, after=left, patient=True)

    def note(self, error: SendError) -> None:
        """Open at a refusal of the office itself; other errors leave it as it is."""
        if str(error) in SHUT_OUT and self._timer() >= self._opens_until:
            self._reason, self._opens_until = str(error), self._timer() + OPERATOR_SECONDS
            log.error("Twilio refuses the account (%s): no calls for %.0f s", error, OPERATOR_SECONDS)


@lru_cache
def circuit_of(_account_sid: str, _token: str) -> Circuit:
    """The circuit of these credentials: the same one for every number that is used with them."""
    return Circuit()
