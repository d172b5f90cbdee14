"""The connectors on one side, the sandbox's phones on the other, and real HTTP between them."""

import itertools
import json
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from bot.media import routes as media_routes
from connectors import registry
from connectors.base import Connector
from connectors.whatsapp import templates
from sandbox.app import create_app
from sandbox.settings import Settings
from tests.channels import (
    ACCOUNT_SID,
    AUTH_TOKEN,
    SECOND_SMS_NUMBER,
    SECOND_WHATSAPP_NUMBER,
    SMS_NUMBER,
    TELEGRAM_TOKEN,
    VOICE_NUMBER,
    WHATSAPP_NUMBER,
    configure,
    forget,
    forget_spools,
)
from tests.serving import address_of, listening_socket, serve, until

_numbers = itertools.count(573009000001)


@dataclass
class Phone:
    """A citizen's phone on one channel, used over the sandbox's control API."""

    api: httpx.AsyncClient
    channel: str
    number: str

    @property
    def address(self) -> str:
        """What the connector calls this phone."""
        return self.number if self.channel == "telegram" else f"+{self.number}"

    async def write(self, text: str = "", **more: Any) -> dict[str, Any]:
        """Send a message, and wait until the office's webhook has answered."""
        sent = await self._post("messages", {"text": text} | more)
        return await until(lambda: self._settled(sent["id"]))

    async def edit(self, message: dict[str, Any], text: str) -> None:
        (await self.api.put(f"{self._path}/messages/{message['id']}", json={"text": text})).raise_for_status()

    async def press(self, title: str) -> None:
        await self._post("press", {"button": title})

    async def change(self, change: str) -> None:
        """Block or unblock the office."""
        await self._post(change, {})

    async def received(self, count: int = 1) -> list[dict[str, Any]]:
        """What the office sent, once there are `count` messages of it."""
        return await until(lambda: self._received(count))

    async def keyboard(self) -> list[list[dict[str, Any]]]:
        return (await self.api.get(f"{self._path}/state")).raise_for_status().json()["keyboard"]

    async def _settled(self, message_id: int) -> dict[str, Any] | None:
        messages = (await self.api.get(f"{self._path}/messages")).raise_for_status().json()
        return next((m for m in messages if m["id"] == message_id and m["status"] != "sent"), None)

    async def _received(self, count: int) -> list[dict[str, Any]]:
        messages = (await self.api.get(f"{self._path}/messages")).raise_for_status().json()
        found = [message for message in messages if message["direction"] == "received"]
        return found if len(found) >= count else []

    async def _post(self, what: str, content: dict[str, Any]) -> dict[str, Any]:
        return (await self.api.post(f"{self._path}/{what}", json=content)).raise_for_status().json()

    @property
    def _path(self) -> str:
        return f"/api/{self.channel}/{self.number}"


@dataclass
class World:
    """Both sides: `api` is the sandbox's control API, `gateway` the connectors' public address."""

    api: httpx.AsyncClient
    gateway: str

    def phone(self, channel: str) -> Phone:
        """A phone that nobody has used yet."""
        return Phone(self.api, channel, str(next(_numbers)))

    def connector(self, channel: str) -> Connector:
        return next(c for c in registry.configured() if c.channel == channel)

    async def fault(self, channel: str, kind: str, **more: Any) -> None:
        """Make the provider fail, once."""
        (await self.api.post("/api/faults", json={"channel": channel, "kind": kind} | more)).raise_for_status()


def _sid(template: str) -> str:
    return f"HX{templates.names().index(template):032x}"


def _approved(template: str) -> dict[str, Any]:
    return templates.definition(template) | {"approval": templates.approval(template)}


def sandbox_settings(listener: socket.socket, gateway: str) -> Settings:
    """Settings of a sandbox on a socket, for the accounts of tests.channels, calling the webhooks of `gateway`."""
    return Settings(
        port=listener.getsockname()[1],
        telegram_token=TELEGRAM_TOKEN,
        twilio_account_sid=ACCOUNT_SID,
        twilio_auth_token=AUTH_TOKEN,
        whatsapp_number=f"{WHATSAPP_NUMBER} {SECOND_WHATSAPP_NUMBER}",
        sms_number=f"{SMS_NUMBER} {SECOND_SMS_NUMBER}",
        whatsapp_webhook=f"{gateway}/webhooks/whatsapp",
        sms_webhook=f"{gateway}/webhooks/sms",
        voice_number=VOICE_NUMBER,
        voice_webhook=f"{gateway}/webhooks/voice#rc=1&rp=all",
        voice_fallback=f"{gateway}/webhooks/voice/fallback",
        voice_status_webhook=f"{gateway}/webhooks/voice/status",
        voice_pace=0.1,
        contents={
            _sid(name): templates.definition(name) | {"approval": templates.approval(name)}
            for name in templates.names()
        },
        sent_seconds=0.2,  # the id of what was sent is recorded by then
        delivered_seconds=0,
        read_seconds=0,
    )


@pytest.fixture(scope="module")
async def wired() -> AsyncIterator[World]:
    """The sandbox and the connectors' webhooks, served; Telegram has been told of its webhook."""
    office, provider = listening_socket(), listening_socket()
    with pytest.MonkeyPatch.context() as patch:
        configure(
            patch,
            public_url=address_of(office),
            telegram_base_url=address_of(provider),
            twilio_base_url=address_of(provider),
            whatsapp_contents=json.dumps({name: _sid(name) for name in templates.names()}),
        )
        async with (
            serve(create_app(sandbox_settings(provider, address_of(office))), provider) as sandbox,
            serve(_gateway(), office) as gateway,
            httpx.AsyncClient(base_url=sandbox, trust_env=False) as api,
        ):
            for connector in registry.configured():
                await connector.start(webhooks=True)
            await until(lambda: _telegram_knows(api))
            yield World(api, gateway)
            for connector in registry.configured():
                await connector.stop()
    forget()


@pytest.fixture
async def world(wired: World, database: str) -> AsyncIterator[World]:
    """Both sides on an empty database, no fault switched on."""
    yield wired
    (await wired.api.delete("/api/faults")).raise_for_status()
    await until(lambda: _is_quiet(wired.api))
    await forget_spools()


def _gateway() -> FastAPI:
    app = FastAPI()
    app.include_router(media_routes.routes())
    for connector in registry.one_of_each_channel():
        app.include_router(connector.routes())
    return app


async def _is_quiet(api: httpx.AsyncClient) -> bool:
    """Nothing that this test caused is on its way any more: it would meet the next test's empty database."""
    listed = await api.get(f"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json", auth=(ACCOUNT_SID, AUTH_TOKEN))
    on_their_way = [m for m in listed.json()["messages"] if m["status"] in ("queued", "sending", "sent")]
    calls = [call for call in (await api.get("/api/webhooks")).json() if call["error"] == "Cancelled"]
    return not on_their_way and not calls


async def _telegram_knows(api: httpx.AsyncClient) -> bool:
    info = (await api.get(f"/bot{TELEGRAM_TOKEN}/getWebhookInfo")).json()
    return bool(info["result"]["url"])
