"""The inbox: a conversation's unhandled messages are answered one by one, each by whoever owns the conversation."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot import assistant, clock, faults, jobs, notify
from bot.assistant import TurnFailed
from bot.database import transaction
from bot.messaging import choosing, failures, opting, outbox, ownership, reading, waiting
from bot.messaging.content import Reply
from bot.messaging.conversation import Conversation, Owner
from bot.messaging.message import Message

log = logging.getLogger(__name__)


class _Broken(Exception):
    """A message whose handling failed. `broken`: it is the message, not an assistant that is away."""

    def __init__(self, message_id: int, reason: str, *, broken: bool) -> None:
        super().__init__(reason)
        self.message_id = message_id
        self.broken = broken


async def handle(conversation_id: int) -> None:
    """Answer until nothing unhandled is left, or the next message must wait after a failure."""
    while True:
        try:
            if await _answer_next(conversation_id):
                return
        except _Broken as failure:
            await _fail(failure.message_id, str(failure), broken=failure.broken)


@contextmanager
def _blamed(message: Message) -> Iterator[None]:
    """Whatever goes wrong in here is put down to this message."""
    try:
        yield
    except TurnFailed as failure:
        raise _Broken(message.id, str(failure), broken=failure.reachable) from None
    except Exception as error:
        log.exception("message %s broke its handling", message.id)
        raise _Broken(message.id, type(error).__name__, broken=True) from None


async def _next(session: AsyncSession, conversation: Conversation) -> Message | None:
    """The message of a locked conversation that is to be answered now."""
    line = (
        select(Message)
        .where(Message.conversation_id == conversation.id, Message.direction == "in", Message.handled_at.is_(None))
        .order_by(Message.seq)
    )
    first = await session.scalar(line.limit(1))
    if first is None or not _held_back(conversation):
        return first
    return waiting.past_the_line(list(await session.scalars(line)))


def _held_back(conversation: Conversation) -> bool:
    return conversation.inbound_retry_at is not None and conversation.inbound_retry_at > clock.now()


@dataclass(frozen=True)
class _Reading:
    """What a first look at the next message came to. `message` is None if there is none to answer now."""

    message: Message | None
    last: bool = True
    dealt_with: bool = False
    needs_intent: bool = False


async def _answer_next(conversation_id: int) -> bool:
    """Answer the next message: read in the light of what was asked, and passed to the assistant if that is left to do.

    True if it was the last: what comes later brings a job of its own. Raises _Broken.
    """
    await faults.reach("after_storing")
    intents: dict[int, str | None] = {}
    found = await _read_next(conversation_id, intents)
    while found.message is not None and found.needs_intent:
        with _blamed(found.message):
            # Without a lock on the row: nothing else waits for the assistant.
            intents[found.message.id] = await waiting.intent_while_queued(found.message)
        found = await _read_next(conversation_id, intents)
    if found.message is None or found.dealt_with:
        return found.last
    with _blamed(found.message):
        return await _take_turn(found.message)


async def _read_next(conversation_id: int, intents: dict[int, str | None]) -> _Reading:
    """Read the next message under the conversation's lock; `intents` has what the assistant takes messages for."""
    async with transaction() as session:
        conversation = await ownership.lock(session, conversation_id)
        message = await _next(session, conversation)
        if message is None:
            return _Reading(None)
        last = conversation.last_seq == message.seq
        if _is_queued_before(conversation, message) and message.id not in intents:
            return _Reading(message, last, needs_intent=True)
        with _blamed(message):
            _fix_turn(conversation, message)
            dealt_with = await _without_assistant(session, conversation, message, intents.get(message.id))
            if dealt_with:
                await notify.announce(session, conversation.id)
            return _Reading(message, last, dealt_with)


async def _take_turn(message: Message) -> bool:
    turn = await assistant.take_turn(
        sender_id=f"{message.conversation_id}-{message.session}",
        text=message.intent or assistant.plain(message.body),
        event_id=str(message.id),
    )
    await faults.reach("after_answer")
    return await _store(message, turn.replies, dialog_open=turn.dialog_open)


