"""Twilio's status callbacks: how far a message came."""

from bot.messaging.content import DeliveryStatus, Failure, StatusUpdate
from connectors.twilio.codes import known
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
    update = StatusUpdate(channel=channel, account=account, provider_id=form["MessageSid"], status=status)
    if status == "failed":
        update.error, update.failure = f"twilio {code or form['MessageStatus']}", _failure(code)
    return update


def _failure(code: str) -> Failure:
    meaning = known(code)
    return Failure(
        again=list(meaning.again),
        unreachable=meaning.action in ("unreachable", "opted_out"),
        opted_out=meaning.action == "opted_out",
        window_closed=meaning.action == "window",
    )
