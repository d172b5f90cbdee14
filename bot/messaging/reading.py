"""What a message means in the light of what was said before: a tapped or typed choice, the answer to an open question.

Looked at before the assistant. What fits becomes an explicit intent of the platform, or is answered here; anything
else goes to the assistant as it is, and open questions stay open.
"""

import re

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.citizens import consent
from bot.messaging import answers, outbox, phrases, waiting
from bot.messaging.content import Choice, Reply
from bot.messaging.conversation import Conversation
from bot.messaging.failures import WANTS_PERSON
from bot.messaging.message import Message
from bot.text import fold

# Out of their moment these say nothing: the question that they answered is gone.
ONLY_IN_CONTEXT = ("/affirm", "/deny")


async def read(session: AsyncSession, conversation: Conversation, message: Message) -> bool:
    """Read one inbound message. True if it is dealt with; otherwise `message.intent` may be set for the assistant."""
    if consent.is_first_contact(conversation.address):
        await _greet(session, conversation, message)
    payload = await _chosen(session, conversation, message)
    if payload is None and message.kind == "choice":
        return await _say(session, conversation, message, phrases.OLD_BUTTON)
    if payload and payload.startswith("/"):
        message.intent = payload
        return False
    answer = await answers.find(session, conversation, message, payload)
    if answer is not None:
        for reply in answer.replies:
            await outbox.send(session, conversation, reply, author="assistant", reply_to=message.id)
        message.intent = answer.intent
        return not answer.intent
    if not message.body.strip():
        return await _say(session, conversation, message, phrases.without_words(message.kind))
    return False


async def _greet(session: AsyncSession, conversation: Conversation, message: Message) -> None:
    for reply in await consent.first_contact(session, conversation):
        await outbox.send(session, conversation, reply, author="assistant", reply_to=message.id)


async def _say(session: AsyncSession, conversation: Conversation, message: Message, text: str) -> bool:
    await outbox.send(session, conversation, Reply(text=text), author="assistant", reply_to=message.id)
    return True


async def _chosen(session: AsyncSession, conversation: Conversation, message: Message) -> str | None:
    """The payload of the choice that a message picks: by its button, or by number or words of the last choices
    offered.
    """
    latest = await _last_choices(session, conversation, before=message.seq)
    if message.kind == "choice" and (button := message.content.get("choice")):
        return await _tapped(session, conversation, str(button), latest)
    if latest is None:
        return None
    choices = choices_of(latest)
    if any(choice.payload == WANTS_PERSON for choice in choices) and waiting.asks_for_person(message.body):
        return WANTS_PERSON
    return _typed(message.body, choices)


async def _tapped(session: AsyncSession, conversation: Conversation, button: str, latest: Message | None) -> str | None:
    parts = re.fullmatch(r"(\d{1,18}):(\d{1,3})", button)
    offered = await session.get(Message, int(parts[1])) if parts else None
    if parts is None or offered is None or offered.conversation_id != conversation.id:
        return None
    choices = choices_of(offered)
    if int(parts[2]) >= len(choices):
        return None
    payload = choices[int(parts[2])].payload
    old = latest is None or offered.id != latest.id
    return None if old and payload in ONLY_IN_CONTEXT else payload


def _typed(text: str, choices: list[Choice]) -> str | None:
    """The choice meant by "1", "1.", "la 1", or its title, whatever its accents and capitals."""
    said = fold(text).strip(" .!)")
    if number := re.fullmatch(r"(?:la |el |opcion |numero )*(\d{1,2})", said):
        index = int(number[1]) - 1
        return choices[index].payload if 0 <= index < len(choices) else None
    return next((choice.payload for choice in choices if fold(choice.title).strip(" .!)¿?¡") == said), None)


async def _last_choices(session: AsyncSession, conversation: Conversation, *, before: int) -> Message | None:
    """The office's last message, if it offered choices; one that was followed by others offers them no more to
    typing.
    """
    recent = await session.scalars(
        select(Message)
        .where(Message.conversation_id == conversation.id, Message.direction == "out", Message.seq < before)
        .order_by(Message.seq.desc())
        .limit(3)
    )
    return next((message for message in recent if choices_of(message)), None)


def choices_of(message: Message) -> list[Choice]:
    """The choices that an outbound message offers."""
    return [Choice.model_validate(choice) for choice in message.content.get("choices", [])]
