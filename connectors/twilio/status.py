"""Twilio's status callbacks: how far a message came."""

from bot.messaging.content import DeliveryStatus, StatusUpdate
from connectors.twilio.form import Form

STATUSES: dict[str, DeliveryStatus] = {
    "accepted": "queued",
    "scheduled": "queued",
    "queued": "queued",
    "sending": "sending",
    "sent": "sent",
    "delivered": "delivered",
    "partially_delivered": "delivered",
    "read": "read",
    "undelivered": "failed",
    "failed": "failed",
    "canceled": "failed",
}


def parse_status(form: Form, channel: str, account: str) -> StatusUpdate | None:
    """The callback as a status update; None for a status that we do not know. KeyError without a MessageSid."""
    status = STATUSES.get(form.get("MessageStatus", ""))
    if status is None:
        return None
    code = form.get("ErrorCode", "")
    error = f"twilio {code or form['MessageStatus']}" if status == "failed" else ""
    return StatusUpdate(channel=channel, account=account, provider_id=form["MessageSid"], status=status, error=error)
