"""`python -m tests.long.proactive TEXT ADDRESS…`: what the office says by itself to some of its citizens, on the system
whose settings are in the environment."""

import os
import sys

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.citizens.address import Address
from bot.commands.context import in_transaction
from bot.messaging import outbox
from bot.messaging.content import Reply
from bot.messaging.conversation import Conversation
from bot.settings import settings
from bot.start import demo_channels


def main(text: str, *addresses: str) -> None:
    """Send each of them a notice about an outage."""
    os.environ.update(demo_channels.platform_environment(settings()))
    settings.cache_clear()

    async def send(session: AsyncSession) -> None:
        found = select(Conversation).join(Address).where(Address.address.in_(addresses))
        for conversation in (await session.scalars(found)).all():
            await outbox.send(session, conversation, Reply(text=text, purpose="outage_info"))

    in_transaction(send)


if __name__ == "__main__":
    main(*sys.argv[1:])
