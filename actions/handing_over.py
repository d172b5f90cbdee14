"""Bringing a conversation to a person, with what that person must know."""

from rasa_sdk import Tracker
from sqlalchemy import select

from actions.context import Turn
from bot.messaging import burst, ownership, yes_no
from bot.messaging.message import Message

RECENT, LOOK_BACK = 3, 10
LONGEST = 300
# What a form that is left half-way has asked already.
_COLLECTED = {
    "service": "Servicio",
    "place": "Lugar",
    "complaint_text": "Reclamo",
    "case_number": "Caso",
    "procedure": "Trámite",
}


async def to_a_person(
    now: Turn, tracker: Tracker, *, reason: str, headline: str, priority: int = ownership.ORDINARY
) -> bool:
    """Put the conversation into the agents' queue with a summary. False if an agent has it already."""
    return await ownership.hand_over(
        now.session,
        now.conversation,
        reason=reason,
        summary=await summary(now, tracker, headline),
        priority=priority,
        event_id=now.event_id,
    )


async def summary(now: Turn, tracker: Tracker, headline: str) -> str:
    """What an agent reads first: why, the verified account, what a form had collected, and the last words."""
    lines = [headline]
    if now.account_number:
        lines.append(f"Cuenta verificada: {now.account_number}.")
    collected = {title: tracker.get_slot(slot) for slot, title in _COLLECTED.items()}
    lines += [f"{title}: {_short(str(value))}" for title, value in collected.items() if value]
    lines += [f"«{_short(words)}»" for words in await _recent(now)]
    return "\n".join(lines)


async def _recent(now: Turn) -> list[str]:
    """The citizen's last words that say something, the oldest first; second facts are never among them."""
    found = await now.session.scalars(
        select(Message.body)
        .where(Message.conversation_id == now.conversation.id, Message.direction == "in", Message.body != "")
        .order_by(Message.seq.desc())
        .limit(LOOK_BACK)
    )
    said = list(found)
    telling = [words for words in said if yes_no.read(words) is None and not burst.is_opening(words)]
    return (telling or said)[:RECENT][::-1]


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"
