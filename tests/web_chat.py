"""The web chat on a real socket for tests, and the office's side of a conversation on it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import httpx
from fastapi import FastAPI
from sqlalchemy import select, update

from bot import clock, notify
from bot.database import transaction
from bot.desk.agent import Agent
from bot.media import routes as media_routes
from bot.messaging import outbox
from bot.messaging.content import Choice, Reply
from bot.messaging.conversation import Conversation, Owner
from bot.messaging.message import Message
from connectors import registry
from connectors.web.channel import CHANNEL
from connectors.web.message import ACCOUNT
from tests.serving import listening_socket, serve


@asynccontextmanager
async def served(port: int = 0) -> AsyncIterator[str]:
    """The web chat as the gateway serves it; its address."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        await connector.start(webhooks=True)
        yield
        await connector.stop()

    connector = registry.by_name(CHANNEL.name, ACCOUNT)  # which is woken by what is drained from the spool
    app = FastAPI(lifespan=lifespan)
    app.include_router(media_routes.routes())
    app.include_router(connector.routes())
    async with serve(app, listening_socket(port)) as url:
        yield url


class Visitor:
    """A citizen's browser, as far as HTTP sees it."""

    def __init__(self, url: str):
        self.api = httpx.AsyncClient(base_url=url, trust_env=False, timeout=60)

    async def open(self) -> str:
        """Begin a session; its token."""
        answer = await self.api.post("/chat/sessions")
        assert answer.status_code == 201
        token = str(answer.json()["session"])
        self.api.headers["Authorization"] = f"Bearer {token}"
        return token

    async def post(self, text: str = "", **fields: Any) -> httpx.Response:
        return await self.api.post("/chat/messages", json={"id": str(uuid4()), "text": text} | fields)

    async def send_file(
        self, data: bytes, name: str = "foto.png", mime: str = "image/png", id_: str = ""
    ) -> httpx.Response:
        headers = {"Ventanilla-Id": id_ or str(uuid4()), "Ventanilla-Name": quote(name), "Content-Type": mime}
        return await self.api.post("/chat/files", content=data, headers=headers)

    async def read(self, after: int = 0) -> dict[str, Any]:
        answer = await self.api.get("/chat/messages", params={"after": after})
        assert answer.status_code == 200
        return dict(answer.json())


async def only_conversation() -> Conversation | None:
    """The one conversation there is."""
    async with transaction() as session:
        return await session.scalar(select(Conversation))


async def office_says(text: str, *, author: str = "assistant", agent_id: int | None = None, **reply: Any) -> Message:
    """The office answers everything that waits in the only conversation with one message.

    `choices` are titles, `described` are titles with their descriptions.
    """
    described = reply.pop("described", dict.fromkeys(reply.pop("choices", []), ""))
    choices = [Choice(title=title, payload="/affirm", description=more) for title, more in described.items()]
    async with transaction() as session:
        conversation = (await session.scalars(select(Conversation))).one()
        await session.execute(update(Message).where(Message.direction == "in").values(handled_at=clock.now()))
        said = Reply(text=text, choices=choices, **reply)
        return await outbox.send(session, conversation, said, author=author, agent_id=agent_id)


async def agent_takes_over(agent: Agent) -> None:
    """A person has the only conversation from now on."""
    async with transaction() as session:
        conversation = (await session.scalars(select(Conversation))).one()
        conversation.owner, conversation.agent_id = Owner.AGENT, agent.id
        await notify.announce(session, conversation.id)
