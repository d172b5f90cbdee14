"""A turn of the assistant on what a citizen wrote: each wish in it is answered, or kept until the dialog is over."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot import assistant, clock, emergency
from bot.citizens import identity
from bot.database import transaction
from bot.messaging import phrases, questions, wishes
from bot.messaging.content import Reply
from bot.messaging.conversation import Conversation, Owner
from bot.messaging.message import Message

# A wish that was kept this long is over.
KEPT = timedelta(hours=1)


@dataclass(frozen=True)
class Turn:
    """What the assistant said. `later` is what conversation.later_wishes is to be; `intent`: the last one answered;
    `asked`: the kind of danger that it asks about.
    """

    replies: list[Reply]
    dialog_open: bool
    later: dict[str, Any] | None
    intent: str = ""
    asked: str = ""


async def take(conversation: Conversation, message: Message, text: str, pieces: Sequence[str] = ()) -> Turn:
    """Have the assistant answer a message, whose words are `text`. The same message again is answered from the record.

    `conversation` is as it was when the message was read; `pieces`: the messages that `text` was put together from,
    of which each may speak of a danger. Raises TurnFailed.
    """
    kept = _kept(conversation, message)
    wanted = [message.intent] if message.intent else await _found(conversation, text)
    first_kept = len(wanted)
    in_parts = not message.intent and wanted != [text]
    danger = await _danger([*([text] if in_parts else []), *(pieces if len(pieces) > 1 else [])])
    wanted += kept
    replies: list[Reply] = []
    for number, wish in enumerate(wanted):
        turn = await assistant.take_turn(
            sender_id=f"{message.conversation_id}-{message.session}",
            text=wish if message.intent and number == 0 else assistant.plain(wish),
            event_id=f"{message.id}.{number}" if number else str(message.id),
        )
        replies += [Reply(text=phrases.NOW_THE_OTHER)] if number >= first_kept else []
        replies += turn.replies
        danger = danger or (turn.danger if number < first_kept else "")
        rest = wanted[number + 1 :]
        if rest and (turn.dialog_open or not await _may_go_on(conversation.id)):
            return _warned(Turn(replies, turn.dialog_open, _keep(message, rest), turn.intent), danger, text)
    return _warned(Turn(replies, turn.dialog_open, None, turn.intent), danger, text)


async def _danger(texts: Sequence[str]) -> str:
    """The worst danger that any of these may speak of; "" for none. Raises TurnFailed."""
    found = {(await assistant.meaning_of(assistant.plain(text))).danger for text in texts}
    return next((danger for danger in ("self_harm", "emergency") if danger in found), "")


def _warned(turn: Turn, danger: str, text: str) -> Turn:
    """A turn that answers a danger as something else, which no rule saw either, asks about it first."""
    if not danger or any(reply.purpose == "safety" for reply in turn.replies) or emergency.detect(text):
        return turn
    kind = "self_harm" if danger == "self_harm" else "other"
    question = Reply(text=emergency.script(kind, certain=False), purpose="safety")
    return replace(turn, replies=[question, *turn.replies], asked=kind)


async def _found(conversation: Conversation, text: str) -> list[str]:
    """In the middle of a form a text is an answer, whatever else it may sound like."""
    split = conversation.owner == Owner.ASSISTANT and not conversation.dialog_open
    return await wishes.find(text) if split else [text]


async def _may_go_on(conversation_id: int) -> bool:
    """Whether the next wish may be taken up: nobody has been called, and nothing must be answered first."""
    async with transaction() as session:
        conversation = await session.get_one(Conversation, conversation_id)
        asked = await questions.open_questions(session, conversation)
        return conversation.owner == Owner.ASSISTANT and all(question.kind != identity.QUESTION for question in asked)


def _keep(message: Message, rest: list[str]) -> dict[str, Any]:
    return {"session": message.session, "kept_at": clock.now().isoformat(), "wishes": rest}


def _kept(conversation: Conversation, message: Message) -> list[str]:
    """What is left from earlier messages of the same dialog."""
    kept = conversation.later_wishes
    if not kept or kept["session"] != message.session:
        return []
    return kept["wishes"] if clock.now() - datetime.fromisoformat(kept["kept_at"]) < KEPT else []
