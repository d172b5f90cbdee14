"""Calls at Twilio: a step in which the caller has said something."""

from urllib.parse import urlencode

from connectors.base import Part
from connectors.sms.gsm7 import fold, segments
from tests.channels import ACCOUNT_SID
from tests.contract import twilio
from tests.contract.kit import Event, Kit

NUMBER = "+576015550102"


def step(**said: str) -> bytes:
    call = {"CallSid": "CA" + "0" * 31 + "1", "AccountSid": ACCOUNT_SID, "From": twilio.CITIZEN, "To": NUMBER}
    return urlencode(call | {"CallStatus": "in-progress", "Direction": "inbound", "FromCity": ""} | said).encode()


def fits(part: Part) -> bool:
    """What is left to be said after the call goes out as a text message."""
    return bool(part.text) and segments(part.text) <= 2


KIT = Kit(
    path="/webhooks/voice/heard?step=1",
    content_type=twilio.FORM,
    sign=twilio.sign,
    fits=fits,
    written=fold,
    settings={"voice_number": NUMBER},
    # Nobody answers here.
    patches={"connectors.voice.dialog.ANSWER_SECONDS": 0.1},
    events={
        "text": Event(
            step(SpeechResult="cuánto debo", Confidence="0.91"),
            {"kind": "text", "text": "cuánto debo", "address": twilio.CITIZEN},
        )
    },
)
