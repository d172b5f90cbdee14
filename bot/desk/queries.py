"""What the desk shows of conversations: the lists on the left, and one conversation's messages."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import lazyload

from bot import phones
from bot.calls import by_text, callback, calls
from bot.citizens.address import Address
from bot.desk.agent import Agent
from bot.desk.place import Place
from bot.media import attachment
from bot.media.attachment import Attachment
from bot.media.file import StoredFile
from bot.messaging import delivery
from bot.messaging.content import Details
from bot.messaging.conversation import Conversation, Owner
from bot.messaging.message import Delivery, Message
from bot.messaging.ownership import EMERGENCY
from connectors import registry

MESSAGES_AT_ONCE = 50
PREVIEW = 160  # characters of a message, where only a line of it is shown


@dataclass(frozen=True)
class Row:
    """One conversation in a list. `at`: since when it waits, or when something last happened in it; `agent_name`: who
    has it; `newest_unread`: the number (seq) of the latest message that they have not seen.
    """

    id: int
    channel: str
    address: str
    owner: Owner
    owner_version: int
    emergency: bool
    reason: str
    summary: str
    at: datetime
    last_author: str = ""
    last_text: str = ""
    unread: int = 0
    newest_unread: int = 0
    agent_id: int | None = None
    agent_name: str = ""


@dataclass(frozen=True)
class Board:
    """The three lists; `mine` by agent. `waiting` and `assistant` are cut where they are long.

    queue        all conversations that wait, each with its owner's version: one that comes back is another
    emergencies  those of them where somebody is in danger
    """

    waiting: list[Row] = field(default_factory=list)
    queue: frozenset[tuple[int, int]] = frozenset()
    emergencies: frozenset[int] = frozenset()
    mine: dict[int, list[Row]] = field(default_factory=dict)
    assistant: list[Row] = field(default_factory=list)
    assistant_count: int = 0


@dataclass(frozen=True)
class FileLine:
    """A file of a citizen's. `file_id` is empty where there is none: `state` and `reason` say why."""

    state: str
    reason: str
    mime: str
    name: str
    file_id: str
    size: int


@dataclass(frozen=True)
class Line:
    """One message as the chat shows it. `status` and `error` are of outbound messages only; "" on inbound ones.

    `quotes` is what the message says that this one was written in reply to.
    """

    id: int
    seq: int
    direction: str
    author: str
    agent_name: str
    kind: str
    body: str
    content: dict[str, Any]
    created_at: datetime
    status: str
    error: str
    files: list[FileLine] = field(default_factory=list)
    quotes: str = ""

    @property
    def details(self) -> Details:
        """What the provider told beside the message."""
        return Details.model_validate(self.content.get("details") or {})


@dataclass(frozen=True)
class Telephone:
    """What a conversation by telephone needs besides: whether the caller is on the line, whether texts reach them, and
    the number to call them back at (None if no call is owed, "" if nobody knows it).
    """

    in_call: bool
    gets_texts: bool
    callback: str | None


@dataclass(frozen=True)
class Chat:
    """One conversation with its latest messages, oldest first. `agent_name` is who has it."""

    id: int
    channel: str
    address: str
    owner: Owner
    owner_version: int
    agent_id: int | None
    agent_name: str
    emergency: bool
    last_seq: int
    last_inbound_at: datetime | None
    opted_out: bool
    unreachable: bool
    lines: list[Line]
    has_earlier: bool
    has_others: bool
    telephone: Telephone | None = None


async def board(session: AsyncSession, *, waiting: int, assistant: int) -> Board:
    """All lists at once, for every agent of this process: at most so many rows of those that may grow long."""
    queue, emergencies = await _queue(session)
    return Board(
        waiting=await rows(
            session,
            listed()
            .where(Conversation.owner == Owner.QUEUE)
            .order_by(Conversation.priority.desc(), Conversation.queued_at, Conversation.id)
            .limit(waiting),
        ),
        queue=queue,
        emergencies=emergencies,
        mine=await _by_agent(session),
        assistant=await rows(
            session,
            listed()
            .where(Conversation.owner == Owner.ASSISTANT, Conversation.last_seq > 0)
            .order_by(Conversation.updated_at.desc(), Conversation.id.desc())
            .limit(assistant),
        ),
        assistant_count=await _assistant_count(session),
    )


