"""A turn of the assistant on what a citizen wrote: each wish in it is answered, or kept until the dialog is over."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot import assistant, clock, emergency
from bot.citizens import identity
from bot.database import transaction
from bot.messaging import bare_fact, interrupted, phrases, questions, wishes
from bot.messaging.content import Reply
from bot.messaging.conversation import Conversation, Owner
from bot.messaging.message import Message
from bot.messaging.suspicion import QUESTION as DANGER

# A wish that was kept this long is over.
KEPT = timedelta(hours=1)
# In the citizen's words, or an intent of the platform (`explicit`), which may go on with a form (`interrupted`).
Wish = str | dict[str, Any]


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
    found = [explicit(message.intent)] if message.intent else await _found(conversation, text)
    first_kept = len(found)
    in_parts = not message.intent and found != [text]
    danger = await _danger([*([text] if in_parts else []), *(pieces if len(pieces) > 1 else [])])
    rest: list[Wish] = [*found, *_kept(conversation, message)]
    parts: list[Sequence[Reply]] = []
    for number in itertools.count():
        wish = rest.pop(0)
        turn = await assistant.take_turn(
            sender_id=f"{message.conversation_id}-{message.session}",
            text=wish["intent"] if isinstance(wish, dict) else assistant.plain(wish),
            event_id=f"{message.id}.{number}" if number else str(message.id),
            resumes=wish.get("resumes") if isinstance(wish, dict) else None,
        )
        parts.append(turn.replies)
        danger = danger or (turn.danger if number < first_kept else "")
        if turn.interrupted and (back := interrupted.way_back(turn.interrupted, text)):
            rest.insert(0, back)
        if not rest or turn.dialog_open or not await _may_go_on(conversation.id):
            break
    later = _keep(message, rest) if rest else None
    answered = Turn(_said(parts, first_kept), turn.dialog_open, later, turn.intent)
    if danger and await _gives_fact(conversation, message, text):
        return answered
    return _warned(answered, danger, text)


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


async def _gives_fact(conversation: Conversation, message: Message, text: str) -> bool:
    """Whether a message only gives a fact to the form that asks for one, and answers no question about a danger."""
    if message.intent or not conversation.dialog_open or not bare_fact.is_all(text):
        return False
    async with transaction() as session:
        asked = await questions.open_questions(session, conversation)
        return all(question.kind != DANGER for question in asked)


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


def explicit(intent: str) -> dict[str, Any]:
    """A wish that is an intent of the platform, and no words of the citizen's."""
    return {"intent": intent}


def put_before(conversation: Conversation, message: Message, intents: Sequence[str]) -> None:
    """Have these intents taken up after that of a message, before what else is kept."""
    if intents:
        conversation.later_wishes = _keep(message, [*map(explicit, intents), *_kept(conversation, message)])


def _said(parts: Sequence[Sequence[Reply]], first_kept: int) -> list[Reply]:
    """The replies to all wishes, what comes twice said once: a question below all else, a safety script above it."""
    flat = [(number, reply) for number, part in enumerate(parts) for reply in part]
    said: list[Reply] = []
    introduced = first_kept - 1
    for place, (number, reply) in enumerate(flat):
        others = flat[:place] if reply.purpose == "safety" else flat[place + 1 :]
        if any(reply == other for _, other in others):
            continue
        if number > introduced:
            said.append(Reply(text=phrases.NOW_THE_OTHER))
            introduced = number
        said.append(reply)
    return said


def _keep(message: Message, rest: Sequence[Wish]) -> dict[str, Any]:
    return {"session": message.session, "kept_at": clock.now().isoformat(), "wishes": list(rest)}


def _kept(conversation: Conversation, message: Message) -> list[Wish]:
    """What is left from earlier messages of the same dialog."""
    kept = conversation.later_wishes
    if not kept or kept["session"] != message.session:
        return []
    return kept["wishes"] if clock.now() - datetime.fromisoformat(kept["kept_at"]) < KEPT else []
