"""A conversation as its citizen sees it: messages after a number, who speaks, whether something waits for an answer."""

import dataclasses
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel
from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import media
from bot.citizens.address import Address
from bot.desk.agent import Agent
from bot.messaging.content import Card, Choice, Document, Reply
from bot.messaging.conversation import Conversation, Owner
from bot.messaging.message import InboundEvent, Message
from connectors import layout
from connectors.web.message import ACCOUNT, CHANNEL

PAGE = 200


class ShownChoice(BaseModel):
    """A choice of the office; `data` is what the browser posts as `choice` when it is taken."""

    title: str
    data: str
    description: str = ""


class ShownDocument(BaseModel):
    """A file of the office; `url` is signed and expires, `image` says that it can be shown."""

    name: str
    url: str
    image: bool = False


class ShownCard(BaseModel):
    """One thing among several, with what can be done about it."""

    title: str
    text: str = ""
    image: ShownDocument | None = None
    choices: list[ShownChoice] = []


class Shown(BaseModel):
    """One message. `id` is the browser's own for what the citizen wrote; `purpose` is "safety" in an emergency.

    status: "received" or "answered" for a citizen's message, "delivered" for the office's.
    """

    seq: int
    id: str
    direction: Literal["in", "out"]
    author: Literal["citizen", "assistant", "agent", "system"]
    author_name: str = ""
    text: str = ""
    choices: list[ShownChoice] = []
    list_button: str = ""
    cards: list[ShownCard] = []
    document: ShownDocument | None = None
    ask_location: bool = False
    purpose: str = "reply"
    at: datetime
    status: Literal["received", "answered", "delivered"]


class Speaker(BaseModel):
    """Who speaks for the office, by role; an agent also by first name."""

    role: Owner = Owner.ASSISTANT
    name: str = ""


class Update(BaseModel):
    """What is new. `last` is the conversation's last number, `pending` whether a message waits for the office."""

    messages: list[Shown] = []
    last: int = 0
    pending: bool = False
    speaker: Speaker = Speaker()


async def read(session: AsyncSession, address: str, after: int) -> tuple[int | None, Update]:
    """The conversation's id (None: nothing was said yet) and what came after the number `after`, at most PAGE messages.

    From the beginning (0) these are the latest ones, otherwise the next ones.
    """
    conversation = await session.scalar(
        select(Conversation)
        .join(Address)
        .where(Address.channel == CHANNEL, Address.account == ACCOUNT, Address.address == address)
    )
    if conversation is None:
        return None, Update()
    waiting = select(
        exists().where(
            Message.conversation_id == conversation.id, Message.direction == "in", Message.handled_at.is_(None)
        )
    )
    # Before the messages: what is no longer waiting has its answer among them.
    pending = bool(await session.scalar(waiting))
    messages = await _messages(session, conversation.id, after)
    return conversation.id, Update(
        messages=messages,
        last=max([conversation.last_seq, *(message.seq for message in messages)]),
        pending=pending,
        speaker=await _speaker(session, conversation),
    )


async def _messages(session: AsyncSession, conversation_id: int, after: int) -> list[Shown]:
    rows = await session.execute(
        select(Message, InboundEvent.event_id, Agent.name)
        .outerjoin(InboundEvent, InboundEvent.message_id == Message.id)
        .outerjoin(Agent, Agent.id == Message.agent_id)
        .where(Message.conversation_id == conversation_id, Message.seq > after)
        .order_by(Message.seq if after else Message.seq.desc())
        .limit(PAGE)
    )
    shown = [_shown(message, event_id, name) for message, event_id, name in rows]
    return sorted(shown, key=lambda message: message.seq)


async def _speaker(session: AsyncSession, conversation: Conversation) -> Speaker:
    agent = await session.get(Agent, conversation.agent_id) if conversation.owner == Owner.AGENT else None
    return Speaker(role=conversation.owner, name=_first_name(agent.name) if agent else "")


def _shown(message: Message, event_id: str | None, agent_name: str | None) -> Shown:
    common: dict[str, Any] = {
        "seq": message.seq,
        "direction": message.direction,
        "author": message.author,
        "purpose": message.purpose,
        "at": message.created_at,
    }
    if message.direction == "in":
        own_id = (event_id or f"m{message.id}").rpartition(":")[2]
        return Shown(**common, id=own_id, text=message.body, status="answered" if message.handled_at else "received")
    reply = Reply.model_validate(message.content)
    return Shown(
        **common,
        id=f"m{message.id}",
        author_name=_first_name(agent_name or ""),
        text=reply.text,
        choices=_choices(reply.choices, message.id),
        list_button=reply.list_button,
        cards=_cards(reply.cards, message.id),
        document=_document(reply.document),
        ask_location=reply.ask_location,
        status="delivered",
    )


def _choices(choices: list[Choice], message_id: int, first: int = 0) -> list[ShownChoice]:
    return [ShownChoice(**dataclasses.asdict(button)) for button in layout.buttons(choices, message_id, first)]


def _cards(cards: list[Card], message_id: int) -> list[ShownCard]:
    shown, first = [], 0
    for card in cards:
        choices = _choices(card.choices, message_id, first)
        shown.append(ShownCard(title=card.title, text=card.text, image=_document(card.image), choices=choices))
        first += len(choices)
    return shown


def _document(document: Document | None) -> ShownDocument | None:
    if document is None:
        return None
    return ShownDocument(name=document.name, url=media.link(document.media_id), image=document.is_image)


def _first_name(name: str) -> str:
    return name.split(" ", maxsplit=1)[0]
