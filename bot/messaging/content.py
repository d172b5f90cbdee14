"""What passes between a connector and the platform: inbound messages, replies, status updates."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

InboundKind = Literal["text", "choice", "location", "media", "contact", "edit", "start"]
DeliveryStatus = Literal["queued", "sending", "sent", "delivered", "read", "failed"]
Purpose = Literal["reply", "safety", "case_update", "survey", "outage_info"]

# A message only moves forward; providers report out of order (DOMAIN.md 3.1, "State machine").
STATUS_RANK = {"queued": 0, "sending": 1, "sent": 2, "delivered": 3, "read": 4, "failed": 5}


class Media(BaseModel):
    """One file that a citizen sent: where the provider keeps it, and what the provider says it is."""

    reference: str
    mime: str = "application/octet-stream"
    name: str = ""


class Inbound(BaseModel):
    """One event of a citizen, as its connector understood it.

    `event_id` is unique within (channel, account). `choice` is what a button carries back: "<message id>:<index>" as
    the platform gave it out. `reference` is the provider's own name of the message, unique within the conversation,
    where edits name it (Telegram's message id); `edits` is the `reference` of the message that an edit corrects.
    """

    channel: str
    account: str
    event_id: str
    address: str
    kind: InboundKind = "text"
    text: str = ""
    choice: str = ""
    reference: str = ""
    edits: str = ""
    latitude: float | None = None
    longitude: float | None = None
    media: list[Media] = Field(default_factory=list)
    sent_at: datetime | None = None


class Choice(BaseModel):
    """One answer offered to the citizen; `payload` is an explicit intent for the assistant, and never leaves the
    platform.
    """

    title: str
    payload: str = ""


class Document(BaseModel):
    """A file for the citizen, by the id under which `bot.media` keeps it."""

    media_id: str
    name: str
    mime: str


class Reply(BaseModel):
    """A message to a citizen, written once; every connector gives it its channel's form."""

    text: str = ""
    choices: list[Choice] = Field(default_factory=list)
    document: Document | None = None
    ask_location: bool = False
    purpose: Purpose = "reply"


class StatusUpdate(BaseModel):
    """What a provider reports of a message that it accepted."""

    channel: str
    account: str
    provider_id: str
    status: DeliveryStatus
    error: str = ""
