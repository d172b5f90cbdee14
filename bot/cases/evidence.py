"""What a citizen sent to show what a case is about: photos, voice notes, documents."""

from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.cases.case import Case, Status
from bot.media.attachment import Attachment
from bot.messaging.conversation import Conversation
from bot.messaging.message import Message

# What came while the case was being told, and what comes soon after it was filed.
BEFORE, AFTER = timedelta(hours=1), timedelta(hours=24)


async def take(session: AsyncSession, case: Case) -> None:
    """Give a new case the files that came with its telling."""
    await session.execute(
        update(Attachment)
        .where(
            Attachment.conversation_id == case.conversation_id,
            Attachment.case_id.is_(None),
            Attachment.created_at > clock.now() - BEFORE,
        )
        .values(case_id=case.id)
    )


async def add(session: AsyncSession, conversation: Conversation, message: Message) -> Case | None:
    """Give a message's files to the case that was filed in this conversation a short while ago; None without one."""
    case = await session.scalar(
        select(Case)
        .where(
            Case.conversation_id == conversation.id,
            Case.status != Status.CLOSED,
            Case.received_at > clock.now() - AFTER,
        )
        .order_by(Case.id.desc())
        .limit(1)
    )
    if case:
        await session.execute(update(Attachment).where(Attachment.message_id == message.id).values(case_id=case.id))
    return case
