"""What the contract test needs to know of a channel: its provider's real payloads, how they are signed, its answers."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

from connectors.base import Part

Headers = dict[str, str]
Answer = tuple[int, Any]  # HTTP status and JSON


@dataclass(frozen=True)
class Event:
    """A webhook's body as the provider sends it, and what it means: fields of Inbound that must come out."""

    body: bytes
    meaning: dict[str, Any]


@dataclass(frozen=True)
class Provider:
    """The provider's side of sending. `fails` has an answer of each kind: too_fast, trouble, refused, unreachable."""

    setting: str  # of its address
    address: str  # of a citizen
    accepted: Answer
    fails: dict[str, Answer]


@dataclass(frozen=True)
class Kit:
    """One channel. `events` has "text", and whichever else the channel knows: edit (of that text), media, location,
    choice, contact, start.

    path      of the webhook
    sign      the headers by which the provider proves that a body for this path is its own
    fits      whether a part is within the provider's limits
    written   how the channel writes a text (its alphabet)
    settings  that the channel needs, by name; tests.channels.configure has the others
    provider  None for a channel that calls nobody
    patches   values of ours that would make a test wait, by their dotted name
    """

    path: str
    events: dict[str, Event]
    sign: Callable[[httpx.AsyncClient, str, bytes], Awaitable[Headers]]
    fits: Callable[[Part], bool]
    written: Callable[[str], str] = str
    settings: dict[str, str] = field(default_factory=dict)
    provider: Provider | None = None
    content_type: str = "application/json"
    patches: dict[str, Any] = field(default_factory=dict)
