"""TwiML for calls: read strictly, so that what Twilio would warn about or skip fails here with Twilio's error code.

Source: https://www.twilio.com/docs/voice/twiml and its pages for each verb; error codes of twilio.com/docs/api/errors.
"""

import re
from dataclasses import dataclass, field
from xml.etree import ElementTree

from sandbox.twilio.twiml import BadTwiml, response

ATTRIBUTES = {
    "Say": {"voice", "loop", "language"},
    "Pause": {"length"},
    "Redirect": {"method"},
    "Hangup": set(),
    "Gather": {
        "action", "method", "input", "language", "hints", "timeout", "speechTimeout", "maxSpeechTime", "finishOnKey",
        "numDigits", "profanityFilter", "bargeIn", "actionOnEmptyResult", "partialResultCallback",
        "partialResultCallbackMethod", "speechModel", "enhanced", "debug",
    },
    "Dial": {
        "action", "method", "timeout", "callerId", "hangupOnStar", "timeLimit", "answerOnBridge", "record", "ringTone",
        "recordingStatusCallback", "trim", "sequential",
    },
    "Number": {"sendDigits", "url", "method", "statusCallback", "statusCallbackEvent", "statusCallbackMethod", "byoc"},
}  # fmt: skip
CHILDREN = {
    "Response": {"Say", "Pause", "Redirect", "Hangup", "Gather", "Dial"},
    "Gather": {"Say", "Pause"},
    "Dial": {"Number"},
}
WHOLE, SECONDS, FLAG = re.compile(r"\d{1,4}"), re.compile(r"[1-9]\d{0,3}"), re.compile(r"true|false")
VALUES = {
    "method": re.compile(r"GET|POST"),
    "input": re.compile(r"dtmf|speech|dtmf speech|speech dtmf"),
    "timeout": SECONDS,
    "numDigits": SECONDS,
    "length": SECONDS,
    "speechTimeout": re.compile(r"auto|[1-9]\d{0,2}"),
    "finishOnKey": re.compile(r"[0-9*#]?"),
    "profanityFilter": FLAG,
    "bargeIn": FLAG,
    "actionOnEmptyResult": FLAG,
    "answerOnBridge": FLAG,
    "hangupOnStar": FLAG,
    "loop": WHOLE,
    "language": re.compile(r"[a-z]{2}-[A-Z]{2}"),
}
# Languages of the voices that speak Spanish; one of these in another language says nothing at all.
VOICES = {
    "Polly.Mia": "es-MX", "Polly.Mia-Neural": "es-MX", "Polly.Andres-Neural": "es-MX", "Polly.Lupe": "es-US",
    "Polly.Lupe-Neural": "es-US", "Polly.Pedro-Neural": "es-US", "Polly.Penelope": "es-US", "Polly.Miguel": "es-US",
    "Polly.Lucia": "es-ES", "Polly.Conchita": "es-ES", "Google.es-US-Neural2-A": "es-US",
    "alice": "", "man": "", "woman": "",
}  # fmt: skip
LONGEST_SAY = 4096
MOST_HINTS, LONGEST_HINT = 500, 100
E164 = re.compile(r"\+[1-9]\d{7,14}")


@dataclass
class Verb:
    """One instruction: its name, attributes, text, and the verbs within it."""

    name: str
    attributes: dict[str, str]
    text: str = ""
    verbs: list["Verb"] = field(default_factory=list)

    def get(self, name: str, default: str = "") -> str:
        return self.attributes.get(name, default)


def parse_call_twiml(content_type: str, body: bytes) -> list[Verb]:
    """The verbs of an answer, in order. BadTwiml, with Twilio's error code, for what is not right."""
    root = response(content_type, body)
    if root.attrib:
        raise BadTwiml("12102")
    return [_verb(element, "Response") for element in root]


def _verb(element: ElementTree.Element, within: str) -> Verb:
    name = element.tag
    if name not in CHILDREN.get(within, set()):
        raise BadTwiml("12200")
    verb = Verb(name, dict(element.attrib), (element.text or "").strip(), [_verb(child, name) for child in element])
    for attribute, value in verb.attributes.items():
        _check_value(verb, attribute, value)
    _check(verb)
    return verb


def _check_value(verb: Verb, attribute: str, value: str) -> None:
    if attribute not in ATTRIBUTES[verb.name]:
        raise BadTwiml("12200")
    pattern = VALUES.get(attribute)
    if pattern and not pattern.fullmatch(value):
        raise BadTwiml("12200")


def _check(verb: Verb) -> None:
    match verb.name:
        case "Say":
            if not verb.text or len(verb.text) > LONGEST_SAY:
                raise BadTwiml("13520")
            if verb.get("voice") and verb.get("voice") not in VOICES:
                raise BadTwiml("13511")
            if (spoken := VOICES.get(verb.get("voice"), "")) and verb.get("language", spoken) != spoken:
                raise BadTwiml("13512")
        case "Gather":
            hints = verb.get("hints").split(",")
            if len(hints) > MOST_HINTS or any(len(hint.strip()) > LONGEST_HINT for hint in hints):
                raise BadTwiml("13335")
        case "Redirect":
            if not verb.text:
                raise BadTwiml("13710")
        case "Dial" if not verb.text and not verb.verbs:
            raise BadTwiml("13221")
        case "Number" if not E164.fullmatch(verb.text):
            raise BadTwiml("13223")
