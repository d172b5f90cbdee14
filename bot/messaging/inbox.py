"""The inbox: a conversation's unhandled messages are answered one by one, each by whoever owns the conversation."""

import logging
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import assistant, clock, faults, jobs, notify
from bot.assistant import TurnFailed
from bot.database import transaction
from bot.messaging import choosing, failures, outbox, ownership, reading, waiting
from bot.messaging.content import Reply
from bot.messaging.conversation import Conversation, Owner
from bot.messaging.message import Message

log = logging.getLogger(__name__)


async def handle(conversation_id: int) -> None:
    """Answer until nothing unhandled is left, or the next message must wait after a failure."""
    while found := await _next(conversation_id):
        message, conversation = found
        try:
            if await _answer(message, conversation):
                return
        except TurnFailed as failure:
            await _fail(message.id, str(failure), broken=failure.reachable)
        except Exception as error:
            log.exception("message %s broke its handling", message.id)
            await _fail(message.id, type(error).__name__, broken=True)


async def _next(conversation_id: int) -> tuple[Message, Conversation] | None:
    """The message to answer now, with its conversation, both as they were a moment ago."""
    line = (
        select(Message, Conversation)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(Message.conversation_id == conversation_id, Message.direction == "in", Message.handled_at.is_(None))
        .order_by(Message.seq)
    )
    async with transaction() as session:
        first = (await session.execute(line.limit(1))).first()
        if first is None or not _held_back(first.Conversation):
            return (first.Message, first.Conversation) if first else None
        waiting_line = [row.Message for row in await session.execute(line)]
        passing = waiting.past_the_line(waiting_line)
        return (passing, first.Conversation) if passing else None


def _held_back(conversation: Conversation) -> bool:
    return conversation.inbound_retry_at is not None and conversation.inbound_retry_at > clock.now()


async def _answer(message: Message, conversation: Conversation) -> bool:
    """Answer one message: read in the light of what was asked, and passed to the assistant if that is left to do.

    True if it was the last: what comes later brings a job of its own.
    """
    await faults.reach("after_storing")
    intent = await _intent_while_queued(message, conversation)
    async with transaction() as session:
        conversation = await ownership.lock(session, message.conversation_id)
        message = await session.get_one(Message, message.id, populate_existing=True)
        if message.handled_at is not None:
            return False
        last = conversation.last_seq == message.seq
        _fix_turn(conversation, message)
        if await _without_assistant(session, conversation, message, intent):
            message.secret = None
            await notify.announce(session, conversation.id)
            return last
    turn = await assistant.take_turn(
        sender_id=f"{conversation.id}-{message.session}",
        text=message.intent or assistant.plain(message.body),
        event_id=str(message.id),
    )
    await faults.reach("after_answer")
    return await _store(message, turn.replies, dialog_open=turn.dialog_open)


def _fix_turn(conversation: Conversation, message: Message) -> None:
    """A turn is repeated in the dialog, and against the owner, that it began with."""
    if message.session is None:
        message.session, message.owner_version = conversation.session, conversation.owner_version


async def _intent_while_queued(message: Message, conversation: Conversation) -> str | None:
    """Asked before the row is locked: nothing else waits for the assistant."""
    if conversation.owner != Owner.QUEUE or conversation.handed_over_by == message.id:
        return None
    return await waiting.intent_while_queued(message)


async def _without_assistant(
    session: AsyncSession, conversation: Conversation, message: Message, intent: str | None
) -> bool:
    """Whether the message was dealt with here; otherwise the assistant is to take its turn."""
    if conversation.owner == Owner.AGENT:
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


async def _store(answered: Message, replies: list[Reply], *, dialog_open: bool) -> bool:
    """Store the replies and "handled" together; drop the replies if somebody took the conversation meanwhile.

    True if nothing came after the message.
    """
    async with transaction() as session:
        conversation = await ownership.lock(session, answered.conversation_id)
        message = await session.get_one(Message, answered.id)
        if message.handled_at is not None:
            return False
        last = conversation.last_seq == message.seq
        if _may_speak(conversation, message):
            for reply in await _in_context(session, message, replies):
                await outbox.send(session, conversation, reply, author="assistant", reply_to=message.id)
            _handled(message, covered_by="assistant")
            conversation.dialog_open = dialog_open and conversation.session == message.session
        else:
            _handled(message, covered_by="taken_over")
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
