"""A conversation as its citizen sees it: messages after a number, who speaks, whether something waits for an answer."""

import dataclasses
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field
from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from bot import clock, media
from bot.citizens.address import Address
from bot.desk.agent import Agent
from bot.media import attachment, kinds
from bot.media.attachment import Attachment
from bot.media.file import StoredFile
from bot.messaging.content import Card, Choice, Document, Reply
from bot.messaging.conversation import Conversation, Owner
from bot.messaging.message import InboundEvent, Message
from connectors import layout
from connectors.web.channel import CHANNEL
from connectors.web.message import ACCOUNT

PAGE = 200
MOST = 2000


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


class ShownFile(BaseModel):
    """A file of the citizen's own; no `url` where it could not be had, or is no longer kept."""

    name: str
    url: str = ""
    image: bool = False


class ShownCard(BaseModel):
    """One thing among several, with what can be done about it."""

    title: str
    text: str = ""
    image: ShownDocument | None = None
    choices: list[ShownChoice] = []


class Shown(BaseModel):
    """One message. `id` is the browser's own for what the citizen wrote; `purpose` is "safety" in an emergency.

    choice   of a citizen's message: the `data` of the choice that was taken; `place` says that it is a location
    status   "received" or "answered" for a citizen's message, "delivered" for the office's
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
    choice: str = ""
    place: bool = False
    files: list[ShownFile] = []
    purpose: str = "reply"
    at: datetime
    status: Literal["received", "answered", "delivered"]


class Speaker(BaseModel):
    """Who speaks for the office, by role; an agent also by first name."""

    role: Owner = Owner.ASSISTANT
    name: str = ""


class Update(BaseModel):
    """What is new. `last` is the conversation's last number, `pending` whether a message waits for the office.

    `now` is the office's time, by which the browser tells today from yesterday.
    """

    messages: list[Shown] = []
    last: int = 0
    pending: bool = False
    speaker: Speaker = Speaker()
    now: datetime = Field(default_factory=clock.now)

    def says_the_same(self, other: "Update | None") -> bool:
        """Whether nothing but the time is different."""
        return other is not None and self.model_copy(update={"now": other.now}) == other


async def read(session: AsyncSession, address: str, after: int) -> tuple[int | None, Update]:
    """The conversation's id (None: nothing was said yet) and what came after the number `after`, at most PAGE messages.

    From the beginning (0) these are the latest ones, otherwise the next ones.
    """
    conversation = await _conversation(session, address)
    if conversation is None:
        return None, Update()
    waiting = select(
        exists().where(
            Message.conversation_id == conversation.id, Message.direction == "in", Message.handled_at.is_(None)
        )
    )
    # Before the messages: what is no longer waiting has its answer among them.
    pending = bool(await session.scalar(waiting))
    behind = Message.seq > after
    messages = await _messages(session, conversation.id, behind, Message.seq if after else Message.seq.desc())
    return conversation.id, Update(
        messages=messages,
        last=max([conversation.last_seq, *(message.seq for message in messages)]),
        pending=pending,
        speaker=await _speaker(session, conversation),
    )


async def earlier(session: AsyncSession, address: str, before: int) -> list[Shown]:
    """The PAGE messages before the number `before`."""
    conversation = await _conversation(session, address)
    if conversation is None:
        return []
    return await _messages(session, conversation.id, Message.seq < before, Message.seq.desc())


async def whole(session: AsyncSession, address: str) -> list[Shown]:
    """All that was said, at most the latest MOST messages."""
    conversation = await _conversation(session, address)
    if conversation is None:
        return []
    return await _messages(session, conversation.id, Message.seq > 0, Message.seq.desc(), MOST)


async def _conversation(session: AsyncSession, address: str) -> Conversation | None:
    return await session.scalar(
        select(Conversation)
        .join(Address)
        .where(Address.channel == CHANNEL.name, Address.account == ACCOUNT, Address.address == address)
    )


async def _messages(
    session: AsyncSession,
    conversation_id: int,
    which: ColumnElement[bool],
    order: ColumnElement[int] | InstrumentedAttribute[int],
    most: int = PAGE,
) -> list[Shown]:
    rows = (
        await session.execute(
            select(Message, InboundEvent.event_id, Agent.name)
            .outerjoin(InboundEvent, InboundEvent.message_id == Message.id)
            .outerjoin(Agent, Agent.id == Message.agent_id)
            .where(Message.conversation_id == conversation_id, which)
            .order_by(order)
            .limit(most)
        )
    ).all()
    with_files = [message.id for message, *_ in rows if message.content.get("media") and message.direction == "in"]
    found = await attachment.of_messages(session, with_files) if with_files else {}
    shown = [
        _own(message, event_id, _files(found.get(message.id, [])))
        if message.direction == "in"
        else _theirs(message, name or "")
        for message, event_id, name in rows
    ]
    return sorted(shown, key=lambda message: message.seq)


async def _speaker(session: AsyncSession, conversation: Conversation) -> Speaker:
    agent = await session.get(Agent, conversation.agent_id) if conversation.owner == Owner.AGENT else None
    return Speaker(role=conversation.owner, name=_first_name(agent.name) if agent else "")


def _own(message: Message, event_id: str | None, files: list[ShownFile]) -> Shown:
    return Shown(
        **_common(message),
        id=(event_id or f"m{message.id}").rpartition(":")[2],
        text=message.body,
        choice=message.content.get("choice") or "",
        place=message.content.get("latitude") is not None,
        files=files,
        status="answered" if message.handled_at else "received",
    )


def _theirs(message: Message, agent_name: str) -> Shown:
    reply = Reply.model_validate(message.content)
    return Shown(
        **_common(message),
        id=f"m{message.id}",
        author_name=_first_name(agent_name),
        text=reply.text,
        choices=_choices(reply.choices, message.id),
        list_button=reply.list_button,
        cards=_cards(reply.cards, message.id),
        document=_document(reply.document),
        ask_location=reply.ask_location,
        status="delivered",
    )


def _common(message: Message) -> dict[str, Any]:
    return {
        "seq": message.seq,
        "direction": message.direction,
        "author": message.author,
        "purpose": message.purpose,
        "at": message.created_at,
    }


def _files(attachments: Sequence[tuple[Attachment, StoredFile | None]]) -> list[ShownFile]:
    return [
        ShownFile(name=kept.name, url=media.link(kept.id), image=kinds.sort_of(kept.mime) == "image")
        if kept
        else ShownFile(name=one.name)
        for one, kept in attachments
    ]


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
