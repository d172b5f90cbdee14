"""TwiML: what a webhook answers, for messaging (<Response><Message>…)."""

from dataclasses import dataclass, field
from xml.etree import ElementTree

XML_TYPES = ("text/xml", "application/xml", "text/html")


@dataclass
class Verb:
    """A <Message> to send. `to` and `status_callback` are its attributes, if any."""

    body: str
    media: list[str] = field(default_factory=list)
    to: str = ""
    status_callback: str = ""


class BadTwiml(Exception):
    """An answer that is no TwiML; Twilio notes error 12100 or 12300 and sends nothing."""


def parse_twiml(content_type: str, body: bytes) -> list[Verb]:
    """Messages of an answer; plain text counts as one message. BadTwiml when it can't be read."""
    if not body.strip():
        return []
    if content_type.partition(";")[0].strip().lower() == "text/plain":
        return [Verb(body.decode(errors="replace").strip())]
    return [_verb(element) for element in response(content_type, body) if element.tag == "Message"]


def response(content_type: str, body: bytes) -> ElementTree.Element:
    """The <Response> that an answer is. BadTwiml, with Twilio's error code, when it is none."""
    if content_type.partition(";")[0].strip().lower() not in XML_TYPES:
        raise BadTwiml("12300")
    if b"<!DOCTYPE" in body:  # entities could be made to expand without end
        raise BadTwiml("12100")
    try:
        root = ElementTree.fromstring(body)
    except ElementTree.ParseError as cause:
        raise BadTwiml("12100") from cause
    if root.tag != "Response":
        raise BadTwiml("12102")
    return root


def _verb(element: ElementTree.Element) -> Verb:
    bodies = element.findall("Body")
    text = "".join("".join(body.itertext()) for body in bodies) if bodies else (element.text or "")
    media = [found.text.strip() for found in element.findall("Media") if found.text]
    return Verb(text.strip(), media, element.get("to", ""), element.get("statusCallback", ""))
