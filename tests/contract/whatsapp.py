"""WhatsApp at Twilio, with content templates for buttons and lists."""

import json

from connectors.base import Part
from connectors.text import utf16_units
from connectors.whatsapp.contents import name_for, names, variables
from tests.channels import twilio_payload
from tests.contract import twilio
from tests.contract.kit import Event, Kit

CONTENTS = {name: f"HX{number:032x}" for number, name in enumerate(names())}


def fits(part: Part) -> bool:
    if not part.buttons:
        longest = 1024 if part.document else 1500
        return (0 if part.document else 1) <= utf16_units(part.text) <= longest
    values, listed = variables(part), not name_for(part).startswith("buttons")
    longest_of = {"body": 1024, "open": 20, "title": 24 if listed else 20, "text": 72, "id": 200}
    return len(part.buttons) <= (10 if listed else 3) and all(
        1 <= len(value) <= longest_of[name.rstrip("0123456789")] and "\n" not in value for name, value in values.items()
    )


KIT = Kit(
    path="/webhooks/whatsapp",
    content_type=twilio.FORM,
    sign=twilio.sign,
    fits=fits,
    written=lambda text: text.replace("*", ""),
    settings={"whatsapp_contents": json.dumps(CONTENTS)},
    events={
        "text": Event(twilio_payload("whatsapp_text"), {"kind": "text", "text": "Buenas, ¿cuánto debo? 😀"}),
        "media": Event(twilio_payload("whatsapp_voice"), {"kind": "media", "media": [{"mime": "audio/ogg"}]}),
        "location": Event(twilio_payload("whatsapp_location"), {"kind": "location", "longitude": -74.08175}),
        "choice": Event(twilio_payload("whatsapp_list"), {"kind": "choice", "choice": "41:2", "text": "Agua"}),
    },
    provider=twilio.provider(),
)
