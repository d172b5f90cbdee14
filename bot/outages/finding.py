"""Which outages there are at a place, now and in the days to come."""

from datetime import datetime, timedelta

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.outages.outage import OVER, Outage

PLANNED_AHEAD = timedelta(days=14)


async def current(session: AsyncSession, *, neighborhood: str, service: str | None = None) -> list[Outage]:
    """The outages in a neighborhood now, of one service or of all; the latest first.

    A planned one ends at its hour; one that was not planned ends when somebody says so.
    """
    return await _running(session, _at(neighborhood, service))


async def running(session: AsyncSession, *, service: str | None = None) -> list[Outage]:
    """All outages that run now, the latest first."""
    return await _running(session, _at(None, service))


async def planned(
    session: AsyncSession, *, neighborhood: str | None = None, service: str | None = None
) -> list[Outage]:
    """The planned outages that are still to come or running, in the next two weeks; the earliest first."""
    now = clock.now()
    query = _at(neighborhood, service).where(
        Outage.kind == "planned",
        Outage.starts_at < now + PLANNED_AHEAD,
        or_(Outage.eta.is_(None), Outage.eta > now),
    )
    return list(await session.scalars(query.order_by(Outage.starts_at)))


def is_late(outage: Outage, now: datetime) -> bool:
    """Whether the hour that was expected has passed without the service being back."""
    return outage.eta is not None and outage.eta <= now


async def _running(session: AsyncSession, query: Select[Outage]) -> list[Outage]:
    now = clock.now()
    planned_runs = and_(Outage.kind == "planned", or_(Outage.eta.is_(None), Outage.eta > now))
    query = query.where(Outage.starts_at <= now, or_(Outage.kind == "unplanned", planned_runs))
    return list(await session.scalars(query.order_by(Outage.starts_at.desc())))


def _at(neighborhood: str | None, service: str | None) -> Select[Outage]:
    query = select(Outage).where(Outage.status.not_in(OVER))
    if neighborhood:
        query = query.where(Outage.areas.contains([neighborhood]))
    return query.where(Outage.service == service) if service else query
