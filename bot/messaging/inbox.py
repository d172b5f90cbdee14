"""The inbox: a conversation's unhandled messages are answered one by one, each by whoever owns the conversation."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Update, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import set_committed_value

from bot import clock, emergency, faults, jobs, notify
from bot.assistant import TurnFailed
from bot.calls import after_call
from bot.database import table_of, transaction
from bot.messaging import (
    burst,
    choosing,
    crossing,
    failures,
    follow_on,
    intake,
    offers,
    opting,
    outbox,
    ownership,
    reading,
    repeating,
    returning,
    suspicion,
    turn,
    waiting,
)
from bot.messaging.content import Reply
from bot.messaging.conversation import Conversation, Owner
from bot.messaging.message import Message
from bot.messaging.turn import Turn
from bot.settings import settings
from connectors import registry

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


_MESSAGES = table_of(Message)

_UNHANDLED = (
    select(Message)
    .where(
        Message.conversation_id == bindparam("conversation"), Message.direction == "in", Message.handled_at.is_(None)
    )
    .order_by(Message.seq)
)
_FIRST_UNHANDLED = _UNHANDLED.limit(burst.LONGEST)


async def _next(session: AsyncSession, conversation: Conversation) -> list[Message]:
    """The messages of a locked conversation that are to be answered now, as one; the last of them is the one that is
    answered."""
    which = {"conversation": conversation.id}
    if _held_back(conversation):
        passing = waiting.past_the_line(list(await session.scalars(_UNHANDLED, which)))
        return [passing] if passing else []
    line = list(await session.scalars(_FIRST_UNHANDLED, which))
    if not line or conversation.owner == Owner.AGENT:
        return line[:1]
    group = burst.together(line, await _asked(session, conversation, line))
    if len(group) == len(line) and await _waits_for_more(session, conversation, group):
        return []
    for message in group[:-1]:
        message.joined_to = group[-1].id
    return group


async def _asked(session: AsyncSession, conversation: Conversation, line: Sequence[Message]) -> int:
    """The number of the question of a form that was put after the first of these was written; 0 if there is none."""
    if len(line) < 2 or not conversation.dialog_open:
        return 0
    put = await crossing.said_meanwhile(session, conversation, line[0])
    return put[-1].seq if put else 0


async def _waits_for_more(session: AsyncSession, conversation: Conversation, group: list[Message]) -> bool:
    left = burst.waits(group, clock.now(), timedelta(seconds=settings().burst_seconds))
    # A sentence is at its end where it is spoken: the caller was heard out.
    spoken = registry.channel(conversation.address.channel).spoken
    if left is None or spoken or conversation.owner != Owner.ASSISTANT:
        return False
    await jobs.wake_later(session, jobs.INBOUND, conversation.id, left)
    return True


def _held_back(conversation: Conversation) -> bool:
    return conversation.inbound_retry_at is not None and conversation.inbound_retry_at > clock.now()


@dataclass(frozen=True)
class _Reading:
    """What a first look at the next messages came to. They are read as one, and the last of them is answered; empty if
    there is none to answer now."""

    conversation: Conversation | None = None
    group: Sequence[Message] = ()
    last: bool = True
    dealt_with: bool = False
    needs_intent: bool = False

    @property
    def message(self) -> Message:
        return self.group[-1]


async def _answer_next(conversation_id: int) -> bool:
    """Answer what is next: read in the light of what was asked, and passed to the assistant if that is left to do.

    True if it was the last: what comes later brings a job of its own. Raises _Broken.
    """
    await faults.reach("after_storing")
    intents: dict[int, str | None] = {}
    found = await _read_next(conversation_id, intents)
    while found.needs_intent:
        with _blamed(found.message):
            # Without a lock on the row: nothing else waits for the assistant.
            intents[found.message.id] = await waiting.intent_while_queued(found.message)
        found = await _read_next(conversation_id, intents)
    if found.conversation is None or found.dealt_with:
        return found.last
    with _blamed(found.message):
        pieces = [message.body for message in burst.telling(found.group)]
        answered = await turn.take(found.conversation, found.message, burst.request_of(found.group), pieces)
        await faults.reach("after_answer")
        return await _store(found.group, answered)


async def _read_next(conversation_id: int, intents: dict[int, str | None]) -> _Reading:
    """Read what is next under the conversation's lock; `intents` has what the assistant takes messages for."""
    async with transaction() as session:
        conversation = await ownership.lock(session, conversation_id)
        group = await _next(session, conversation)
        if not group:
            return _Reading()
        message = group[-1]
        last = conversation.last_seq == message.seq
        if _is_queued_before(conversation, message) and message.id not in intents:
            return _Reading(conversation, group, last, needs_intent=True)
        with _blamed(message):
            await _fix_turn(session, conversation, message)
            dealt_with = await _without_assistant(session, conversation, group, intents.get(message.id))
            if dealt_with:
                _close_joined(group)
                await notify.announce(session, conversation.id)
            return _Reading(conversation, group, last, dealt_with)


