"""What every channel's connector is, and how sending fails."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol, runtime_checkable

from fastapi import APIRouter
from pydantic import TypeAdapter

from bot.messaging.content import Document, Event, Reply
from bot.messaging.webhook import Webhook


@dataclass(frozen=True)
class Button:
    """A choice as a channel shows it; `data` ("<message id>:<index>") is `Inbound.choice` when it is tapped."""

    title: str
    data: str
    description: str = ""

    @property
    def number(self) -> int:
        """What a citizen types, or presses on a telephone, to choose it; unique in its message."""
        return int(self.data.rpartition(":")[2]) + 1


@dataclass(frozen=True)
class Part:
    """One provider call's worth of a reply: a text within the channel's limit, a file, or both.

    `title` is the text's first line where that is a heading. `list_button` says that the buttons are the rows of a list
    which this opens, on channels that have lists. `ends_request` takes away what an earlier ask_location or ask_contact
    may have left on the screen. `template` is the approved template that is sent, with `variables` in it; `text` then
    is what it says.
    """

    text: str = ""
    buttons: list[Button] = field(default_factory=list)
    document: Document | None = None
    ask_location: bool = False
    ask_contact: bool = False
    ends_request: bool = False
    title: str = ""
    list_button: str = ""
    template: str = ""
    variables: dict[str, str] = field(default_factory=dict)


_PART = TypeAdapter(Part)


def stored(part: Part) -> dict[str, Any]:
    """A part as JSON."""
    return dict(_PART.dump_python(part, mode="json"))


def restored(content: dict[str, Any]) -> Part:
    """A stored part; what an earlier release did not know is at its default."""
    return _PART.validate_python(content)


@dataclass(frozen=True)
class Template:
    """A part that is an approved template. `announces`: it only asks the citizen to write, and the reply comes then."""

    part: Part
    announces: bool


class SendError(Exception):
    """A message that the provider did not take; its text names the reason (a provider's code), never content."""


class Retry(SendError):
    """Not now: try again after `after` seconds (None: when the platform sees fit).

    `patient`: the provider is only busy, or the office has to mend something; that says nothing of the message, which
    is not given up after so many attempts.
    """

    def __init__(self, reason: str, after: float | None = None, *, patient: bool = False):
        super().__init__(reason)
        self.after = after
        self.patient = patient


class Refused(SendError):
    """Never: trying again cannot help. `unreachable` says that the citizen cannot be reached on this address at all,
    `opted_out` that they have told the provider so.
    """

    def __init__(self, reason: str, *, unreachable: bool = False, opted_out: bool = False):
        super().__init__(reason)
        self.unreachable = unreachable
        self.opted_out = opted_out


class WindowClosed(SendError):
    """The citizen has not written for so long that the channel takes nothing but an approved template."""


class FileTooLarge(Refused):
    """A citizen's file is larger than the office takes, or than the provider gives out."""


class Uncertain(SendError):
    """The provider may have taken it: the answer was lost."""


class Connector(Protocol):
    """One channel on one account of its provider."""

    channel: str
    account: str

    def routes(self) -> APIRouter:
        """The provider's webhooks: verify, parse, hand over to bot.messaging.intake, answer at once.

        Asked of one connector a channel: an event may be of any of the channel's accounts.
        """

    def read(self, webhook: Webhook) -> Event | None:
        """What a webhook says whose signature has been checked, now or before a while in the spool; None for what the
        office need not know. Does nothing else. LookupError or ValueError when it is nothing that the provider sends.
        """

    def render(self, reply: Reply, message_id: int) -> list[Part]:
        """The reply in this channel's form, split within its limits.

        Buttons carry "<message_id>:<index>", the index being the choice's in `reply.offered`. A channel without buttons
        writes the choices as numbered lines (connectors.numbered): number, words and tap mean the same when they come
        back, and the platform tells which choice they mean. `connectors.layout.parts` gives the reply as parts of any
        length, for a connector that has only limits to add.
        """

    async def send(self, address: str, part: Part) -> str:
        """Hand one part to the provider; its id there. Raises Retry, Refused, WindowClosed or Uncertain."""

    async def start(self, *, webhooks: bool = False) -> None:
        """Open clients; with `webhooks` (the gateway) also tell the provider where ours are, where it lets us.

        Never waits for the provider: what needs it goes on in the background until it succeeds.
        """

    async def stop(self) -> None:
        """Close clients."""


@runtime_checkable
class StoresLate(Protocol):
    """A connector that has more to do about a webhook that had to wait than to store what it says."""

    async def store_late(self, webhook: Webhook, received_at: datetime, *, answered: bool) -> None:
        """Store what a webhook from the spool says; twice is once. Raises one of bot.database.AWAY while the
        database is. `answered`: the response to it was an emergency's script.
        """


@runtime_checkable
class FileSource(Protocol):
    """A connector whose provider keeps citizens' files until they are fetched."""

    async def download(self, reference: str, limit: int) -> bytes:
        """A citizen's file, of at most `limit` bytes, from the provider's own servers and from nowhere else.

        Raises Retry, Refused or FileTooLarge.
        """


@runtime_checkable
class CanTell(Protocol):
    """A connector whose provider can be asked whether it took a part, where its answer was lost."""

    async def taken(self, address: str, part: Part, since: datetime, known: Collection[str]) -> str | None:
        """The provider's id of a part, None if it never took it. Raises Uncertain where it does not answer now.

        `since`: when the part was made; `known`: ids that are other parts' of this address.
        """


@runtime_checkable
class HasWindow(Protocol):
    """A connector whose channel takes free text only for a while after the citizen's last message."""

    window: timedelta

    def template(self, reply: Reply, message_id: int) -> Template | None:
        """The approved template for a reply outside the window; None if there is none, or it lacks what to say."""


@runtime_checkable
class Invites(Protocol):
    """A connector to whose channel citizens can be sent who write on another one."""

    @property
    def can_invite(self) -> bool:
        """Whether all is set up that an invitation needs."""

    def invitation(self, start: str, message: str) -> str:
        """What to tell them: a link or number, by which either `start` comes in an event of kind "start", or `message`
        as what they write first.
        """


@runtime_checkable
class MayBeShutOut(Protocol):
    """A connector whose provider may refuse the office as a whole: wrong credentials, a suspended account."""

    shut_out: frozenset[str]
    """The errors, as a delivery has them, that say so."""
