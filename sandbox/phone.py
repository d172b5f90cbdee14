"""A simulated phone: one citizen on one channel, and what its screen shows."""

import asyncio
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

MESSAGES_KEPT = 500
PHONES_KEPT = 20_000
WINDOW = timedelta(hours=24)  # WhatsApp's customer service window


@dataclass
class Button:
    """Something to press. `kind`: inline, reply, option (of a list), link, location, contact."""

    title: str
    data: str = ""
    kind: str = "inline"
    description: str = ""

    def as_dict(self) -> dict[str, Any]:
        return {k: v for k, v in vars(self).items() if v != ""}


@dataclass
class Message:
    """A bubble on the screen.

    direction   the phone's: sent by the citizen, received from the office, or a note of what happened
    sender      the office's number that it came from, where it has several
    told        the statuses that the office was told of it
    segments    how many text messages it is
    template    whether it is an approved one
    """

    id: int
    direction: str
    time: datetime
    provider_id: str
    text: str = ""
    status: str = "sent"
    buttons: list[list[Button]] = field(default_factory=list)
    list_label: str = ""
    entities: list[dict[str, Any]] = field(default_factory=list)
    document: dict[str, Any] | None = None
    location: dict[str, Any] | None = None
    contact: bool = False
    error: str | None = None
    edited: bool = False
    sender: str = ""
    told: list[str] = field(default_factory=list)
    segments: int | None = None
    template: bool = False
    raw: dict[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """What the control API and the page show; times in ISO 8601."""
        return {
            "id": self.id,
            "provider_id": self.provider_id,
            "direction": self.direction,
            "text": self.text,
            "entities": self.entities,
            "buttons": [button.as_dict() for row in self.buttons for button in row],
            "rows": [len(row) for row in self.buttons],
            "list_label": self.list_label,
            "document": self.document,
            "location": self.location,
            "contact": self.contact,
            "status": self.status,
            "error": self.error,
            "edited": self.edited,
            "sender": self.sender,
            "told": self.told,
            "segments": self.segments,
            "template": self.template,
            "time": self.time.isoformat(),
        }


@dataclass
class Phone:
    """One citizen on one channel. `number` is E.164, `chat_id` Telegram's number of the private chat."""

    channel: str
    slug: str
    name: str
    number: str
    chat_id: int
    messages: deque[Message] = field(default_factory=lambda: deque(maxlen=MESSAGES_KEPT))
    started: bool = False
    blocked: bool = False
    opted_out: bool = False
    last_sent: datetime | None = None
    keyboard: list[list[Button]] = field(default_factory=list)
    keyboard_once: bool = False
    watchers: set[asyncio.Queue[dict[str, Any]]] = field(default_factory=set)
    call: dict[str, Any] | None = None
    _last_id: int = 0

    def add(self, direction: str, time: datetime, provider_id: str = "", **content: Any) -> Message:
        """Put a new bubble on the screen."""
        self._last_id += 1
        message = Message(self._last_id, direction, time, provider_id or str(self._last_id), **content)
        self.messages.append(message)
        if direction == "sent":
            self.started = True
            self.last_sent = time
            self.tell({"state": self.state(time)})
        self.show(message)
        return message

    def message(self, provider_id: str) -> Message | None:
        return next((m for m in reversed(self.messages) if m.provider_id == provider_id), None)

    def window_open(self, now: datetime) -> bool:
        """Whether a business may write freely: less than 24 h since the citizen's last message."""
        return self.last_sent is not None and now - self.last_sent < WINDOW

    def button(self, wanted: str) -> tuple[Message | None, Button] | None:
        """The newest button with this title or data, and its message (none for a reply keyboard's)."""
        if key := self.key(wanted):
            return None, key
        for message in reversed(self.messages):
            for button in (b for row in message.buttons for b in row):
                if wanted in (button.title, button.data):
                    return message, button
        return None

    def key(self, title: str) -> Button | None:
        """The reply keyboard's key with this title."""
        return next((button for row in self.keyboard for button in row if button.title == title), None)

    def show(self, message: Message) -> None:
        """Tell open pages that a bubble is new or has changed."""
        if self.watchers:
            self.tell({"message": message.as_dict()})

    def tell(self, event: dict[str, Any]) -> None:
        for watcher in self.watchers:
            if not watcher.full():
                watcher.put_nowait(event)

    def state(self, now: datetime) -> dict[str, Any]:
        """What the page shows around the bubbles."""
        closes = self.last_sent + WINDOW if self.channel == "whatsapp" and self.last_sent else None
        return {
            "now": now.isoformat(),
            "channel": self.channel,
            "phone": self.slug,
            "name": self.name,
            "number": self.number,
            "chat_id": self.chat_id,
            "started": self.started,
            "blocked": self.blocked,
            "opted_out": self.opted_out,
            "window_open": self.window_open(now),
            "window_closes": closes.isoformat() if closes else None,
            "keyboard": [[button.as_dict() for button in row] for row in self.keyboard],
            "call": self.call,
        }