async def chat(session: AsyncSession, conversation_id: int, *, from_seq: int | None = None) -> Chat | None:
    """One conversation with its messages from `from_seq` on, or its latest. None if there is no such conversation."""
    found = (
        await session.execute(
            select(Conversation, Agent.name)
            .outerjoin(Agent, Agent.id == Conversation.agent_id)
            .where(Conversation.id == conversation_id)
            .execution_options(populate_existing=True)
        )
    ).one_or_none()
    if found is None:
        return None
    conversation, agent_name = found
    if from_seq is None:
        from_seq = conversation.last_seq - MESSAGES_AT_ONCE + 1
    lines = await _lines(session, conversation_id, from_seq)
    address = conversation.address
    return Chat(
        id=conversation.id,
        channel=address.channel,
        address=address.address,
        owner=conversation.owner,
        owner_version=conversation.owner_version,
        agent_id=conversation.agent_id,
        agent_name=agent_name or "",
        emergency=conversation.priority >= EMERGENCY,
        last_seq=conversation.last_seq,
        last_inbound_at=address.last_inbound_at,
        opted_out=address.opted_out_at is not None,
        unreachable=address.unreachable_at is not None,
        lines=lines,
        has_earlier=bool(lines) and lines[0].seq > 1,
        has_others=await _has_others(session, address),
        telephone=await _telephone(session, conversation_id, address)
        if registry.channel(address.channel).spoken
        else None,
    )


async def _telephone(session: AsyncSession, conversation_id: int, address: Address) -> Telephone:
    owed = await callback.open_one(session, conversation_id)
    return Telephone(
        in_call=await calls.is_live(session, address.account, address.address),
        gets_texts=by_text.can_send(address.address),
        callback=owed.number if owed else None,
    )


async def _has_others(session: AsyncSession, address: Address) -> bool:
    """Whether the citizen, or their telephone, writes from other addresses too."""
    return await session.scalar(select(Address.id).where(elsewhere(address)).limit(1)) is not None


def elsewhere(address: Address) -> ColumnElement[bool]:
    """Other addresses of the citizen; and of the same telephone, with which one may call and write."""
    same = Address.citizen_id == address.citizen_id
    telephones = [channel.name for channel in registry.described().values() if channel.own_numbers or channel.spoken]
    if address.channel in telephones:
        same |= Address.channel.in_(telephones) & Address.address.in_(phones.spellings(address.address))
    return same & (Address.id != address.id)


async def _queue(session: AsyncSession) -> tuple[frozenset[tuple[int, int]], frozenset[int]]:
    """Everyone who waits, with the version of their owner, and the emergencies among them."""
    found = await session.execute(
        select(Conversation.id, Conversation.owner_version, Conversation.priority).where(
            Conversation.owner == Owner.QUEUE
        )
    )
    waiting = {(one, version): priority for one, version, priority in found}
    urgent = frozenset(one for (one, _), priority in waiting.items() if priority >= EMERGENCY)
    return frozenset(waiting), urgent


async def _assistant_count(session: AsyncSession) -> int:
    counted = select(func.count()).where(Conversation.owner == Owner.ASSISTANT, Conversation.last_seq > 0)
    return await session.scalar(counted) or 0


async def _by_agent(session: AsyncSession) -> dict[int, list[Row]]:
    """The conversations that agents have, those with the latest message first, with what each has not seen yet."""
    unread = (
        select(func.count().label("count"), func.max(Message.seq).label("newest"))
        .where(
            Message.conversation_id == Conversation.id,
            Message.direction == "in",
            Message.seq > func.coalesce(Place.seen_seq, 0),
        )
        .correlate(Conversation, Place)
        .lateral()
    )
    found = await session.execute(
        listed()
        .add_columns(unread.c.count, unread.c.newest)
        .outerjoin(Place, and_(Place.conversation_id == Conversation.id, Place.agent_id == Conversation.agent_id))
        .join(unread, true())
        .where(Conversation.owner == Owner.AGENT)
        .order_by(Message.created_at.desc().nulls_last(), Conversation.id)
    )
    mine: dict[int, list[Row]] = defaultdict(list)
    for conversation, address, message, name, count, newest in found:
        row = _row(conversation, address, message, name)
        mine[conversation.agent_id].append(replace(row, unread=count, newest_unread=newest or 0))
    return dict(mine)


def listed() -> Select[Conversation, Address, Message, str]:
    """Conversations with their address, last message and agent's name, without loading the address a second time."""
    return (
        select(Conversation, Address, Message, Agent.name)
        .options(lazyload(Conversation.address))
        .join(Address, Address.id == Conversation.address_id)
        .outerjoin(Message, and_(Message.conversation_id == Conversation.id, Message.seq == Conversation.last_seq))
        .outerjoin(Agent, Agent.id == Conversation.agent_id)
    )


