"""A danger that was asked about: what a bare "sí" or "no" to that question leads to."""

import re
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot import emergency
from bot.messaging import ownership, phrases, questions, yes_no
from bot.messaging.answer import Answer
from bot.messaging.content import Reply
from bot.messaging.conversation import Conversation
from bot.messaging.message import Message
from bot.messaging.question import PendingQuestion
from bot.words import plain

QUESTION = "danger"
ASKED_FOR = timedelta(minutes=30)
# "Ya quedó" and "todo bien" are a yes to other questions, and none to this one.
_YES = re.compile(r"\W*(si|sip|claro|correcto|afirmativo|asi es|aja|exacto|cierto|por supuesto|obvio)\b")


async def ask(session: AsyncSession, conversation: Conversation, kind: str) -> None:
    """Keep open that a danger of this kind was asked about."""
    await questions.ask(session, conversation, QUESTION, {"kind": kind}, ASKED_FOR)


async def answer(
    session: AsyncSession,
    conversation: Conversation,
    question: PendingQuestion,
    message: Message,
    _payload: str | None,
) -> Answer | None:
    """The script and a person on "sí"; a word on "no". None for anything else, and where a "sí" may answer a later
    question: of a form, or of the platform.
    """
    said = yes_no.read(message.body)
    others = any(one.kind != QUESTION for one in await questions.open_questions(session, conversation))
    if said is None or message.kind != "text" or conversation.dialog_open or others:
        return None
    there_is = said and _YES.match(plain(message.body)) is not None
    await questions.close(session, conversation, QUESTION, "yes" if there_is else "no")
    if not there_is:
        return Answer([Reply(text=phrases.NO_DANGER)])
    kind = question.payload["kind"]
    risk = kind == "self_harm"
    await ownership.hand_over(
        session,
        conversation,
        reason="self_harm" if risk else "emergency",
        summary=phrases.LIFE_AT_RISK if risk else phrases.DANGER_CONFIRMED,
        priority=ownership.EMERGENCY,
    )
    return Answer([Reply(text=emergency.script(kind), purpose="safety", ask_location=not risk)])
