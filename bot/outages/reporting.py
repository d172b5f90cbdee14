"""Taking down that a service is missing: once, beside the other reports of the same place."""

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.messaging import ownership
from bot.messaging.conversation import Conversation
from bot.outages.outage import Outage, OutageReport

# The same citizen about the same place within this time reports the same thing.
SAME_WITHIN = timedelta(hours=6)
JUST_MADE_WITHIN = timedelta(minutes=30)
# Reports of one neighborhood within this time are probably about one outage.
NEARBY_WITHIN = timedelta(hours=2)


async def report(
    session: AsyncSession,
    conversation: Conversation,
    *,
    service: str,
    place: str,
    neighborhood: str | None,
    account_number: str | None = None,
    outage: Outage | None = None,
    event_id: str | None = None,
) -> OutageReport:
    """Take a report down, or give back the one that this event, or this citizen a short while ago, has made.

    Locks the conversation until the transaction ends.
    """
    await ownership.lock(session, conversation.id)
    made = OutageReport(
        service=service,
        place=place,
        neighborhood=neighborhood,
        account_number=account_number,
        conversation_id=conversation.id,
        outage_id=outage.id if outage else None,
        filed_by_event=event_id or None,
        reported_at=clock.now(),
    )
    if known := await _known(session, made):
        return known
    session.add(made)
    await session.flush()
    return made


async def just_made(session: AsyncSession, conversation: Conversation) -> OutageReport | None:
    """The report that this conversation has made a short while ago: what is said of "it" is of that one."""
    return await session.scalar(
        select(OutageReport)
        .where(
            OutageReport.conversation_id == conversation.id,
            OutageReport.reported_at > clock.now() - JUST_MADE_WITHIN,
            OutageReport.restored_at.is_(None),
        )
        .order_by(OutageReport.id.desc())
        .limit(1)
    )


async def nearby(session: AsyncSession, made: OutageReport) -> int:
    """How many other citizens have just reported the same service in the same neighborhood."""
    if made.neighborhood is None:
        return 0
    count = await session.scalar(
        select(func.count(OutageReport.conversation_id.distinct())).where(
            OutageReport.service == made.service,
            OutageReport.neighborhood == made.neighborhood,
            OutageReport.reported_at > clock.now() - NEARBY_WITHIN,
            OutageReport.restored_at.is_(None),
            OutageReport.conversation_id != made.conversation_id,
        )
    )
    return count or 0


async def _known(session: AsyncSession, made: OutageReport) -> OutageReport | None:
    if made.filed_by_event:
        known = await session.scalar(select(OutageReport).where(OutageReport.filed_by_event == made.filed_by_event))
        if known:
            return known
    same_place = OutageReport.place == made.place
    if made.neighborhood:
        same_place = OutageReport.neighborhood == made.neighborhood
    return await session.scalar(
        select(OutageReport)
        .where(
            OutageReport.conversation_id == made.conversation_id,
            OutageReport.service == made.service,
            same_place,
            OutageReport.reported_at > clock.now() - SAME_WITHIN,
            OutageReport.restored_at.is_(None),
        )
        .order_by(OutageReport.id.desc())
        .limit(1)
    )
