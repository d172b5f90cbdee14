"""PostgreSQL stopped for a minute in the middle of 500 messages, and providers that repeat only as they do: none lost,
each once.
"""

import asyncio
import time

import httpx

from tests.citizen import Visitor, password
from tests.long.crowd import QUESTIONS, Crowd
from tests.long.disturbing import gone, order, until
from tests.stack import Stack

CHANNELS = ("whatsapp", "sms", "telegram")
CITIZENS, AWAY_SECONDS = 50, 60
# A machine that does much else answers what has gathered in this time.
ANSWERED_SECONDS = 240
IN_FLIGHT = 12  # what the worker may have handed over without having written it down


def depth(stack: Stack) -> float:
    """How many events wait in spools, by the gateway's own metrics."""
    headers = {"Authorization": f"Bearer {password(stack, 'metrics')}"}
    page = httpx.get(f"{stack.internal_url}/metrics", headers=headers, trust_env=False).raise_for_status().text
    return sum(
        float(line.rpartition(" ")[2]) for line in page.splitlines() if line.startswith("ventanilla_spool_depth")
    )


async def test_none_lost_and_each_once_and_in_order(stack: Stack) -> None:
    crowd = Crowd(stack, CHANNELS, CITIZENS)
    writing = asyncio.create_task(crowd.write())
    await crowd.until("stored", crowd.total // 4)
    began = time.monotonic()
    with gone(stack, "postgres"):
        await writing  # everybody writes on, and every webhook is answered 200
        assert httpx.get(f"{stack.web_url}/health/ready", trust_env=False).json()["spooling"] is True
        waiting = await asyncio.to_thread(depth, stack)
        assert waiting > crowd.total // 4
        await asyncio.sleep(max(0.0, AWAY_SECONDS - (time.monotonic() - began)))
    assert sum(len(member.accepted) for member in crowd.members) == crowd.total == 500
    await crowd.until_answered(ANSWERED_SECONDS)
    print(f"{waiting:.0f} events spooled; all answered {time.monotonic() - began:.0f} s after the database went away")
    crowd.check(IN_FLIGHT)
    assert await asyncio.to_thread(depth, stack) == 0


async def test_a_gateway_killed_while_draining_loses_and_repeats_nothing(stack: Stack) -> None:
    crowd = Crowd(stack, CHANNELS, 6, questions=4)
    visitor, wrote = Visitor(stack), list(QUESTIONS)[:4]
    before = stack.pid("gateway")
    with gone(stack, "postgres"):
        await crowd.write()
        for text in wrote:
            await asyncio.to_thread(visitor.post, text)
        assert await asyncio.to_thread(depth, stack) >= crowd.total + len(wrote)
        fault = order(stack, "kill while_draining")
    await asyncio.to_thread(until, lambda: not fault.exists())
    await crowd.until_answered()
    assert stack.pid("gateway") != before
    crowd.check()
    await asyncio.to_thread(visitor.answers, len(wrote))
    said = await asyncio.to_thread(visitor.of_conversation, "messages")
    assert [message["body"] for message in said if message["direction"] == "in"] == wrote
    assert await asyncio.to_thread(depth, stack) == 0
