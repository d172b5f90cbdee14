"""SMS at Twilio."""

from connectors.base import Part
from connectors.sms.gsm7 import fold, segments
from tests.channels import twilio_payload
from tests.contract import twilio
from tests.contract.kit import Event, Kit


def fits(part: Part) -> bool:
    return bool(part.text) and segments(part.text) <= 2 and not part.buttons


KIT = Kit(
    path="/webhooks/sms",
    content_type=twilio.FORM,
    sign=twilio.sign,
    fits=fits,
    written=fold,
    events={
        "text": Event(twilio_payload("sms_text"), {"kind": "text", "text": "huele a gas", "address": twilio.CITIZEN})
    },
    provider=twilio.provider(),
)
