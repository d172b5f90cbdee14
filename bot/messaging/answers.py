"""Answers to the questions that the platform keeps open, each read by the part that asked."""

from collections.abc import Awaitable, Callable

from sqlalchemy.ext.asyncio import AsyncSession

from bot import attention
from bot.calls import by_text
from bot.cases import withdrawal
from bot.citizens import consent, identity, joining
from bot.followup import follow_up
from bot.messaging import opting, ownership, phrases
from bot.messaging.answer import Answer
from bot.messaging.content import Reply
from bot.messaging.conversation import Conversation
from bot.messaging.failures import WANTS_PERSON
from bot.messaging.message import MASK, Message
from bot.messaging.question import PendingQuestion
from bot.messaging.questions import open_questions

# None: the message does not fit the question, which stays open.
Handler = Callable[[AsyncSession, Conversation, PendingQuestion, Message, str | None], Awaitable[Answer | None]]


async def find(
    session: AsyncSession, conversation: Conversation, message: Message, payload: str | None
) -> Answer | None:
    """The answer that a message, or the choice that it picks, gives to an open question; None if it fits none.

    The latest question is asked first.
    """
    if payload == WANTS_PERSON:
        return await _person(session, conversation)
    if payload in {consent.YES, consent.NO}:
        return await _consent(session, conversation, None, message, payload)
    for question in await open_questions(session, conversation):
        handler = HANDLERS.get(question.kind)
        answer = await handler(session, conversation, question, message, payload) if handler else None
        if answer is not None:
            return answer
    return None


async def _person(session: AsyncSession, conversation: Conversation) -> Answer:
    await ownership.hand_over(session, conversation, reason="person", summary=phrases.ASKED_FOR_PERSON)
    return Answer([Reply(text=attention.when_answered())])


async def _consent(
    session: AsyncSession,
    conversation: Conversation,
    question: PendingQuestion | None,
    message: Message,
    payload: str | None,
) -> Answer | None:
    accepted = await consent.read_answer(session, conversation, question, payload or message.body)
    if accepted is None:
        return None
    outcome = await consent.record(session, conversation, accepted=accepted)
    return Answer(intent=outcome.then) if outcome.then else Answer([Reply(text=outcome.text)])


async def _second_fact(
    session: AsyncSession,
    conversation: Conversation,
    question: PendingQuestion,
    message: Message,
    _payload: str | None,
) -> Answer | None:
    fact = message.secret or message.body
    if not identity.looks_like_fact(fact):
        return None
    # It may have come before the question was stored, and so into the message itself.
    message.body = MASK
    outcome = await identity.answer(session, conversation, question, fact, event_id=str(message.id))
    if not outcome.verified:
        return Answer([Reply(text=outcome.text)])
    await joining.after_check(session, conversation.address)
    return Answer(intent=outcome.then)


HANDLERS: dict[str, Handler] = {
    consent.QUESTION: _consent,
    identity.QUESTION: _second_fact,
    follow_up.QUESTION: follow_up.answer,
    follow_up.RATING: follow_up.rate,
    withdrawal.QUESTION: withdrawal.answer,
    opting.QUESTION: opting.answer,
    by_text.QUESTION: by_text.answer,
}
