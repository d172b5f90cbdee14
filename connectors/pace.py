"""How fast a provider is called: below what it allows, so that it need not refuse.

A process keeps to its share of a rate, which the setting `sending_processes` divides; no process asks another. What the
shares do not prevent, such as two processes that write to one chat in turn, the provider's own 429 does.
"""

from collections import OrderedDict

from aiolimiter import AsyncLimiter

from bot.settings import settings

# A tenth of a second's worth may go at once; more would let twice the rate through in the first second.
BURST_SECONDS = 0.1
CHATS_KEPT = 5000


def share(rate: float) -> AsyncLimiter:
    """This process's part of `rate` calls a second; make it in the event loop that uses it."""
    mine = rate / settings().sending_processes
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