def _is_queued_before(conversation: Conversation, message: Message) -> bool:
    """Whether a person is awaited since before this message: then its intent decides who answers it."""
    return conversation.owner == Owner.QUEUE and conversation.handed_over_by != message.id


def _fix_turn(conversation: Conversation, message: Message) -> None:
    """A turn is repeated in the dialog, and against the owner, that it began with."""
    if message.session is None:
        message.session, message.owner_version = conversation.session, conversation.owner_version


async def _without_assistant(
    session: AsyncSession, conversation: Conversation, message: Message, intent: str | None
) -> bool:
    """Whether the message was dealt with here; otherwise the assistant is to take its turn."""
    if conversation.owner == Owner.AGENT:
        opting.overhear(conversation, message)
        _handled(message, covered_by="agent")
        return True
    mine = conversation.handed_over_by == message.id
    if not message.intent and not mine:
        if await reading.read(session, conversation, message):
            _handled(message, covered_by="question")
            return True
        if conversation.owner == Owner.QUEUE and not message.intent and waiting.is_for_the_agent(conversation, intent):
            await waiting.say_once(session, conversation, message)
            _handled(message, covered_by="queue")
            return True
    return False


async def _store(message: Message, replies: list[Reply], *, dialog_open: bool) -> bool:
    """Store the replies and "handled" together; drop the replies if somebody took the conversation meanwhile.

    True if nothing came after the message.
    """
    async with transaction() as session:
        conversation = await ownership.lock(session, message.conversation_id)
        may_speak = _may_speak(conversation, message)
        if not await _close(session, message, covered_by="assistant" if may_speak else "taken_over"):
            return False
        last = conversation.last_seq == message.seq
        if may_speak:
            for reply in await _in_context(session, message, replies):
                await outbox.send(session, conversation, reply, author="assistant", reply_to=message.id)
            conversation.dialog_open = dialog_open and conversation.session == message.session
        else:
            await notify.announce(session, conversation.id)
        conversation.inbound_retry_at = None
        await faults.reach("before_commit")
        return last


async def _in_context(session: AsyncSession, message: Message, replies: list[Reply]) -> list[Reply]:
    """Below the question for consent no other choices are offered: "1" must mean one thing."""
    if not any(reply.offered for reply in replies):
        return replies
    before = await session.scalars(select(Message).where(Message.reply_to == message.id))
    if any(choosing.choices_of(said) for said in before):
        return [reply.without_choices() for reply in replies]
    return replies


def _may_speak(conversation: Conversation, message: Message) -> bool:
    """A turn may speak if the owner is the one it began with, or if nothing happened since but its own hand-over."""
    assert message.owner_version is not None
    own_hand_over = conversation.handed_over_by == message.id
    return conversation.owner_version == message.owner_version + (1 if own_hand_over else 0)


async def _close(session: AsyncSession, message: Message, *, covered_by: str) -> bool:
    """Mark an answered message handled; False if it was already."""
    closing = (
        update(Message)
        .where(Message.id == message.id, Message.handled_at.is_(None))
        .values(handled_at=clock.now(), covered_by=covered_by, secret=None)
        .returning(Message.id)
        .execution_options(synchronize_session=False)
    )
    return await session.scalar(closing) is not None


def _handled(message: Message, *, covered_by: str) -> None:
    message.handled_at, message.covered_by, message.secret = clock.now(), covered_by, None


async def _fail(message_id: int, reason: str, *, broken: bool) -> None:
    """Hold the conversation back for a moment, and say so to the citizen when that moment gets long."""
    async with transaction() as session:
        message = await session.get_one(Message, message_id)
        conversation = await ownership.lock(session, message.conversation_id)
        if conversation.owner == Owner.AGENT:
            _handled(message, covered_by="agent")
            return
        pause = await failures.note(session, conversation, message, reason, broken=broken)
        if pause is None:
            _handled(message, covered_by="set_aside")
            conversation.inbound_retry_at = None
            return
        conversation.inbound_retry_at = clock.now() + timedelta(seconds=pause)
        await jobs.wake_later(session, jobs.INBOUND, conversation.id, timedelta(seconds=pause))
