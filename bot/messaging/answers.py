"""Answers to the questions that the platform keeps open, each read by the part that asked."""

import json
import re
from collections.abc import Awaitable, Callable

from sqlalchemy.ext.asyncio import AsyncSession

from bot import attention
from bot.calls import by_text
from bot.cases import withdrawal
from bot.citizens import claim, consent, identity, joining
from bot.citizens.facts import MASK
from bot.followup import follow_up
from bot.messaging import asides, opting, ownership, phrases, question_help, questions, suspicion, turn, yes_no
from bot.messaging.answer import ASK_AGAIN, Answer
from bot.messaging.asides import Aside
from bot.messaging.content import Reply
from bot.messaging.conversation import Conversation
from bot.messaging.failures import WANTS_PERSON
from bot.messaging.message import Message
from bot.messaging.person import PERSON
from bot.messaging.question import PendingQuestion
from bot.messaging.questions import open_questions
from bot.outages import correcting
from bot.words import plain

_MEANS_OTHER = re.compile(r"\W*(no\b(?! (lo |la |me )*(se|tengo|recuerdo|acuerdo))|(es |la |de )*otra\b)")
# "Ok" and a thumb up take note of the question, and answer nothing.
_NOTED = re.compile(r"\W*(ok(ay|is)?|listo|bueno|vale|va|entendido)?\W*")
# Said of an account that the citizen has just named.
_NOT_THIS = re.compile(
    r"\W*((no|ay|uy|perdon|disculpe|espere|que pena|me equivoque)\W+)*("
    r"(esa |ese )?(no es|no era)( (esa|ese|la|el|mi|mia|mio|esta))*( (cuenta|numero|contrato))?|"
    r"(es|era) (con )?otr[ao]( (cuenta|numero|contrato))?|"
    r"me equivoque de (cuenta|numero|contrato)|(esa|ese)( (cuenta|numero))? no( es)?)"
    r"(\W+(esa|ese|es)( es)? (la|el|de) [a-zñ ]{1,25})?\W*"
)
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
    if consent.QUESTION.tapped(payload) is not None:
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
        why = asides.read(message.body) is Aside.WHY and await consent.is_asked(session, conversation, question)
        return Answer([consent.why()]) if why else None
    outcome = await consent.record(session, conversation, accepted=accepted)
    turn.put_before(conversation, message, outcome.later)
    if outcome.then:
        return Answer(intent=outcome.then)
    if accepted and conversation.dialog_open:
        return Answer([Reply(text=phrases.THANKS)], intent=ASK_AGAIN)
    return Answer([Reply(text=outcome.text)])


async def _second_fact(
    session: AsyncSession,
    conversation: Conversation,
    question: PendingQuestion,
    message: Message,
    payload: str | None,
) -> Answer | None:
    if payload == identity.OTHER:
        return await _other_account(session, conversation, question)
    said = message.secret or message.body
    named = identity.names_another(question, message.body if message.secret else said)
    if message.secret and message.body != MASK:
        named = named or claim.read(message.body).account
    if named and named != question.payload["account_number"]:
        words = await identity.ask(session, conversation, named, question.payload["then"])
        asked = [one for one in await open_questions(session, conversation) if one.kind == identity.QUESTION]
        if not asked or not message.secret or identity.fact_in(said) is None:
            return Answer([Reply(text=words)])
        question = asked[0]
    fact = identity.fact_in(said)
    if fact is None:
        return None if conversation.dialog_open else await _about_fact(session, conversation, question, message)
    if not message.secret:
        # It came before the question was stored, and so into the message itself.
        message.body = MASK
    outcome = await identity.answer(session, conversation, question, fact, event_id=str(message.id))
    message.secret = None
    if not outcome.verified:
        return Answer([Reply(text=outcome.text)])
    await joining.after_check(session, conversation.address)
    # The account too: the assistant may have heard of another one before.
    return Answer(intent=outcome.then + json.dumps({"account_number": question.payload["account_number"]}))


async def _about_fact(
    session: AsyncSession, conversation: Conversation, question: PendingQuestion, message: Message
) -> Answer | None:
    """What the citizen says of the question for the second fact instead of answering it; None if it is not about it."""
    means_other = _MEANS_OTHER.match if question.payload.get("remembered") else _NOT_THIS.fullmatch
    if means_other(plain(message.body)):
        return await _other_account(session, conversation, question)
    aside = asides.read(message.body)
    if aside is Aside.CANCEL:
        await questions.close(session, conversation, identity.QUESTION, "cancelled")
        return Answer([Reply(text=phrases.CANCELLED, about=_wish_of(question))])
    if aside is None:
        noted = question.payload.get("remembered") or _NOTED.fullmatch(plain(message.body))
        confirmed = noted and yes_no.read(message.body)
        return Answer([Reply(text=identity.reminder(question))]) if confirmed else None
    offered = [PERSON] if question_help.offers_person(question_help.SECOND_FACT, aside) else []
    words = question_help.words(question_help.SECOND_FACT, aside)
    return Answer([Reply(text=f"{words} {identity.reminder(question)}", choices=offered)])


def _wish_of(question: PendingQuestion) -> str:
    """The intent that a check was for, without what it named."""
    return str(question.payload["then"]).lstrip("/").partition("{")[0]


async def _other_account(session: AsyncSession, conversation: Conversation, question: PendingQuestion) -> Answer:
    """The account remembered is not the one: go on as if none were."""
    await questions.close(session, conversation, identity.QUESTION, identity.OTHER)
    conversation.account_hint = None
    return Answer(intent=question.payload["then"])


HANDLERS: dict[str, Handler] = {
    consent.QUESTION.kind: _consent,
    identity.QUESTION: _second_fact,
    follow_up.QUESTION.kind: follow_up.answer,
    follow_up.RATING: follow_up.rate,
    withdrawal.QUESTION.kind: withdrawal.answer,
    opting.QUESTION.kind: opting.answer,
    suspicion.QUESTION: suspicion.answer,
    by_text.QUESTION: by_text.answer,
    correcting.QUESTION: correcting.answer,
}
