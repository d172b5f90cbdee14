"""What passes between a connector and the platform: inbound messages, replies, status updates."""

from datetime import datetime
from typing import Any, Literal, Self

from pydantic import BaseModel, Field, field_serializer, field_validator, model_validator

InboundKind = Literal["text", "choice", "location", "media", "contact", "edit", "start", "keys"]
DeliveryStatus = Literal["held", "queued", "sending", "sent", "delivered", "read", "failed"]
Purpose = Literal["reply", "safety", "case_update", "survey", "outage_info"]

# A message only moves forward; providers report out of order.
STATUS_RANK = {"held": 0, "queued": 0, "sending": 1, "sent": 2, "delivered": 3, "read": 4, "failed": 5}

# What the office says by itself, unless it answers something: not to those who opted out, and never twice in doubt.
PROACTIVE = frozenset({"survey", "outage_info"})


class Media(BaseModel):
    """One file that a citizen sent: where the provider keeps it, and what the provider says it is.

    `file_id` names it where the connector has kept it already (bot.media.accept), as the web chat does. A `sticker` is
    a drawing that stands for a word, not a picture of anything.
    """

    reference: str
    mime: str = "application/octet-stream"
    name: str = ""
    file_id: str = ""
    sticker: bool = False


class Referral(BaseModel):
    """The advertisement or post that led a citizen here: what it said, where it is, the network's ids of it and of the
    tap on it.
    """

    headline: str = ""
    body: str = ""
    url: str = ""
    source_type: str = ""
    source_id: str = ""
    click_id: str = ""


class Origin(BaseModel):
    """Where a telephone number is registered, as the network has it: not where the citizen is."""

    city: str = ""
    state: str = ""
    zip: str = ""
    country: str = ""


class Details(BaseModel):
    """What else a provider told of a message, and may help an agent or a report; empty where it was not told. Personal:
    never logged.

    profile_name  what the citizen calls themselves there
    whatsapp_id   WhatsApp's own name of the citizen, a telephone number as a rule
    place         name and address of a location
    replies_to    the provider's id of the message that was quoted
    forwarded     whether the citizen wrote it, or passed it on: "once", or one that is passed on "often"
    segments      how many the message was charged as
    service       the provider's id of the sending service that it came in by
    """

    profile_name: str = ""
    whatsapp_id: str = ""
    place: str = ""
    replies_to: str = ""
    forwarded: Literal["", "once", "often"] = ""
    referral: Referral | None = None
    origin: Origin | None = None
    segments: int = 0
    service: str = ""

    @field_validator("forwarded", mode="before")
    @classmethod
    def _as_releases_up_to_1_0_stored_it(cls, value: Any) -> Any:
        return "once" if value == "1" else value

    @field_validator("referral", mode="before")
    @classmethod
    def _with_only_a_headline(cls, value: Any) -> Any:
        return {"headline": value} if isinstance(value, str) else value


