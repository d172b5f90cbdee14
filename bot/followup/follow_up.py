"""Asking, after a case has closed, whether it was solved; and what the answer leads to."""

import re
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from bot import attention, clock
from bot.calls import by_text
from bot.cases import closing, history
from bot.cases.case import Case
from bot.entity import entity
from bot.followup import planned, quiet_hours
from bot.followup.planned import FollowUp, of_case
from bot.followup.rating import Rating
from bot.messaging import outbox, ownership, questions, window
from bot.messaging.answer import Answer
from bot.messaging.content import Choice, Reply
from bot.messaging.conversation import Conversation, Owner
from bot.messaging.message import Message
from bot.messaging.question import PendingQuestion
from bot.messaging.yes_no_question import YesNoQuestion
from bot.settings import settings

QUESTION, RATING = YesNoQuestion("follow_up"), "rating"
STARS = "rating:"
AT_ONCE = 100
# While something stands against asking, it is looked at again after this long.
LATER = timedelta(hours=1)
# One question after the other: the next one waits until this one has had its chance.
BETWEEN_QUESTIONS = timedelta(days=1)
# Once something else has been said, a bare number or a "no, gracias" may mean anything.
_NUMBER_OR_THANKS = re.compile(r"\W*(la |opcion )*\d\W*|.*\bgracias\b.*", re.IGNORECASE | re.DOTALL)
_STARS = {"uno": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5}


