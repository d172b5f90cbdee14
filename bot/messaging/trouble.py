"""Providers that refuse the office as a whole, as far as what waits for them shows."""

from sqlalchemy import and_, false, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.messaging.message import Delivery
from bot.messaging.sending import WAITING
from connectors import registry
from connectors.base import MayBeShutOut


async def shut_out(session: AsyncSession) -> dict[str, str]:
    """Channel to the error with which its provider refuses everything: somebody has to mend something."""
    known = {found.channel: found.shut_out for found in registry.configured() if isinstance(found, MayBeShutOut)}
    of_channel = (and_(Delivery.channel == name, Delivery.error.in_(errors)) for name, errors in known.items())
    rows = await session.execute(
        select(Delivery.channel, Delivery.error)
        .where(Delivery.status.in_(WAITING), or_(false(), *of_channel))
        .distinct()
    )
    return {channel: error for channel, error in rows}
