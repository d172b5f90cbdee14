"""Who speaks for the office: every change is a compare-and-set under the conversation's row lock, and raises its
version.
"""

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock, notify
from bot.messaging.conversation import Conversation, Owner

ORDINARY, EMERGENCY = 0, 10
# How the line of a summary begins that an agent wrote for whoever comes next.
NOTE = "Nota de "

_LOCKED = (
    select(Conversation)
    .where(Conversation.id == bindparam("conversation"))
    .with_for_update(of=Conversation)
    .execution_options(populate_existing=True)
)


async def lock(session: AsyncSession, conversation_id: int) -> Conversation:
    """The conversation, its row locked until the end of the transaction, as it is now. LookupError if there is none."""
    found = await session.scalar(_LOCKED, {"conversation": conversation_id})
    if found is None:
        raise LookupError("no such conversation")
    note_locked(session, found)
    return found


def note_locked(session: AsyncSession, conversation: Conversation) -> None:
    """Remember that this transaction holds the conversation's row."""
    session.info["locked"] = (session.sync_session.get_transaction(), conversation.id)


def holds(session: AsyncSession, conversation: Conversation) -> bool:
    """Whether this transaction is known to hold the conversation's row, so that what was read of it is still so."""
    return session.info.get("locked") == (session.sync_session.get_transaction(), conversation.id)


async def hand_over(
    session: AsyncSession,
    conversation: Conversation,
    *,
    reason: str,
    summary: str,
    priority: int = ORDINARY,
    event_id: str | None = None,
) -> bool:
    """Put the conversation into the agents' queue, unless an agent has it. False if an agent has it: only the higher
    priority is taken then, so that an emergency is one at their desk too.

    Ends the assistant's dialog (a new session, so an empty tracker). `event_id` is the message whose turn hands over:
    that turn may still say what it has to say. In the queue already: keeps its place, takes the higher priority and
    the new summary, below which agents' notes stay.
    """
    conversation = await lock(session, conversation.id)
    if conversation.owner == Owner.AGENT:
        if priority > conversation.priority:
            conversation.priority = priority
            await _changed(session, conversation)
        return False
    was_queued = conversation.owner == Owner.QUEUE
    if not was_queued:
        _give(conversation, Owner.QUEUE)
        _end_dialog(conversation)
        conversation.handed_over_by = int(event_id.split(".")[0]) if event_id else None
        conversation.priority = priority
    conversation.priority = max(conversation.priority, priority)
    notes = [line for line in conversation.summary.splitlines() if line.startswith(NOTE)] if was_queued else []
    conversation.queue_reason, conversation.summary = reason, "\n".join([summary, *notes]).strip()
    await _changed(session, conversation)
    return True


async def claim(session: AsyncSession, conversation_id: int, *, agent_id: int, expected_version: int) -> bool:
    """Give the conversation to an agent, if its owner is still the one that the agent saw.

    False if somebody was quicker.
    """
    conversation = await lock(session, conversation_id)
    if conversation.owner_version != expected_version or conversation.owner == Owner.AGENT:
        return False
    _give(conversation, Owner.AGENT, agent_id)
    _end_dialog(conversation)
    await _changed(session, conversation)
    return True


async def pass_on(session: AsyncSession, conversation: Conversation, *, to: int | None, note: str = "") -> None:
    """Give an agent's conversation, locked, to another agent, or (None) to whoever takes it from the queue.

    What it was handed over with stays; `note` is put below it.
    """
    if to is None:
        _give(conversation, Owner.QUEUE)
    else:
        _give(conversation, Owner.AGENT, to)
    if note:
        conversation.summary = f"{conversation.summary}\n{note}".strip()
    await _changed(session, conversation)


async def give_back(session: AsyncSession, conversation: Conversation, *, agent_id: int) -> bool:
    """Give the conversation back to the assistant, in a new session. False if this agent does not have it."""
    conversation = await lock(session, conversation.id)
    if conversation.owner != Owner.AGENT or conversation.agent_id != agent_id:
        return False
    await _to_assistant(session, conversation)
    return True


async def leave_queue(session: AsyncSession, conversation: Conversation) -> bool:
    """Give a conversation that nobody has taken back to the assistant. False if it waits no more."""
    conversation = await lock(session, conversation.id)
    if conversation.owner != Owner.QUEUE:
        return False
    await _to_assistant(session, conversation)
    return True


async def _to_assistant(session: AsyncSession, conversation: Conversation) -> None:
    _give(conversation, Owner.ASSISTANT)
    _end_dialog(conversation)
    conversation.handed_over_by = None
    conversation.queue_reason = conversation.summary = ""
    conversation.priority = ORDINARY
    await _changed(session, conversation)


def _give(conversation: Conversation, owner: Owner, agent_id: int | None = None) -> None:
    conversation.owner, conversation.agent_id = owner, agent_id
    conversation.owner_version += 1
    conversation.queued_at = clock.now() if owner == Owner.QUEUE else None


def _end_dialog(conversation: Conversation) -> None:
    """A new session, so an empty tracker."""
    conversation.session += 1
    conversation.dialog_open = False


async def _changed(session: AsyncSession, conversation: Conversation) -> None:
    conversation.updated_at = clock.now()
    await session.flush()
    await notify.announce(session, conversation.id)
