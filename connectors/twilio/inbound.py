"""Twilio's inbound messages as the platform knows them.

Source: https://www.twilio.com/docs/messaging/guides/webhook-request (parameters are added without notice).
"""

from typing import Literal

from pydantic import BaseModel

from bot.media import kinds
from bot.messaging.content import Details, Inbound, Media, Origin, Referral
from connectors.channel import Channel
from connectors.text import storable
from connectors.twilio.form import Form

WHATSAPP = "whatsapp:"
MAX_MEDIA = 20
LONGEST_DETAIL, MOST_DIGITS = 300, 4
# What Twilio calls the parts of the advertisement on which a citizen tapped.
REFERRAL = {
    "headline": "Headline",
    "body": "Body",
    "url": "SourceUrl",
    "source_type": "SourceType",
    "source_id": "SourceId",
    "click_id": "CtwaClid",
}

# What Twilio itself takes for a wish to get no more text messages, or to get them again: alone in the message, in any
# case. Source: https://help.twilio.com/articles/223134027. Where Advanced Opt-Out is set up, OptOutType says it.
STOP_WORDS = {"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"}
START_WORDS = {"START", "YES", "UNSTOP"}


def parse_inbound(form: Form, channel: Channel) -> Inbound:
    """One inbound message. KeyError or ValueError when it is not one.

    A button or list item gives a choice, coordinates a location, files (voice notes too) media; so does a message that
    has nothing we can read, so that it is stored and answered as well.
    """
    inbound = Inbound(
        channel=channel.name,
        account=form["To"].removeprefix(WHATSAPP),
        event_id=form["MessageSid"],
        reference=form["MessageSid"],
        address=form["From"].removeprefix(WHATSAPP),
        text=storable(form.get("Body", "")),
        choice=storable(form.get("ButtonPayload") or form.get("ListId") or ""),
        latitude=_coordinate(form.get("Latitude")),
        longitude=_coordinate(form.get("Longitude")),
        media=_media(form),
        opt_out=_opt_out(form) if channel.stops_by_operator else "",
        details=_details(form),
    )
    if inbound.choice:
        inbound.kind = "choice"
        inbound.text = inbound.text or form.get("ButtonText") or form.get("ListTitle") or ""
    elif inbound.latitude is not None and inbound.longitude is not None:
        inbound.kind = "location"
    elif inbound.media or not inbound.text.strip():
        inbound.kind = "media"
    return inbound


def _opt_out(form: Form) -> Literal["", "stop", "start"]:
    word = form.get("Body", "").strip().upper()
    kind = form.get("OptOutType", "").upper()
    if kind == "STOP" or (not kind and word in STOP_WORDS):
        return "stop"
    return "start" if kind == "START" or (not kind and word in START_WORDS) else ""


def _details(form: Form) -> Details:
    """What is told beside the message. Left out: what says nothing of it (ApiVersion, SmsStatus, ToCity …), or the same
    once more (ChannelMetadata).
    """

    def told(name: str) -> str:
        return storable(form.get(name, ""))[:LONGEST_DETAIL]

    segments = form.get("NumSegments", "")
    return Details(
        profile_name=told("ProfileName"),
        whatsapp_id=told("WaId"),
        place=", ".join(filter(None, (told("Label"), told("Address"))))[:LONGEST_DETAIL],
        replies_to=told("OriginalRepliedMessageSid"),
        forwarded=_forwarded(form),
        referral=_told(Referral, {field: told(f"Referral{name}") for field, name in REFERRAL.items()}),
        origin=_told(Origin, {field: told(f"From{field.capitalize()}") for field in Origin.model_fields}),
        segments=int(segments) if segments.isascii() and segments.isdigit() and len(segments) <= MOST_DIGITS else 0,
        service=told("MessagingServiceSid"),
    )


def _forwarded(form: Form) -> Literal["", "once", "often"]:
    if form.get("FrequentlyForwarded") == "true":
        return "often"
    return "once" if form.get("Forwarded") == "true" else ""


def _told[T: BaseModel](kind: type[T], values: dict[str, str]) -> T | None:
    return kind(**values) if any(values.values()) else None


def _coordinate(value: str | None) -> float | None:
    return float(value) if value else None


def _media(form: Form) -> list[Media]:
    count = min(int(form.get("NumMedia") or 0), MAX_MEDIA)
    return [_file(form[f"MediaUrl{n}"], form.get(f"MediaContentType{n}", "")) for n in range(count)]


def _file(url: str, mime: str) -> Media:
    """Phones send stickers as WebP, and photos never."""
    return Media(reference=url, mime=mime or "application/octet-stream", sticker=kinds.plain(mime) == "image/webp")
