"""How fast a provider is called: below what it allows, so that it need not refuse.

Processes that send divide a rate among them: each keeps to its share, as many as there are (`shared_by`). What the
shares do not prevent, such as two processes that write to one chat in turn, or one that has just begun, the provider's
own 429 does.
"""

from collections import OrderedDict

from aiolimiter import AsyncLimiter

# A tenth of a second's worth may go at once; more would let twice the rate through in the first second.
BURST_SECONDS = 0.1
CHATS_KEPT = 5000


class _Sharing:
    processes = 1


def shared_by(processes: int) -> None:
    """From now on so many processes share each rate, this one included."""
    _Sharing.processes = processes


class Share:
    """This process's part of `rate` calls a second."""

    def __init__(self, rate: float) -> None:
        self._rate = rate
        self._processes = 0
        self._limiter = self._made()

    async def acquire(self) -> None:
        """Return when the next call may be made."""
        if self._processes != _Sharing.processes:
            self._limiter = self._made()
        await self._limiter.acquire()

    def _made(self) -> AsyncLimiter:
        self._processes = _Sharing.processes
        mine = self._rate / self._processes
        burst = max(1.0, mine * BURST_SECONDS)
        return AsyncLimiter(burst, burst / mine)


class PerChat:
    """A rate for each chat by itself: `burst` messages at once, and then one every `seconds`."""

    def __init__(self, seconds: float, burst: int) -> None:
        self._seconds = seconds
        self._burst = burst
        self._chats: OrderedDict[str, AsyncLimiter] = OrderedDict()

    async def wait(self, chat: str) -> None:
        """Return when this chat may have its next message."""
        limiter = self._chats.pop(chat, None) or AsyncLimiter(self._burst, self._burst * self._seconds)
        self._chats[chat] = limiter
        while len(self._chats) > CHATS_KEPT:
            self._chats.popitem(last=False)
        await limiter.acquire()
