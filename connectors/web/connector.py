"""The web chat as a channel: what the platform stores is what the browser reads."""

import secrets
from collections.abc import Collection
from datetime import datetime

from fastapi import APIRouter

from bot.messaging import intake
from bot.messaging.content import Event, Reply
from bot.messaging.webhook import Webhook
from connectors import layout
from connectors.base import Connector, Part
from connectors.web import interface, pages, upload
from connectors.web.channel import CHANNEL
from connectors.web.message import ACCOUNT, Posted
from connectors.web.updates import Updates


def configured() -> list[Connector]:
    """The web chat, which needs no settings."""
    return [WebConnector()]


class WebConnector:
    """The office's own web chat; its one account is the installation itself."""

    channel = CHANNEL.name
    account = ACCOUNT

    def __init__(self) -> None:
        self._updates = Updates()

    def routes(self) -> APIRouter:
        """The chat's interface, its script, and the office's page."""
        router = interface.routes(self._updates)
        router.include_router(pages.routes())
        return router

    def render(self, reply: Reply, message_id: int) -> list[Part]:
        """One part: the browser has no limits, and reads the reply itself (connectors.web.history)."""
        return [Part(text=reply.words, buttons=layout.buttons(reply.offered, message_id), document=reply.document)]

    def read(self, webhook: Webhook) -> Event:
        """A message that a browser has posted. LookupError or ValueError when it is none."""
        if webhook.path == upload.PATH:
            return upload.inbound(webhook)
        return Posted.model_validate_json(webhook.body).inbound(webhook.sender)

    async def store_late(self, webhook: Webhook, received_at: datetime, *, answered: bool) -> None:
        """Store a message that has waited, and wake its browser: no stream knows a conversation that begins with it."""
        if webhook.path == upload.PATH:
            await upload.store(webhook, received_at)
        else:
            await intake.store_spooled(self.read(webhook), received_at, answered=answered)
        self._updates.wake(webhook.sender)

    async def send(self, address: str, part: Part) -> str:
        """Nothing is left to do: the message is stored, and the browser reads it from there. An id of its own."""
        return f"web-{secrets.token_hex(12)}"

    async def taken(self, address: str, part: Part, since: datetime, known: Collection[str]) -> str | None:
        """To send again does no harm here."""
        return None

    async def start(self, *, webhooks: bool = False) -> None:
        """In the gateway, begin to listen for what changes."""
        if webhooks:
            self._updates.start()

    async def stop(self) -> None:
        """End the open streams."""
        await self._updates.stop()
