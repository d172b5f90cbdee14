"""No faster than a provider allows."""

import time

from connectors import pace
from connectors.pace import PerChat, Share


async def seconds_of(count: int, wait) -> float:
    began = time.monotonic()
    for _ in range(count):
        await wait()
    return time.monotonic() - began


async def test_a_share_of_a_rate() -> None:
    limiter = Share(200)

    # The first tenth of a second's worth goes at once.
    assert await seconds_of(100, limiter.acquire) > 0.35


async def test_processes_divide_a_rate(monkeypatch) -> None:
    monkeypatch.setattr(pace._Sharing, "processes", 1)
    limiter = Share(200)
    await seconds_of(20, limiter.acquire)
    pace.shared_by(4)

    # A share of 50 a second, of which 5 go at once.
    assert await seconds_of(30, limiter.acquire) > 0.45


async def test_each_chat_by_itself() -> None:
    chats = PerChat(1, burst=3)

    assert await seconds_of(3, lambda: chats.wait("one")) < 1
    assert await seconds_of(3, lambda: chats.wait("other")) < 1
    assert await seconds_of(3, lambda: chats.wait("one")) > 1.5


async def test_no_more_chats_are_kept_than_needed(monkeypatch) -> None:
    monkeypatch.setattr("connectors.pace.CHATS_KEPT", 2)
    chats = PerChat(1, burst=1)

    for chat in ("one", "two", "three"):
        await chats.wait(chat)

    assert await seconds_of(1, lambda: chats.wait("one")) < 0.5
