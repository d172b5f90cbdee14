"""Whether a provider took a part is not always known: its answer was lost, or the worker died before it came.

Twilio can be asked. Telegram cannot: there an answer is sent again once, since a citizen who waits is better served
twice than not at all, and what the office says by itself never. Both stay marked as uncertain, and are counted.
"""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.database import transaction
from bot.messaging.message import Delivery
from bot.messaging.sending import Sending
from connectors import registry
from connectors.base import CanTell, Connector, Part, Uncertain


async def resolve(sending: Sending, connector: Connector, part: Part) -> str | None:
    """The provider's id of a part that it took after all; None if it is to be sent. Raises Uncertain if it is not."""
    if isinstance(connector, CanTell):
        return await connector.taken(sending.address, part, sending.delivery.created_at, await _known(sending))
    if sending.proactive:
        raise Uncertain(sending.delivery.error or "the worker ended while it was sent")
    return None


def can_be_resolved(delivery: Delivery) -> bool:
    """Whether the provider of a delivery can be asked."""
    return isinstance(registry.by_name(delivery.channel, delivery.account), CanTell)


async def count(session: AsyncSession) -> list[tuple[str, str, int]]:
    """How many deliveries are uncertain, by channel and by what was done: "sent_again" or "given_up"."""
    failed = Delivery.status == "failed"
    rows = await session.execute(
        select(Delivery.channel, failed, func.count()).where(Delivery.uncertain).group_by(Delivery.channel, failed)
    )
    return [(channel, "given_up" if failed else "sent_again", number) for channel, failed, number in rows]


async def _known(sending: Sending) -> set[str]:
    """What the provider has taken of this conversation, as far as it is recorded."""
    async with transaction() as session:
        ids = await session.scalars(
            select(Delivery.provider_id).where(
                Delivery.conversation_id == sending.delivery.conversation_id, Delivery.provider_id.is_not(None)
            )
        )
        return {provider_id for provider_id in ids if provider_id}