async def _warn(session: AsyncSession, conversation: Conversation, group: Sequence[Message]) -> bool:
    """Look for a danger that only several messages together tell of. True if that is all there is to say."""
    danger = emergency.detect(burst.text_of(group))
    asked_before = any(emergency.detect(message.body) for message in group)  # one that is certain is dealt with
    if danger is None or (asked_before and not danger.certain):
        return False
    await intake.answer_emergency(session, conversation, group[-1], danger)
    return group[-1].handled_at is not None


def _is_queued_before(conversation: Conversation, message: Message) -> bool:
    """Whether a person is awaited since before this message: then its intent decides who answers it."""
    return conversation.owner == Owner.QUEUE and conversation.handed_over_by != message.id


_FIXING = (
    update(_MESSAGES)
    .where(_MESSAGES.c.id == bindparam("fixed"))
    .values(session=bindparam("in_session"), owner_version=bindparam("under_owner"))
)


async def _fix_turn(session: AsyncSession, conversation: Conversation, message: Message) -> None:
    """A turn is repeated in the dialog, and against the owner, that it began with."""
    if message.session is not None:
        return
    began = {"in_session": conversation.session, "under_owner": conversation.owner_version}
    await session.execute(_FIXING, {"fixed": message.id, **began})
    set_committed_value(message, "session", conversation.session)
    set_committed_value(message, "owner_version", conversation.owner_version)


async def _without_assistant(
    session: AsyncSession, conversation: Conversation, group: Sequence[Message], intent: str | None
) -> bool:
    """Whether the messages were dealt with here; otherwise the assistant is to take its turn."""
    message = group[-1]
    if conversation.owner == Owner.ASSISTANT:
        await after_call.follow(session, conversation)
    if conversation.owner == Owner.AGENT:
        opting.overhear(conversation, message)
        _handled(message, covered_by="agent")
        return True
    mine = conversation.handed_over_by == message.id
    if not message.intent and not mine:
        if len(group) > 1 and await _warn(session, conversation, group):
            return True
        if await reading.read(session, conversation, message):
            _handled(message, covered_by="question")
            return True
        waits = conversation.owner == Owner.QUEUE and not message.intent
        if waits and await waiting.is_for_the_agent(session, conversation, message, intent):
            await waiting.say_once(session, conversation, message)
            _handled(message, covered_by="queue")
            return True
    return False


