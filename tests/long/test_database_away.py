"""PostgreSQL stopped for a minute in the middle of 500 messages, and providers that repeat only as they do: none lost,
each once. So it is with what is written in the web chat, its files, and calls.
"""

import asyncio
import time

import httpx

from tests.caller import Caller
from tests.citizen import Visitor, password
from tests.integration.web.conftest import PICTURE
from tests.long.crowd import MESSAGES, PHOTO, QUESTIONS, Crowd, check_answers
from tests.long.disturbing import gone, order, until
from tests.stack import Stack

CHANNELS = ("whatsapp", "sms", "telegram")
CITIZENS, AWAY_SECONDS = 50, 60
# A machine that does much else answers what has gathered in this time.
ANSWERED_SECONDS = 240
IN_FLIGHT = 12  # what the worker may have handed over without having written it down
# What each visitor of the web chat writes while the database is there, while it is away, and when it is back.
BEFORE, MEANWHILE, AFTER = (
    list(QUESTIONS)[:2],
    [*list(QUESTIONS)[2:4], PHOTO, *list(QUESTIONS)[4:6]],
    ["muchas gracias"],
)
VISITORS = 3
CALLED = "Quiero saber por qué subió tanto la factura."
CALLS = """
    select m.body, m.covered_by, k.number as owed, s.answered, s.ended_at
    from calls s join conversations c on c.id = s.conversation_id join addresses a on a.id = c.address_id
    left join messages m on m.conversation_id = c.id and m.direction = 'in'
    left join callbacks k on k.conversation_id = c.id and k.done_at is null
    where a.channel = 'voice' and a.address = %s
"""


def depth(stack: Stack) -> float:
    """How many events wait in spools, by the gateway's own metrics."""
    headers = {"Authorization": f"Bearer {password(stack, 'metrics')}"}
    page = httpx.get(f"{stack.internal_url}/metrics", headers=headers, trust_env=False).raise_for_status().text
    return sum(
        float(line.rpartition(" ")[2]) for line in page.splitlines() if line.startswith("ventanilla_spool_depth")
    )


def write(visitor: Visitor, texts: list[str]) -> None:
    """Write in the web chat; the browser is told each time that the office has it."""
    for text in texts:
        visitor.send_file(PICTURE, "contador.png") if text == PHOTO else visitor.post(text)


async def write_all(visitors: list[Visitor], texts: list[str]) -> None:
    await asyncio.gather(*(asyncio.to_thread(write, visitor, texts) for visitor in visitors))


def call(caller: Caller, office: str) -> None:
    """Call without the database, and be put through: `office` is what happens there."""
    assert "asistente virtual" in caller.call()
    assert "no puedo consultar" in caller.say(CALLED)
    said = caller.office(office)
    if caller.phase == "with_person":
        said = caller.office("hangup")
    assert ("le devolverá la llamada" in said) == (office != "answer")
    if caller.phase != "ended":
        caller.hang_up()
    assert caller.errors == []


def check_chat(visitor: Visitor) -> None:
    """All that was written is in its place, answered once, also on the screen, and the photo is whole."""
    wrote = [*BEFORE, *MEANWHILE, *AFTER]
    visitor.answers(len(wrote))
    check_answers(wrote, visitor.rows.all(MESSAGES, [visitor.address]))
    shown = visitor.api.get("/chat/messages").raise_for_status().json()["messages"]
    assert [one["text"] for one in shown if one["author"] == "citizen"] == wrote
    [photo] = [one["files"] for one in shown if one["files"]]
    assert visitor.api.get(photo[0]["url"]).content == PICTURE
    assert len(visitor.of_conversation("attachments")) == 1


async def test_none_lost_and_each_once_and_in_order(stack: Stack) -> None:
    crowd = Crowd(stack, CHANNELS, CITIZENS)
    visitors = [Visitor(stack) for _ in range(VISITORS)]
    unanswered, answered = [Caller(stack, f"+57304000000{number}") for number in (1, 2)]
    writing = asyncio.create_task(crowd.write())
    await write_all(visitors, BEFORE)
    await crowd.until("stored", crowd.total // 4)
    began = time.monotonic()
    with gone(stack, "postgres"):
        calling = [
            asyncio.to_thread(call, unanswered, "no-answer"),
            asyncio.to_thread(call, answered, "answer"),
        ]
        # Everybody writes on, and every webhook is answered 200.
        await asyncio.gather(writing, write_all(visitors, MEANWHILE), *calling)
        assert httpx.get(f"{stack.web_url}/health/ready", trust_env=False).json()["spooling"] is True
        waiting = await asyncio.to_thread(depth, stack)
        assert waiting > crowd.total // 4
        await asyncio.sleep(max(0.0, AWAY_SECONDS - (time.monotonic() - began)))
    assert sum(len(member.accepted) for member in crowd.members) == crowd.total == 500
    await write_all(visitors, AFTER)
    await crowd.until_answered(ANSWERED_SECONDS)
    print(f"{waiting:.0f} events spooled; all answered {time.monotonic() - began:.0f} s after the database went away")
    crowd.check(IN_FLIGHT)
    await asyncio.to_thread(until, lambda: depth(stack) == 0)
    for visitor in visitors:
        await asyncio.to_thread(check_chat, visitor)
    for caller, owed in ((unanswered, unanswered.address), (answered, None)):
        kept = await asyncio.to_thread(caller.rows.one, CALLS, caller.address)  # one call, with one message
        assert (kept["body"], kept["covered_by"], kept["owed"]) == (CALLED, "queue", owed)
        assert kept["answered"] == (owed is None) and kept["ended_at"]
        assert caller.conversation["owner"] == "queue"


async def test_a_gateway_killed_while_draining_loses_and_repeats_nothing(stack: Stack) -> None:
    crowd = Crowd(stack, CHANNELS, 6, questions=4)
    visitor, wrote = Visitor(stack), [PHOTO, *list(QUESTIONS)[:4]]
    before = stack.pid("gateway")
    with gone(stack, "postgres"):
        await crowd.write()
        await asyncio.to_thread(write, visitor, wrote)
        assert await asyncio.to_thread(depth, stack) >= crowd.total + len(wrote)
        fault = order(stack, "kill while_draining")
    await asyncio.to_thread(until, lambda: not fault.exists())
    await crowd.until_answered()
    assert stack.pid("gateway") != before
    crowd.check()
    await asyncio.to_thread(visitor.answers, len(wrote))
    said = await asyncio.to_thread(visitor.of_conversation, "messages")
    assert [message["body"] for message in said if message["direction"] == "in"] == wrote
    assert len(await asyncio.to_thread(visitor.of_conversation, "attachments")) == 1
    assert await asyncio.to_thread(depth, stack) == 0