async def due(session: AsyncSession, now: datetime) -> list[FollowUp]:
    """Follow-ups whose time has come, locked; those that another process sends right now are left out."""
    found = await session.scalars(
        select(FollowUp)
        .where(FollowUp.due_at <= now, FollowUp.sent_at.is_(None), FollowUp.cancelled_at.is_(None))
        .order_by(FollowUp.due_at)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    return list(found)


async def send_due(session: AsyncSession) -> int:
    """Send what has come due and may still be sent; how many were. Outside the contact hours all of it waits."""
    if not settings().demo and not quiet_hours.may_contact(clock.now()):
        return 0
    sent = 0
    for follow_up in await due(session, clock.now()):
        sent += await _send(session, follow_up)
    return sent


async def send_now(session: AsyncSession, case: Case) -> bool:
    """Send a case's follow-up without waiting for its time; False if there is none, or something stands against it."""
    follow_up = await of_case(session, case)
    if follow_up is None:
        return False
    await session.refresh(follow_up, with_for_update=True)
    return follow_up.pending and await _send(session, follow_up)


async def answer(
    session: AsyncSession,
    conversation: Conversation,
    question: PendingQuestion,
    message: Message,
    payload: str | None,
) -> Answer | None:
    """Take "sí" or "no" to the follow-up; None for anything else, which leaves the question open.

    "No" reopens the case and brings the conversation to the agents, unless one has it; "sí" asks for a rating.
    """
    solved = await _solved(session, conversation, message, payload)
    if solved is None:
        return None
    case = await closing.lock(session, question.payload["case_id"])
    follow_up = await session.get_one(FollowUp, question.payload["follow_up_id"])
    follow_up.solved, follow_up.answered_at = solved, clock.now()
    await QUESTION.close(session, conversation, solved)
    if solved:
        return Answer([await _ask_rating(session, conversation, case.id)])
    await closing.reopen(session, case, reason="El ciudadano respondió que no se resolvió")
    await ownership.hand_over(
        session,
        conversation,
        reason=QUESTION.kind,
        summary=await history.summary(session, case),
        event_id=str(message.id),
    )
    words = entity().follow_up.reopened.format(number=case.number)
    return Answer([Reply(text=f"{words} {attention.when_answered()}")])


async def rate(
    session: AsyncSession,
    conversation: Conversation,
    question: PendingQuestion,
    message: Message,
    payload: str | None,
) -> Answer | None:
    """Take a rating from 1 to 5; None for anything else."""
    stars = stars_in(payload or message.body)
    if stars is None or (payload is None and await _words_forgotten(session, conversation)):
        return None
    await keep_rating(session, conversation, stars, case_id=question.payload.get("case_id"))
    return Answer([Reply(text=entity().follow_up.rated)])


async def keep_rating(session: AsyncSession, conversation: Conversation, stars: int, case_id: int | None) -> None:
    """Store a rating; a second one for the same case replaces the first."""
    values = {"stars": stars, "rated_at": clock.now()}
    query = insert(Rating).values(conversation_id=conversation.id, case_id=case_id, **values)
    await session.execute(query.on_conflict_do_update(index_elements=[Rating.case_id], set_=values))
    await questions.close(session, conversation, RATING, str(stars))


def stars_in(said: str) -> int | None:
    """A rating from 1 to 5 in what was said: "5", "5 estrellas", "cinco", a choice; None if it is anything else."""
    bare = said.removeprefix(STARS).casefold().strip(" .!¡⭐")
    found = re.fullmatch(r"(?:un |una |le doy )*(?:(\d)|(\w+))(?: estrellas?| puntos?|/5| de 5)?", bare)
    if found is None:
        return said.count("⭐") if said.strip("⭐ ") == "" and 1 <= said.count("⭐") <= 5 else None
    stars = int(found[1]) if found[1] else _STARS.get(found[2], 0)
    return stars if 1 <= stars <= 5 else None


async def _send(session: AsyncSession, follow_up: FollowUp) -> bool:
    """Ask, after looking once more whether it should still happen."""
    conversation = await ownership.lock(session, follow_up.conversation_id)
    case = await closing.lock(session, follow_up.case_id)
    if reason := _never(case, conversation, follow_up):
        follow_up.cancelled_at, follow_up.waits_for = clock.now(), reason
        return False
    if reason := await _not_now(session, conversation):
        follow_up.due_at, follow_up.waits_for = clock.now() + LATER, reason
        return False
    await _ask(session, conversation, case, follow_up)
    return True


async def _ask(session: AsyncSession, conversation: Conversation, case: Case, follow_up: FollowUp) -> None:
    expires_in = timedelta(days=entity().follow_up.expires_days)
    payload = {"case_id": case.id, "follow_up_id": follow_up.id}
    conversation = await by_text.instead_of_a_call(session, conversation)
    text = entity().follow_up.ask.format(number=case.number)
    asked = await QUESTION.ask(session, conversation, text, expires_in, payload)
    about = {"purpose": "survey", "variables": {"case": case.number}}
    message = await outbox.send(session, conversation, asked.model_copy(update=about))
    follow_up.sent_at, follow_up.message_id, follow_up.waits_for = clock.now(), message.id, ""


def _never(case: Case, conversation: Conversation, follow_up: FollowUp) -> str:
    """Why a follow-up must not be sent at all any more, or ""."""
    if not case.is_closed or case.times_reopened != follow_up.round:
        return "reopened"
    if conversation.address.opted_out_at is not None:
        return "opted_out"
    if conversation.address.unreachable_at is not None:
        return "unreachable"
    too_late = follow_up.created_at + timedelta(days=entity().follow_up.expires_days)
    return "too_late" if clock.now() > too_late else ""


async def _not_now(session: AsyncSession, conversation: Conversation) -> str:
    """Why a follow-up must wait a while, or ""."""
    if conversation.owner != Owner.ASSISTANT:
        return "a_person_attends"
    address = conversation.address
    if not window.is_open(address.channel, address.last_inbound_at) and not planned.has_template(conversation):
        return "whatsapp_window"
    for question in await questions.open_questions(session, conversation):
        if question.kind in {QUESTION.kind, RATING} and question.created_at > clock.now() - BETWEEN_QUESTIONS:
            return "another_question"
    return ""


async def _solved(
    session: AsyncSession, conversation: Conversation, message: Message, payload: str | None
) -> bool | None:
    solved = QUESTION.said(message, payload)
    # "1", or "no, gracias", answers what was said since; so does everything while the assistant asks something.
    may_be_other = not payload and (conversation.dialog_open or _NUMBER_OR_THANKS.fullmatch(message.body))
    if solved is not None and may_be_other and await _words_forgotten(session, conversation):
        return None
    return solved


async def _words_forgotten(session: AsyncSession, conversation: Conversation) -> bool:
    """Whether the office has said something else since it asked."""
    purpose = await session.scalar(
        select(Message.purpose)
        .where(Message.conversation_id == conversation.id, Message.direction == "out")
        .order_by(Message.seq.desc())
        .limit(1)
    )
    return purpose != "survey"


async def _ask_rating(session: AsyncSession, conversation: Conversation, case_id: int) -> Reply:
    expires_in = timedelta(days=entity().follow_up.expires_days)
    await questions.ask(session, conversation, RATING, {"case_id": case_id}, expires_in)
    choices = [Choice(title=str(stars), payload=f"{STARS}{stars}") for stars in range(1, 6)]
    return Reply(text=entity().follow_up.solved, choices=choices, purpose="survey")
