"""What a dead process left behind is taken up: its jobs, and work that no job knows of."""

import logging
from datetime import timedelta

from sqlalchemy import select
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

log = logging.getLogger(__name__)


async def recover() -> None:
    """Give a dead worker's jobs to the living, then look for forgotten work."""
    stalled = await jobs.app.job_manager.get_stalled_jobs(seconds_since_heartbeat=settings().worker_stalled_seconds)
    for job in stalled:
        log.warning("job %s of a dead worker is taken up", job.id)
        await jobs.app.job_manager.retry_job(job)
    async with transaction() as session:
        await _defer_forgotten(session)


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