class Inbound(BaseModel):
    """One event of a citizen, as its connector understood it.

    `event_id` is unique within (channel, account). `choice` is what a button carries back: "<message id>:<index>" as
    the platform gave it out. `reference` is the provider's own name of the message, unique within the conversation,
    by which edits and quotes name it (Telegram's message id); `edits` is the `reference` of the message that an edit
    corrects.
    `received_at` is set where that was earlier than now; `for_person` where nobody waits any more for what the
    assistant would say.
    `payload` is what the link carried that opened the conversation (kind "start"). `album` is the same for files that
    were sent together. `opt_out` says what the provider itself has made of the message: it has stopped all messages to
    this address ("stop"), or lets them through again ("start"). `danger` is the kind of emergency that the channel
    itself tells, by a key of the telephone; of kind "keys" is what was typed on one.
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
    danger: str = ""
    latitude: float | None = None
    longitude: float | None = None
    media: list[Media] = Field(default_factory=list)
    payload: str = ""
    album: str = ""
    opt_out: Literal["", "stop", "start"] = ""
    details: Details = Field(default_factory=Details)
    sent_at: datetime | None = None
    received_at: datetime | None = None
    for_person: bool = False

    @field_serializer("details")
    def _told_only(self, details: Details) -> dict[str, Any]:
        return details.model_dump(mode="json", exclude_defaults=True)


class Choice(BaseModel):
    """One answer offered to the citizen; `payload` is an explicit intent for the assistant, or the platform's own word
    for an answer, and never leaves the platform. `description` says more about it where a channel has room.
    """

    title: str
    payload: str = ""
    description: str = ""


class Document(BaseModel):
    """A file for the citizen, by the id under which `bot.media` keeps it. Images are shown, others offered."""

    media_id: str
    name: str
    mime: str

    @property
    def is_image(self) -> bool:
        """Whether every channel that shows pictures shows this one."""
        return self.mime in ("image/jpeg", "image/png")


class Card(BaseModel):
    """One thing among several, each with what can be done about it: an office, an outage, a bill."""

    title: str = Field(max_length=60)
    text: str = Field("", max_length=700)
    image: Document | None = None
    choices: list[Choice] = Field(default_factory=list, max_length=3)


class Reply(BaseModel):
    """A message to a citizen, written once; every connector gives it its channel's form.

    choices       answers to choose from: buttons, or a list where there are many or they are described
    further       choices that wait for another page (bot.messaging.paging)
    list_button   what opens the list, on channels on which it opens ("Ver trámites", 20 characters at most)
    cards         shown one after the other, below the text; a reply has either these or choices of its own
    variables     what an approved template may say instead, by name: {"case": "2026-VS-0000001"}
    ask_location, ask_contact   offer to share the place, or one's own number, where the channel can
    about         the intent that it answers: a short question after it may go on with that (bot.messaging.follow_on)
    ends_request  an earlier message made such an offer, and the citizen has answered it (set on the way out)
    """

    text: str = ""
    choices: list[Choice] = Field(default_factory=list)
    further: list[Choice] = Field(default_factory=list)
    list_button: str = Field("", max_length=20)
    cards: list[Card] = Field(default_factory=list)
    document: Document | None = None
    ask_location: bool = False
    ask_contact: bool = False
    ends_request: bool = False
    about: str = ""
    purpose: Purpose = "reply"
    variables: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _one_numbering(self) -> Self:
        if self.cards and self.choices:
            raise ValueError("a reply has choices of its own, or cards with theirs")
        return self

    @property
    def offered(self) -> list[Choice]:
        """Every choice in the order in which they are numbered, from 1."""
        return [choice for card in self.cards for choice in card.choices] or self.choices

    @property
    def words(self) -> str:
        """All that is said, as plain text, without the choices."""
        said = [self.text, *("\n".join(filter(None, (card.title, card.text))) for card in self.cards)]
        return "\n\n".join(filter(None, said))

    def without_choices(self) -> Self:
        """The same words, with nothing to choose from."""
        cards = [card.model_copy(update={"choices": []}) for card in self.cards]
        return self.model_copy(update={"choices": [], "cards": cards})


class Failure(BaseModel):
    """What follows from a message that its provider accepted and did not deliver.

    again       seconds until each further attempt, none if there is none
    unreachable, opted_out   nothing reaches this address; because the citizen told the provider so
    window_closed   the channel takes only an approved template now
    """

    again: list[float] = Field(default_factory=list)
    unreachable: bool = False
    opted_out: bool = False
    window_closed: bool = False


class StatusUpdate(BaseModel):
    """What a provider reports of a message that it accepted; `failure` where the status is "failed"."""

    channel: str
    account: str
    provider_id: str
    status: DeliveryStatus
    error: str = ""
    failure: Failure = Field(default_factory=Failure)


class Reachability(BaseModel):
    """What a provider says of one of its addresses: the citizen has blocked the office there, or let it in again."""

    channel: str
    account: str
    address: str
    reachable: bool


# Everything that a provider tells.
Event = Inbound | StatusUpdate | Reachability