async def _store(group: Sequence[Message], answered: Turn) -> bool:
    """Store the replies and "handled" together; drop the replies if somebody took the conversation meanwhile.

    True if nothing came after the message.
    """
    message = group[-1]
    async with transaction() as session:
        conversation = await ownership.lock(session, message.conversation_id)
        may_speak = _may_speak(conversation, message)
        if not await _close(session, message, covered_by="assistant" if may_speak else "taken_over"):
            return False
        if len(group) > 1:
            await _close_read_with(session, message)
        last = conversation.last_seq == message.seq
        session.add(message)  # as it was read: it need not be read again to see what its replies answer
        if may_speak:
            back = await returning.to_question(
                session, conversation, message, answered.intent, dialog_open=answered.dialog_open
            )
            asked = await follow_on.asked_before(session, conversation)
            replies = await _not_said_yet(session, conversation, group, answered)
            if asked is None and answered.intent == offers.OUT_OF_SCOPE:
                replies = offers.way_out(replies, await follow_on.last_about(session, conversation))
            told = [
                reply.model_copy(update={"about": follow_on.about(reply, answered.intent, asked)})
                for reply in await _in_context(session, message, [*replies, *back], answered.intent)
            ]
            for reply in await repeating.without_repeats(session, conversation, told):
                await outbox.send(session, conversation, reply, author="assistant", reply_to=message.id)
            if answered.asked:
                await suspicion.ask(session, conversation, answered.asked)
            conversation.dialog_open = answered.dialog_open and conversation.session == message.session
            conversation.later_wishes = answered.later
        else:
            await notify.announce(session, conversation.id)
        conversation.inbound_retry_at = None
        await faults.reach("before_commit")
        return last


async def _not_said_yet(
    session: AsyncSession, conversation: Conversation, group: Sequence[Message], answered: Turn
) -> list[Reply]:
    """What is left to say of a turn's replies where the citizen wrote before they could read the answer before, or was
    warned of a danger at once: what was asked then is not asked again.
    """
    meanwhile = await crossing.said_meanwhile(session, conversation, group[-1])
    replies = answered.replies
    if any(reply.purpose == "safety" for reply in replies):
        warned = {said.body for said in await outbox.said_to(session, group) if said.purpose == "safety"}
        replies = [reply for reply in replies if reply.words not in warned]
    text = burst.text_of(group)
    in_form = conversation.dialog_open
    return crossing.still_to_say(replies, meanwhile, text, answered.intent, in_form=in_form)


async def _in_context(session: AsyncSession, message: Message, replies: list[Reply], intent: str) -> list[Reply]:
    """Below the question for consent no other choices are offered: "1" must mean one thing. A greeting is answered by
    that question alone, which has greeted.
    """
    if not any(reply.offered for reply in replies):
        return replies
    if any(choosing.choices_of(said) for said in await outbox.said_to(session, [message])):
        if intent == "greet":
            return [reply for reply in replies if reply.purpose == "safety"]
        return [reply.without_choices() for reply in replies]
    return replies


def _may_speak(conversation: Conversation, message: Message) -> bool:
    """A turn may speak if the owner is the one it began with, or if nothing happened since but its own hand-over."""
    assert message.owner_version is not None
    own_hand_over = conversation.handed_over_by == message.id
    return conversation.owner_version == message.owner_version + (1 if own_hand_over else 0)


async def _close(session: AsyncSession, message: Message, *, covered_by: str) -> bool:
    """Mark an answered message handled; False if it was already."""
    which = {"closed": message.id, "closed_at": clock.now(), "closed_by": covered_by}
    return await session.scalar(_CLOSING_ONE, which) is not None


def _closing(*, handled_at: Any, covered_by: Any) -> Update:
    return (
        update(_MESSAGES)
        .where(_MESSAGES.c.handled_at.is_(None))
        .values(handled_at=handled_at, covered_by=covered_by, secret=None)
    )


_CLOSING_ONE = (
    _closing(handled_at=bindparam("closed_at"), covered_by=bindparam("closed_by"))
    .where(_MESSAGES.c.id == bindparam("closed"))
    .returning(_MESSAGES.c.id)
)


async def _close_read_with(session: AsyncSession, message: Message) -> None:
    """Mark those handled that were read as one with a message."""
    closing = _closing(handled_at=clock.now(), covered_by="joined")
    await session.execute(closing.where(_MESSAGES.c.joined_to == message.id))


def _close_joined(group: Sequence[Message]) -> None:
    """Those that were read with a message are dealt with when it is."""
    for message in group[:-1]:
        _handled(message, covered_by="joined")


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
            await _close_read_with(session, message)
            conversation.inbound_retry_at = None
            return
        conversation.inbound_retry_at = clock.now() + timedelta(seconds=pause)
        await jobs.wake_later(session, jobs.INBOUND, conversation.id, timedelta(seconds=pause))
