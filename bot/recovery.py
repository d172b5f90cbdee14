"""What a dead process left behind is taken up: its jobs, and work that no job knows of."""

import logging
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock, jobs
from bot.database import transaction
from bot.media import attachment
from bot.messaging.conversation import Conversation
from bot.messaging.message import Delivery, Message
from bot.messaging.sending import WAITING
from bot.settings import settings

# Work this old without progress has lost its job; younger work is still on its way through the queue.
FORGOTTEN = timedelta(seconds=30)

_ALONE = select(func.pg_try_advisory_xact_lock(func.hashtext("ventanilla recovery")))

log = logging.getLogger(__name__)


async def recover() -> None:
    """Give a dead worker's jobs to the living, then look for forgotten work.

    One at a time, in all processes: of two that list the same job, the second would give it away again while it is
    being done, and two would deliver the same message. No lock of the queue's, which a dead worker may hold.
    """
    async with transaction() as session:
        if not await session.scalar(_ALONE):
            return
        await _take_up_stalled()
        await _defer_forgotten(session)


async def _take_up_stalled() -> None:
    stalled = await jobs.app.job_manager.get_stalled_jobs(seconds_since_heartbeat=settings().worker_stalled_seconds)
    for job in stalled:
        log.warning("job %s of a dead worker is taken up", job.id)
        await jobs.app.job_manager.retry_job(job)


async def _defer_forgotten(session: AsyncSession) -> None:
    before = clock.now() - FORGOTTEN
    inbound = await session.scalars(
        select(Message.conversation_id)
        .join(Conversation)
        .where(
            Message.direction == "in",
            Message.handled_at.is_(None),
            Message.created_at < before,
            (Conversation.inbound_retry_at.is_(None)) | (Conversation.inbound_retry_at < before),
        )
        .distinct()
        .limit(200)
    )
    for conversation_id in inbound:
        await jobs.defer_inbound(session, conversation_id)
    outbound = await session.scalars(
        select(Delivery.conversation_id)
        .join(Conversation)
        .where(
            Delivery.status.in_(WAITING),
            Delivery.changed_at < before,
            (Conversation.outbound_retry_at.is_(None)) | (Conversation.outbound_retry_at < before),
        )
        .distinct()
        .limit(200)
    )
    for conversation_id in outbound:
        await jobs.defer_outbound(session, conversation_id)
    await attachment.take_up(session, before)
