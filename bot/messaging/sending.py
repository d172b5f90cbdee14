"""A part of a message on its way to the provider."""

from dataclasses import dataclass
from datetime import datetime

from bot.messaging.content import PROACTIVE
from bot.messaging.message import Delivery

# In line for the provider; "held" is not: it waits for the citizen to write, or for its time.
WAITING = ("queued", "sending")


@dataclass(frozen=True)
class Sending:
    """A delivery that is marked as on its way, and what its sending needs.

    `marked_before`: it was on its way already, and nobody knows how far it came; `last`: nothing waits behind it.
    """

    delivery: Delivery
    address: str
    purpose: str
    reply_to: int | None
    last_inbound_at: datetime | None
    opted_out: bool
    marked_before: bool
    last: bool

    @property
    def proactive(self) -> bool:
        """Whether the office says this by itself, and in answer to nothing."""
        return self.purpose in PROACTIVE and self.reply_to is None
