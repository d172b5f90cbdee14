"""An attachment: a file that came with a citizen's message, from its provider's reference to the vault."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import BigInteger, Enum, ForeignKey, Identity, Index, UniqueConstraint, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot import clock, jobs
from bot.database import Base
from bot.media.file import StoredFile
from bot.messaging.content import Inbound
from bot.messaging.message import Message


class State(StrEnum):
    """What has become of an attachment."""

    WAITING = "waiting"  # to be had from its provider
    STORED = "stored"
    REFUSED = "refused"  # the office does not take it
    LOST = "lost"  # its provider did not give it out
    EXPIRED = "expired"  # kept for its time, and deleted


class Attachment(Base):
    """One file of one message. `reference` is the provider's: Telegram's file id, Twilio's address of the file.

    due_at    when it is (or was last) tried to be had; a job that died leaves it to the next after this moment
    reason    why it was refused (see file.NotAccepted) or lost
    case_id   the case that it belongs to (bot.cases.evidence)
    """

    __tablename__ = "attachments"
    __table_args__ = (
        UniqueConstraint("message_id", "position"),
        Index("ix_attachments_waiting", "due_at", postgresql_where=text("state = 'waiting'")),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("app.messages.id"))
    conversation_id: Mapped[int] = mapped_column(ForeignKey("app.conversations.id"), index=True)
    position: Mapped[int]
    reference: Mapped[str]
    claimed: Mapped[str]
    name: Mapped[str]
    state: Mapped[State] = mapped_column(
        Enum(State, native_enum=False, values_callable=lambda states: [state.value for state in states], length=10)
    )
    reason: Mapped[str] = mapped_column(default="", server_default="")
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    due_at: Mapped[datetime]
    file_id: Mapped[str | None] = mapped_column(ForeignKey("app.stored_files.id", ondelete="SET NULL"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("app.cases.id"), index=True)
    created_at: Mapped[datetime]


async def add(session: AsyncSession, message: Message, inbound: Inbound) -> None:
    """Keep what came with a message, and have it fetched. Files that are here already must be the sender's own."""
    own = await _own_files(session, inbound)
    now = clock.now()
    for position, media in enumerate(inbound.media):
        here = media.file_id in own
        attachment = Attachment(
            message_id=message.id,
            conversation_id=message.conversation_id,
            position=position,
            reference=media.reference,
            claimed=media.mime,
            name=media.name,
            state=State.STORED if here else State.LOST if media.file_id else State.WAITING,
            reason="unknown" if media.file_id and not here else "",
            due_at=now,
            file_id=media.file_id if here else None,
            created_at=now,
        )
        session.add(attachment)
        await session.flush()
        if attachment.state == State.WAITING:
            await jobs.defer_fetch(session, attachment.id)


async def of_messages(
    session: AsyncSession, message_ids: Sequence[int]
) -> dict[int, list[tuple[Attachment, StoredFile | None]]]:
    """The attachments of messages in their order, each with its file where that is stored."""
    rows = await session.execute(
        select(Attachment, StoredFile)
        .outerjoin(StoredFile, StoredFile.id == Attachment.file_id)
        .where(Attachment.message_id.in_(message_ids))
        .order_by(Attachment.message_id, Attachment.position)
        .execution_options(populate_existing=True)
    )
    found: dict[int, list[tuple[Attachment, StoredFile | None]]] = {}
    for attachment, file in rows:
        found.setdefault(attachment.message_id, []).append((attachment, file))
    return found


async def take_up(session: AsyncSession, before: datetime, most: int = 200) -> None:
    """Have fetched again what no job is fetching any more."""
    forgotten = await session.scalars(
        update(Attachment)
        .where(
            Attachment.id.in_(
                select(Attachment.id)
                .where(Attachment.state == State.WAITING, Attachment.due_at < before)
                .order_by(Attachment.due_at)
                .limit(most)
                .with_for_update(skip_locked=True)
            )
        )
        .values(due_at=clock.now() - timedelta(seconds=1))
        .returning(Attachment.id)
    )
    for attachment_id in forgotten.all():
        await jobs.defer_fetch(session, attachment_id)


async def _own_files(session: AsyncSession, inbound: Inbound) -> set[str]:
    wanted = [media.file_id for media in inbound.media if media.file_id]
    if not wanted:
        return set()
    owner = f"{inbound.channel}:{inbound.address}"
    found = await session.scalars(select(StoredFile.id).where(StoredFile.id.in_(wanted), StoredFile.owner == owner))
    return set(found)
