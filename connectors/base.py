"""What every channel's connector is, and how sending fails."""

from dataclasses import dataclass, field
from typing import Protocol

from fastapi import APIRouter

from bot.messaging.content import Document, Reply


@dataclass(frozen=True)
class Button:
    """A choice as a channel shows it: `data` comes back when it is tapped ("<message id>:<index>")."""

    title: str
    data: str


@dataclass(frozen=True)
class Part:
    """One provider call's worth of a reply: a text within the channel's limit, or a document."""

    text: str = ""
    buttons: list[Button] = field(default_factory=list)
    document: Document | None = None
    ask_location: bool = False


class SendError(Exception):
    """A message that the provider did not take; its text names the reason (a provider's code), never content."""


class Retry(SendError):
    """Not now: try again after `after` seconds (None: when the platform sees fit)."""

    def __init__(self, reason: str, after: float | None = None):
        super().__init__(reason)
        self.after = after


class Refused(SendError):
    """Never: trying again cannot help. `unreachable` says that the citizen cannot be reached on this address at all."""

    def __init__(self, reason: str, *, unreachable: bool = False):
        super().__init__(reason)
        self.unreachable = unreachable


class Uncertain(SendError):
    """The provider may have taken it: the answer was lost."""


class Connector(Protocol):
    """One channel on one account of its provider."""

    channel: str
    account: str

    def routes(self) -> APIRouter:
        """The provider's webhooks: verify, parse, hand over to bot.messaging.intake, answer at once."""

    def render(self, reply: Reply, message_id: int) -> list[Part]:
        """The reply in this channel's form, split within its limits; buttons carry "<message_id>:<index>"."""

    async def send(self, address: str, part: Part) -> str:
        """Hand one part to the provider; its id there. Raises Retry, Refused or Uncertain."""

    async def start(self, *, webhooks: bool = False) -> None:
        """Open clients; with `webhooks` (the gateway) also tell the provider where ours are, where it lets us.

        Never waits for the provider: what needs it goes on in the background until it succeeds.
        """

    async def stop(self) -> None:
        """Close clients."""
