"""Live updates: nothing is lost between one stream and the next."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from bot import notify
from connectors.web import updates
from tests.serving import until
from tests.web_chat import Visitor, office_says, only_conversation


@asynccontextmanager
async def stream(visitor: Visitor, after: int = 0) -> AsyncIterator[AsyncIterator[dict[str, Any]]]:
    """The events of a stream."""
    async with visitor.api.stream("GET", "/chat/stream", params={"after": after}) as answer:
        assert answer.status_code == 200
        yield events(answer)


async def events(answer: httpx.Response) -> AsyncIterator[dict[str, Any]]:
    async for line in answer.aiter_lines():
        if line.startswith("data:"):
            yield json.loads(line[5:])


async def next_with(seen: AsyncIterator[dict[str, Any]], words: str) -> dict[str, Any]:
    async for update in seen:
        if any(words in message["text"] for message in update["messages"]):
            return update
    raise AssertionError("the stream ended")


async def test_a_reply_arrives_by_itself(visitor: Visitor) -> None:
    await visitor.post("Hola")
    async with stream(visitor) as seen:
        first = await anext(seen)
        await office_says("Buenas tardes")
        update = await next_with(seen, "Buenas tardes")
    assert (first["messages"][0]["text"], first["pending"]) == ("Hola", True)
    assert [message["seq"] for message in update["messages"]] == [2]
    assert update["pending"] is False


async def test_a_stream_that_was_there_before_the_first_message(visitor: Visitor) -> None:
    async with stream(visitor) as seen:
        assert (await anext(seen))["messages"] == []
        await visitor.post("Hola")
        assert await next_with(seen, "Hola")
        await office_says("Buenas tardes")
        assert await next_with(seen, "Buenas tardes")


async def test_what_came_between_two_streams_comes_with_the_second(visitor: Visitor) -> None:
    await visitor.post("Hola")
    async with stream(visitor) as seen:
        await anext(seen)
    await office_says("uno")
    await office_says("dos")
    async with stream(visitor, after=1) as seen:
        update = await anext(seen)
    assert [message["text"] for message in update["messages"]] == ["uno", "dos"]


async def test_a_lost_notification_costs_time_not_messages(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    async def silence(*_: object) -> None:
        return

    await visitor.post("Hola")
    monkeypatch.setattr(updates, "HEARTBEAT_SECONDS", 0.2)
    monkeypatch.setattr(notify, "announce", silence)
    async with stream(visitor) as seen:
        await anext(seen)
        await office_says("sin aviso")
        assert await next_with(seen, "sin aviso")


async def test_more_than_one_page_comes_whole(visitor: Visitor) -> None:
    await visitor.post("Hola")
    for number in range(230):
        await office_says(f"línea {number}")
    numbers: list[int] = []
    async with stream(visitor, after=1) as seen:
        async for update in seen:
            numbers += [message["seq"] for message in update["messages"]]
            if len(numbers) >= 230:
                break
    assert numbers == list(range(2, 232))


async def test_nobody_hears_another_conversation(visitor: Visitor, url: str) -> None:
    other = Visitor(url)
    async with other.api:
        await other.open()
        await visitor.post("Hola")
        await until(only_conversation)
        async with stream(other) as seen:
            first = await anext(seen)
            await office_says("solo para uno")
            await other.post("y yo")
            update = await next_with(seen, "y yo")
    assert first["messages"] == []
    assert [message["text"] for message in update["messages"]] == ["y yo"]


async def test_an_office_that_began_afresh_says_so(visitor: Visitor) -> None:
    await visitor.post("Hola")
    async with stream(visitor, after=40) as seen:
        update = await anext(seen)
    assert (update["messages"], update["last"]) == ([], 1)


async def test_a_session_has_few_streams(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(updates, "STREAMS_PER_SESSION", 1)
    await visitor.post("Hola")
    async with stream(visitor) as seen:
        await anext(seen)
        refused = await visitor.api.get("/chat/stream")
    assert (refused.status_code, "Retry-After" in refused.headers) == (429, True)


async def test_a_stream_goes_on_after_the_last_event(visitor: Visitor) -> None:
    """Many at once: each event is called by what it brought, not by the last there is."""
    await visitor.post("Hola")
    for number in range(250):
        await office_says(f"línea {number}")
    async with visitor.api.stream("GET", "/chat/stream", params={"after": 1}) as answer:
        id_ = await anext(line async for line in answer.aiter_lines() if line.startswith("id:"))
    headers = {"Last-Event-ID": id_.removeprefix("id:").strip()}

    async with visitor.api.stream("GET", "/chat/stream", headers=headers) as answer:
        update = await anext(events(answer))

    assert [message["seq"] for message in update["messages"]] == list(range(202, 252))
