"""Fetching: a job has a citizen's file from its provider, looks at it, and puts it into the vault, or says why not."""

import logging
from dataclasses import dataclass
from datetime import timedelta

from prometheus_client import Counter
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock, jobs, notify
from bot.citizens.address import Address
from bot.database import transaction
from bot.media import file, kinds, phrases
from bot.media.attachment import Attachment, State
from bot.media.file import NotAccepted, NotKept
from bot.messaging import outbox, ownership
from bot.messaging.content import Reply
from bot.messaging.conversation import Conversation
from bot.settings import settings
from connectors import registry
from connectors.base import FileSource, FileTooLarge, Refused, SendError

# Longer than a download may take: after that its job is taken for dead.
LEASE = timedelta(seconds=90)
PAUSES = (2, 10, 60, 300, 1200)

FETCHED = Counter("ventanilla_attachments", "Citizens' files, by channel and what became of them", ["channel", "state"])
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Wanted:
    """A file to be had, and of whom."""

    attachment_id: int
    conversation_id: int
    attempt: int
    channel: str
    account: str
    owner: str
    reference: str
    claimed: str
    name: str


async def fetch(attachment_id: int) -> None:
    """Have one attachment's file. Twice, at once or one after the other, is the same as once."""
    async with transaction() as session:
        wanted = await _begin(session, attachment_id)
    if wanted is None:
        return
    try:
        if not kinds.may_be_taken(wanted.claimed):
            raise NotAccepted("type")
        data = await _download(wanted)
        async with transaction() as session:
            await _store(session, wanted, data)
    except NotAccepted as refusal:
        await _end(wanted, State.REFUSED, refusal.reason)
    except FileTooLarge:
        await _end(wanted, State.REFUSED, "size")
    except Refused as error:
        await _end(wanted, State.LOST, str(error))
    except (SendError, OSError, NotKept) as error:
        await _again(wanted, str(error) if isinstance(error, SendError) else type(error).__name__)


async def _begin(session: AsyncSession, attachment_id: int) -> Wanted | None:
    """Take an attachment for this job; None if it is had, or another job is having it."""
    row = (
        await session.execute(
            select(Attachment, Address)
            .join(Conversation, Conversation.id == Attachment.conversation_id)
            .join(Address, Address.id == Conversation.address_id)
            .where(Attachment.id == attachment_id, Attachment.state == State.WAITING)
            .with_for_update(of=Attachment, skip_locked=True)
        )
    ).one_or_none()
    if row is None or row.Attachment.due_at > clock.now():
        return None
    attachment, address = row
    attachment.attempts += 1
    attachment.due_at = clock.now() + LEASE
    return Wanted(
        attachment_id=attachment.id,
        conversation_id=attachment.conversation_id,
        attempt=attachment.attempts,
        channel=address.channel,
        account=address.account,
        owner=f"{address.channel}:{address.address}",
        reference=attachment.reference,
        claimed=attachment.claimed,
        name=attachment.name,
    )


async def _download(wanted: Wanted) -> bytes:
    connector = registry.by_name(wanted.channel, wanted.account)
    if not isinstance(connector, FileSource):
        raise Refused("the channel gives out no files")
    return await connector.download(wanted.reference, settings().media_max_bytes)


async def _store(session: AsyncSession, wanted: Wanted, data: bytes) -> None:
    """Keep the file, unless another job was quicker: then the bytes are left to the sweep."""
    stored = await file.accept(session, data, claimed=wanted.claimed, name=wanted.name, owner=wanted.owner)
    attachment = await _waiting(session, wanted)
    if attachment is None:
        await session.delete(stored)
        return
    attachment.state, attachment.file_id = State.STORED, stored.id
    FETCHED.labels(wanted.channel, State.STORED).inc()
    await notify.announce(session, attachment.conversation_id)


async def _end(wanted: Wanted, state: State, reason: str) -> None:
    """Not to be had: written down for the agent, and said to the citizen."""
    log.warning("attachment %s is %s: %s", wanted.attachment_id, state, reason)
    async with transaction() as session:
        # The conversation first, as everywhere: whoever files a case holds it while taking its attachments.
        conversation = await ownership.lock(session, wanted.conversation_id)
        attachment = await _waiting(session, wanted)
        if attachment is None:
            return
        attachment.state, attachment.reason = state, reason
        FETCHED.labels(wanted.channel, state).inc()
        words = phrases.not_taken(reason) if state == State.REFUSED else phrases.LOST
        await outbox.send(session, conversation, Reply(text=words), reply_to=attachment.message_id)


async def _again(wanted: Wanted, reason: str) -> None:
    if wanted.attempt > len(PAUSES):
        await _end(wanted, State.LOST, reason)
        return
    pause = timedelta(seconds=PAUSES[wanted.attempt - 1])
    log.info("attachment %s is tried again (attempt %s): %s", wanted.attachment_id, wanted.attempt, reason)
    async with transaction() as session:
        attachment = await _waiting(session, wanted)
        if attachment is not None:
            attachment.due_at = clock.now() + pause
            await jobs.defer_fetch(session, attachment.id, after=pause)


async def _waiting(session: AsyncSession, wanted: Wanted) -> Attachment | None:
    """The attachment, its row locked, if this job is still the one that has it."""
    return await session.scalar(
        select(Attachment)
        .where(
            Attachment.id == wanted.attachment_id,
            Attachment.state == State.WAITING,
            Attachment.attempts == wanted.attempt,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