async def rows(session: AsyncSession, query: Select[Conversation, Address, Message, str]) -> list[Row]:
    """The rows of a query that began with `listed`."""
    return [_row(*found) for found in await session.execute(query)]


def _row(conversation: Conversation, address: Address, message: Message | None, agent_name: str | None) -> Row:
    waits = conversation.queued_at if conversation.owner == Owner.QUEUE else None
    return Row(
        id=conversation.id,
        channel=address.channel,
        address=address.address,
        owner=conversation.owner,
        owner_version=conversation.owner_version,
        emergency=conversation.priority >= EMERGENCY,
        reason=conversation.queue_reason,
        summary=conversation.summary,
        at=waits or (message.created_at if message else conversation.updated_at),
        last_author=message.author if message else "",
        last_text=_one_line(message) if message else "",
        agent_id=conversation.agent_id,
        agent_name=agent_name or "",
    )


def _one_line(message: Message) -> str:
    text = " ".join(message.body.split())
    return text if len(text) <= PREVIEW else f"{text[: PREVIEW - 1].rstrip()}…"


async def _lines(session: AsyncSession, conversation_id: int, from_seq: int) -> list[Line]:
    found = await session.execute(
        select(Message, Agent.name)
        .outerjoin(Agent, Agent.id == Message.agent_id)
        .where(Message.conversation_id == conversation_id, Message.seq >= from_seq)
        .order_by(Message.seq)
        .execution_options(populate_existing=True)
    )
    rows = list(found)
    states = await _states(session, [message for message, _ in rows])
    files = await _files(session, [message for message, _ in rows])
    quoted = await _quoted(session, conversation_id, [message for message, _ in rows])
    lines = [
        _line(message, agent_name or "", *states.get(message.id, ("", "")), files.get(message.id, []))
        for message, agent_name in rows
    ]
    return [replace(line, quotes=quoted.get(line.details.replies_to, "")) for line in lines]


async def _quoted(session: AsyncSession, conversation_id: int, messages: Iterable[Message]) -> dict[str, str]:
    """What the messages say that these were written in reply to, by the provider's id."""
    wanted = {reply for message in messages if (reply := (message.content.get("details") or {}).get("replies_to"))}
    if not wanted:
        return {}
    ours = select(Delivery.provider_id, Message).join(Message, Message.id == Delivery.message_id)
    ours = ours.where(Delivery.conversation_id == conversation_id, Delivery.provider_id.in_(wanted))
    reference = Message.content["reference"].astext
    theirs = select(reference, Message).where(
        Message.conversation_id == conversation_id, Message.direction == "in", reference.in_(wanted)
    )
    found = [*await session.execute(ours), *await session.execute(theirs)]
    return {provider_id: _one_line(message) or "un archivo" for provider_id, message in found}


async def _files(session: AsyncSession, messages: Iterable[Message]) -> dict[int, list[FileLine]]:
    """The files of messages that brought some."""
    with_media = [message.id for message in messages if message.content.get("media")]
    found = await attachment.of_messages(session, with_media) if with_media else {}
    return {message_id: [file_line(*pair) for pair in pairs] for message_id, pairs in found.items()}


def file_line(attached: Attachment, file: StoredFile | None) -> FileLine:
    """An attachment as the desk shows it."""
    return FileLine(
        state=attached.state,
        reason=attached.reason,
        mime=file.mime if file else attached.claimed,
        name=file.name if file else attached.name,
        file_id=file.id if file else "",
        size=file.size if file else 0,
    )


async def _states(session: AsyncSession, messages: Iterable[Message]) -> dict[int, tuple[str, str]]:
    outbound: Sequence[int] = [message.id for message in messages if message.direction == "out"]
    deliveries = await delivery.status_of(session, outbound) if outbound else {}
    return {message_id: (found.status, found.error) for message_id, found in deliveries.items()}


def _line(message: Message, agent_name: str, status: str, error: str, files: list[FileLine]) -> Line:
    return Line(
        id=message.id,
        seq=message.seq,
        direction=message.direction,
        author=message.author,
        agent_name=agent_name,
        kind=message.kind,
        body=message.body,
        content=message.content,
        created_at=message.created_at,
        status=status,
        error=error,
        files=files,
    )
