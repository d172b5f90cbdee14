"""Twilio's inbound messages as the platform knows them.

Source: https://www.twilio.com/docs/messaging/guides/webhook-request (parameters are added without notice).
"""

from typing import Literal

from bot.messaging.content import Inbound, Media
from connectors.text import storable
from connectors.twilio.form import Form

WHATSAPP = "whatsapp:"
MAX_MEDIA = 20
LONGEST_DETAIL = 300

# What Twilio itself takes for a wish to get no more text messages, or to get them again: alone in the message, in any
# case. Source: https://help.twilio.com/articles/223134027. Where Advanced Opt-Out is set up, OptOutType says it.
STOP_WORDS = {"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"}
START_WORDS = {"START", "YES", "UNSTOP"}


def parse_inbound(form: Form, channel: str) -> Inbound:
    """One inbound message. KeyError or ValueError when it is not one.

    A button or list item gives a choice, coordinates a location, files (voice notes too) media; so does a message that
    has nothing we can read, so that it is stored and answered as well.
    """
    inbound = Inbound(
        channel=channel,
        account=form["To"].removeprefix(WHATSAPP),
        event_id=form["MessageSid"],
        address=form["From"].removeprefix(WHATSAPP),
        text=storable(form.get("Body", "")),
        choice=storable(form.get("ButtonPayload") or form.get("ListId") or ""),
        latitude=_coordinate(form.get("Latitude")),
        longitude=_coordinate(form.get("Longitude")),
        media=_media(form),
        opt_out=_opt_out(form) if channel == "sms" else "",
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


def _details(form: Form) -> dict[str, str]:
    place = ", ".join(part for part in (form.get("Label", ""), form.get("Address", "")) if part)
    told = {
        "profile_name": form.get("ProfileName", ""),
        "place": place,
        "replies_to": form.get("OriginalRepliedMessageSid", ""),
        "forwarded": "1" if "true" in (form.get("Forwarded"), form.get("FrequentlyForwarded")) else "",
        "referral": form.get("ReferralHeadline") or form.get("ReferralSourceUrl") or "",
    }
    return {name: storable(value)[:LONGEST_DETAIL] for name, value in told.items() if value}


def _coordinate(value: str | None) -> float | None:
    return float(value) if value else None


def _media(form: Form) -> list[Media]:
    count = min(int(form.get("NumMedia") or 0), MAX_MEDIA)
    return [
        Media(reference=form[f"MediaUrl{n}"], mime=form.get(f"MediaContentType{n}") or "application/octet-stream")
        for n in range(count)
    ]
