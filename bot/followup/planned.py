"""A follow-up: the question, after a case has closed, whether it was really solved. A row that waits for its time."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, UniqueConstraint, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot import clock
from bot.database import Base
from bot.messaging import window
from bot.messaging.content import Reply
from bot.messaging.conversation import Conversation
from bot.settings import settings

if TYPE_CHECKING:
    from bot.cases.case import Case

# A follow-up is not pulled forward so far that it would come while the citizen still reads the answer.
EARLIEST = timedelta(hours=1)


class FollowUp(Base):
    """One per closing of a case (`round`: how often the case had been reopened before).

    due_at     when to ask; moved on while something stands against asking, `waits_for` says what
    sent_at    when it was asked, `cancelled_at` when it was given up, with the reason in `waits_for`
    """

    __tablename__ = "follow_ups"
    __table_args__ = (
        UniqueConstraint("case_id", "round"),
        Index("ix_follow_ups_due", "due_at", postgresql_where=text("sent_at is null and cancelled_at is null")),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("app.cases.id"))
    round: Mapped[int]
    conversation_id: Mapped[int] = mapped_column(ForeignKey("app.conversations.id"), index=True)
    due_at: Mapped[datetime]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    message_id: Mapped[int | None] = mapped_column(ForeignKey("app.messages.id"))
    cancelled_at: Mapped[datetime | None]
    waits_for: Mapped[str] = mapped_column(default="", server_default="")
    solved: Mapped[bool | None]
    answered_at: Mapped[datetime | None]

    @property
    def pending(self) -> bool:
        return self.sent_at is None and self.cancelled_at is None


async def plan(session: AsyncSession, case: "Case") -> FollowUp:
    """Plan the follow-up of a case that has just been closed."""
    conversation = await session.get_one(Conversation, case.conversation_id)
    now = clock.now()
    follow_up = FollowUp(
        case_id=case.id,
        round=case.times_reopened,
        conversation_id=conversation.id,
        due_at=_due_at(conversation, now),
        created_at=now,
    )
    session.add(follow_up)
    await session.flush()
    return follow_up


async def cancel(session: AsyncSession, case: "Case", reason: str) -> None:
    """Give up the follow-up of a case that has not been sent yet."""
    await session.execute(
        update(FollowUp)
        .where(FollowUp.case_id == case.id, FollowUp.sent_at.is_(None), FollowUp.cancelled_at.is_(None))
        .values(cancelled_at=clock.now(), waits_for=reason)
    )


async def of_case(session: AsyncSession, case: "Case") -> FollowUp | None:
    """The follow-up of a case's latest closing."""
    return await session.scalar(
        select(FollowUp).where(FollowUp.case_id == case.id).order_by(FollowUp.round.desc()).limit(1)
    )


def has_template(conversation: Conversation) -> bool:
    """Whether the question can be put where the channel takes no free text any more."""
    question = Reply(purpose="survey", variables={"case": ""})
    return window.template_for(conversation.address.channel, question) is not None


def _due_at(conversation: Conversation, now: datetime) -> datetime:
    """After the office's delay; before the channel's window closes, if only that lets it be asked and leaves time."""
    due = now + timedelta(hours=settings().follow_up_hours)
    closes = window.closes_at(conversation.address.channel, conversation.address.last_inbound_at)
    if closes is None or has_template(conversation):
        return due
    return min(due, closes) if closes - now >= EARLIEST else due
