"""When a channel takes free text, and what is sent when it does not."""

from datetime import datetime

from bot import clock
from bot.messaging.content import Reply
from connectors import registry
from connectors.base import HasWindow, Template


def closes_at(channel: str, last_inbound_at: datetime | None) -> datetime | None:
    """Until when this channel takes free text for a citizen who wrote last at that time; None where it always does.

    A citizen who never wrote: a moment long gone.
    """
    connector = _connector(channel)
    if connector is None:
        return None
    return last_inbound_at + connector.window if last_inbound_at else datetime.min.replace(tzinfo=clock.now().tzinfo)


def is_open(channel: str, last_inbound_at: datetime | None) -> bool:
    """Whether free text may be sent now."""
    closes = closes_at(channel, last_inbound_at)
    return closes is None or clock.now() < closes


def template_for(channel: str, reply: Reply, message_id: int = 0) -> Template | None:
    """The approved template that goes instead of a reply; None where there is none that can be filled."""
    connector = _connector(channel)
    return connector.template(reply, message_id) if connector else None


def _connector(channel: str) -> HasWindow | None:
    """One connector of the channel, if that has a window: it has the same rules and templates for all its accounts."""
    found = next((connector for connector in registry.configured() if connector.channel == channel), None)
    return found if isinstance(found, HasWindow) else None
