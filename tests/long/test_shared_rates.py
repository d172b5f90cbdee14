"""Two workers divide what a provider allows, as the provider counts it; what a dead one had goes to the other."""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.database import transaction
from bot.messaging import outbox
from bot.messaging.content import Reply
from bot.messaging.conversation import Conversation
from bot.messaging.sending_process import SendingProcess
from bot.settings import settings
from sandbox.app import create_app
from sandbox.settings import Settings
from tests.builders import create_conversation
from tests.channels import ACCOUNT_SID, AUTH_TOKEN, SMS_NUMBER, TELEGRAM_TOKEN, WHATSAPP_NUMBER, configure, forget
from tests.serving import address_of, listening_socket, serve, until

# Few enough that the machine is never what is slow.
RATE = 10.0
# Shares are right or wrong by a factor of two; between them lies what a busy machine does to a measurement.
BETWEEN = 2**0.5
ACCOUNT = TELEGRAM_TOKEN.partition(":")[0]
FIRST_CHAT = 8_100_001


class Telegram:
    """The stand-in, with the moments at which it was asked to send something."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.asked: list[float] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].lower().endswith("/sendmessage"):
            self.asked.append(time.monotonic())
        await self._app(scope, receive, send)


@pytest.fixture
async def telegram(database: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Telegram]:
    """A provider that takes all that comes, and the settings by which workers find it."""
    listener = listening_socket()
    configure(
        monkeypatch,
        telegram_base_url=address_of(listener),
        telegram_rate=str(RATE),
        telegram_chat_rate="1000",
        whatsapp_number="",
        sms_number="",
        voice_number="",
    )
    provider = Settings(
        telegram_token=TELEGRAM_TOKEN,
        twilio_account_sid=ACCOUNT_SID,
        twilio_auth_token=AUTH_TOKEN,
        whatsapp_number=WHATSAPP_NUMBER,
        sms_number=SMS_NUMBER,
        telegram_rate=10_000,
        telegram_chat_rate=10_000,
    )
    counting = Telegram(create_app(provider))
    async with serve(counting, listener):
        yield counting
    monkeypatch.undo()
    forget()


@asynccontextmanager
async def worker(log_file: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """A worker as `ventanilla worker` runs it."""
    with log_file.open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot.cli", "worker", env=os.environ, stdout=log, stderr=log
        )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def announced() -> dict[Any, Any]:
    """Which workers send, and when each last said so."""
    async with transaction() as session:
        return {one.id: one.seen_at for one in await session.scalars(select(SendingProcess))}


async def know_each_other() -> None:
    """Two workers have each counted two."""

    async def two() -> dict[Any, Any]:
        found = await announced()
        return found if len(found) == 2 else {}

    first = await until(two)

    async def both_again() -> bool:
        found = await announced()
        return all(found[one] > max(first.values()) for one in first)

    await until(both_again)


async def citizens(count: int) -> list[int]:
    """Conversations with so many who have written to the bot, which cannot write first."""
    found = []
    async with httpx.AsyncClient(base_url=settings().telegram_base_url, trust_env=False) as phones:
        for chat in map(str, range(FIRST_CHAT, FIRST_CHAT + count)):
            (await phones.post(f"/api/telegram/{chat}/messages", json={"text": "hola"})).raise_for_status()
            async with transaction() as session:
                conversation = await create_conversation(session, channel="telegram", account=ACCOUNT, address=chat)
                found.append(conversation.id)
    return found


async def per_second(telegram: Telegram, conversations: list[int]) -> float:
    """How many messages a second the provider is asked to send, while one waits for each of these."""
    count, before = len(conversations), len(telegram.asked)
    async with transaction() as session:
        for conversation_id in conversations:
            conversation = await session.get_one(Conversation, conversation_id)
            await outbox.send(session, conversation, Reply(text="Mañana hay corte."), author="system")
    await until(lambda: len(telegram.asked) >= before + count)
    asked = telegram.asked[before:]
    return (count - 1) / (asked[-1] - asked[0])


async def stays_below(rate: float, telegram: Telegram, conversations: list[int]) -> bool:
    """A machine that stalls lets what has waited arrive together, which looks fast: once, and not three times."""
    for _ in range(3):
        if await per_second(telegram, conversations) < rate:
            return True
    return False


async def test_two_workers_send_no_faster_than_one_and_the_dead_ones_share_comes_back(
    telegram: Telegram, tmp_path: Path
) -> None:
    async with worker(tmp_path / "one.log"), worker(tmp_path / "other.log") as other:
        everybody, _ = await asyncio.gather(citizens(30), know_each_other())
        half = everybody[:16]
        assert await stays_below(RATE * BETWEEN, telegram, everybody)

        other.kill()
        await other.wait()
        assert len(await announced()) == 2  # nobody knows yet
        assert await stays_below(RATE / 2 * BETWEEN, telegram, half)

        async def forgotten() -> bool:
            return len(await announced()) == 1

        await until(forgotten)

        async def takes_it_all() -> bool:
            return await per_second(telegram, half) > RATE / 2 * BETWEEN

        await until(takes_it_all)
