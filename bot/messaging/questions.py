"""Questions of the office that may be answered later."""

from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.messaging.conversation import Conversation
from bot.messaging.question import PendingQuestion


async def ask(
    session: AsyncSession, conversation: Conversation, kind: str, payload: dict[str, Any], expires_in: timedelta
) -> PendingQuestion:
    """Keep a question open in this conversation; an open one of the same kind is replaced."""
    await close(session, conversation, kind, "replaced")
    question = PendingQuestion(
        conversation_id=conversation.id,
        kind=kind,
        payload=payload,
        created_at=clock.now(),
        expires_at=clock.now() + expires_in,
    )
    session.add(question)
    await session.flush()
    return question


async def close(session: AsyncSession, conversation: Conversation, kind: str, outcome: str) -> None:
    """Close the open question of this kind, if there is one."""
    await session.execute(
        update(PendingQuestion)
        .where(
            PendingQuestion.conversation_id == conversation.id,
            PendingQuestion.kind == kind,
            PendingQuestion.closed_at.is_(None),
        )
        .values(closed_at=clock.now(), outcome=outcome)
    )


_OPEN = (
    select(PendingQuestion)
    .where(
        PendingQuestion.conversation_id == bindparam("conversation"),
        PendingQuestion.closed_at.is_(None),
        PendingQuestion.expires_at > bindparam("now"),
    )
    .order_by(PendingQuestion.id.desc())
)


async def open_questions(session: AsyncSession, conversation: Conversation) -> list[PendingQuestion]:
    """The questions that an answer may still fit, the latest first."""
    return list(await session.scalars(_OPEN, {"conversation": conversation.id, "now": clock.now()}))
