"""A process killed in the middle of 200 messages: with nobody touching it, all are answered, in order."""

import asyncio
import time

import pytest

from tests.long.crowd import Crowd
from tests.stack import Stack

CITIZENS = 20
WITHOUT_REPEATS = ("telegram",)  # Twilio does not come again where the office did not answer
# What the worker may have handed over without having written it down: one part of each conversation.
IN_FLIGHT = 12


@pytest.mark.parametrize(
    ("role", "channels", "moment", "repeated"),
    [
        ("worker", ("whatsapp", "sms", "telegram"), "handled", IN_FLIGHT),
        ("assistant", ("whatsapp", "sms", "telegram"), "handled", 0),
        ("gateway", WITHOUT_REPEATS, "stored", 0),
        ("postgres", ("whatsapp", "sms", "telegram"), "handled", IN_FLIGHT),
    ],
)
async def test_killed_in_the_middle(
    stack: Stack, role: str, channels: tuple[str, ...], moment: str, repeated: int
) -> None:
    crowd = Crowd(stack, channels, CITIZENS)
    writing = asyncio.create_task(crowd.write())
    await crowd.until(moment, crowd.total // 4)
    before = stack.kill(role)
    killed = time.monotonic()
    assert crowd.total == 200
    await writing
    await crowd.until_answered()
    print(f"{role}: all answered {time.monotonic() - killed:.1f} s after it was killed")
    assert stack.pid(role) != before
    crowd.check(repeated)
