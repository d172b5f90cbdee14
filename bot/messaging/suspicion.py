"""A danger that was asked about: what a bare "sí" or "no" to that question leads to."""

import re
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import emergency
from bot.messaging import asides, choosing, ownership, phrases, questions, yes_no
from bot.messaging.answer import ASK_AGAIN, Answer
from bot.messaging.content import Reply
from bot.messaging.conversation import Conversation
from bot.messaging.message import Message
from bot.messaging.question import PendingQuestion
from bot.words import plain

QUESTION = "danger"
# So many other messages may come before the answer.
BETWEEN = 1
ASKED_FOR = timedelta(minutes=30)
# A form's question that is answered with yes or no, and has no buttons for it.
_WANTS_YES = re.compile(r"responda sí")
# "Ya quedó" and "todo bien" are a yes to other questions, and none to this one.
_YES = re.compile(r"\W*(si|sip|claro|correcto|afirmativo|asi es|aja|exacto|cierto|por supuesto|obvio)\b")
# What denies a danger without a "no" of its own.
_NOTHING = r"(heridos?|peligro|riesgo|nada|chispas?|humo|fuego|fugas?|nadie( herido)?)"
_NONE = rf"no hay( (ni |y |o )?{_NOTHING})*"
_ALL_WELL = rf"(ya paso( todo)?|ya no|nadie( herido)?|(todos? |estamos )+bien|{_NONE}|no es peligroso)"
_OVER = re.compile(rf"(no )?{_ALL_WELL}( {_ALL_WELL}| gracias a dios| por ahora)*")


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
    """The script and a person on "sí"; a word on "no", and back to the form. None for anything else, and where it may
    answer a later question.
    """
    said = _read(message.body, question.payload["kind"])
    if said is None or message.kind != "text" or await _may_mean_another(session, conversation, question, message):
        return None
    there_is = said and _YES.match(plain(message.body)) is not None
    await questions.close(session, conversation, QUESTION, "yes" if there_is else "no")
    if not there_is and conversation.dialog_open:
        return Answer([Reply(text=phrases.NO_DANGER_IN_FORM)], intent=ASK_AGAIN)
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


def _read(text: str, kind: str) -> bool | None:
    """Yes or no; None for anything else. To who may harm themselves "nadie" is no denial."""
    said = asides.without_manners(text)
    if kind != "self_harm" and len(said.split()) <= asides.LONGEST and _OVER.fullmatch(said):
        return False
    return yes_no.read(text)


async def _may_mean_another(
    session: AsyncSession, conversation: Conversation, question: PendingQuestion, message: Message
) -> bool:
    """Whether a "sí" may answer something else: a question of the platform or of the form that is open, or what was
    said since. Where it is may have been told before the "sí", and no more.
    """
    if any(one.kind != QUESTION for one in await questions.open_questions(session, conversation)):
        return True
    between = await session.scalar(
        select(func.count())
        .select_from(Message)
        .where(
            Message.conversation_id == conversation.id,
            Message.direction == "in",
            Message.seq < message.seq,
            Message.created_at > question.created_at,
        )
    )
    if not conversation.dialog_open:
        return (between or 0) > BETWEEN
    offer = await choosing.offered(session, conversation, before=message.seq)
    return bool(between or offer.latest) or _WANTS_YES.search(offer.said) is not None
