"""Content templates (content.twilio.com): kept, approved for WhatsApp, and filled with a message's variables."""

import json
import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sandbox.phone import Button
from sandbox.twilio.errors import TwilioError
from sandbox.twilio.message import new_sid

KEPT = 1000
TEXT, QUICK_REPLY, LIST, MEDIA = "twilio/text", "twilio/quick-reply", "twilio/list-picker", "twilio/media"
TYPES = (TEXT, QUICK_REPLY, LIST, MEDIA, "twilio/call-to-action", "twilio/location")
SESSION_ONLY = (LIST, "twilio/location")  # can't start a conversation: error 63016
CATEGORIES = ("UTILITY", "MARKETING", "AUTHENTICATION")
VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")


@dataclass
class Content:
    """A template. `approval` is None until it was submitted for WhatsApp."""

    sid: str
    account_sid: str
    friendly_name: str
    language: str
    variables: dict[str, str]
    types: dict[str, dict[str, Any]]
    created: datetime
    approval: dict[str, Any] | None = None

    @property
    def kind(self) -> str:
        return next(iter(self.types))

    def as_dict(self, base: str) -> dict[str, Any]:
        """The JSON of the Content API; dates in ISO 8601."""
        url = f"{base}/v1/Content/{self.sid}"
        date = self.created.strftime("%Y-%m-%dT%H:%M:%SZ")
        return {
            "sid": self.sid,
            "account_sid": self.account_sid,
            "friendly_name": self.friendly_name,
            "language": self.language,
            "variables": self.variables,
            "types": self.types,
            "url": url,
            "date_created": date,
            "date_updated": date,
            "links": {
                "approval_create": f"{url}/ApprovalRequests/whatsapp",
                "approval_fetch": f"{url}/ApprovalRequests",
            },
        }


@dataclass
class Filled:
    """A template with its variables in place. `missing`: a variable had no value at all."""

    body: str
    buttons: list[list[Button]] = field(default_factory=list)
    list_label: str = ""
    media: list[str] = field(default_factory=list)
    missing: bool = False


def new_content(account_sid: str, values: dict[str, Any], now: datetime, sid: str = "") -> Content:
    """A template as posted; TwilioError when it is not one. `approval`, if it is there, is submitted with it."""
    types = values.get("types")
    if not isinstance(types, dict) or not types or not values.get("language"):
        raise TwilioError(20001, "Invalid parameter: language and types are required")
    given = {kind: value for kind, value in types.items() if value}
    for kind, value in given.items():
        if kind not in TYPES or not isinstance(value, dict):
            raise TwilioError(20001, f"Invalid parameter: types.{kind}")
        _check(kind, value)
    variables = {str(k): str(v) for k, v in (values.get("variables") or {}).items()}
    name = str(values.get("friendly_name") or "")
    content = Content(sid or new_sid("HX"), account_sid, name, str(values["language"]), variables, given, now)
    if approval := values.get("approval"):
        approve(content, approval)
    return content


def approve(content: Content, values: dict[str, Any]) -> dict[str, Any]:
    """Submit for WhatsApp. Meta takes minutes to days; here it is approved at once."""
    name, category = str(values.get("name") or ""), str(values.get("category") or "")
    if not re.fullmatch(r"[a-z0-9_]{1,512}", name) or category not in CATEGORIES:
        raise TwilioError(20001, "Invalid parameter: name takes lower case letters, digits and _; category is required")
    content.approval = {
        "name": name,
        "category": category,
        "content_type": content.kind,
        "status": "approved",
        "rejection_reason": "",
        "allow_category_change": True,
    }
    return content.approval | {"status": "received"}


def read_variables(content: Content, text: str) -> dict[str, str]:
    """ContentVariables of a message; TwilioError when it is no JSON object of texts, when one of them is empty, or one
    of the body's has a line break, a tab, or more than four spaces in a row.
    """
    refused = TwilioError(21656, "The ContentVariables Parameter is invalid")
    try:
        values = json.loads(text or "{}")
    except ValueError as cause:
        raise refused from cause
    if not isinstance(values, dict) or not all(isinstance(value, str) and value for value in values.values()):
        raise refused
    in_body = VARIABLE.findall(str(content.types[content.kind].get("body") or ""))
    if any(re.search(r"[\n\t]| {5}", values.get(name, "")) for name in in_body):
        raise refused
    return values


def too_much(content: Content, filled: Filled) -> bool:
    """Whether a template that nobody has approved is more than WhatsApp takes within the 24 hours."""
    options = [button for row in filled.buttons for button in row]
    if content.kind == QUICK_REPLY:
        return len(filled.body) > 1024 or len(options) > 3 or any(len(option.title) > 20 for option in options)
    if content.kind == LIST:
        return (
            len(filled.body) > 1024
            or len(filled.list_label) > 20
            or any(len(o.title) > 24 or len(o.data) > 200 or len(o.description) > 72 for o in options)
            or len({option.data for option in options}) < len(options)
        )
    return False


def fill(content: Content, variables: dict[str, str]) -> Filled:
    """The template's words with the message's variables, or the template's samples where one is missing."""
    values = content.variables | variables
    missing = False

    def put(text: str) -> str:
        nonlocal missing
        missing = missing or any(name not in values for name in VARIABLE.findall(text))
        return VARIABLE.sub(lambda found: values.get(found[1], found[0]), text)

    parts = content.types[content.kind]
    filled = Filled(put(str(parts.get("body") or "")), media=[put(url) for url in parts.get("media") or []])
    if content.kind == LIST:
        filled.list_label = put(str(parts.get("button") or ""))
        filled.buttons = [
            [Button(put(item["item"]), put(item["id"]), "option", put(str(item.get("description") or "")))]
            for item in parts["items"]
        ]
    elif content.kind == QUICK_REPLY:
        filled.buttons = [
            [Button(put(a["title"]), put(str(a.get("id") or a["title"])), "inline")] for a in parts["actions"]
        ]
    elif content.kind == "twilio/call-to-action":
        filled.buttons = [[Button(put(a["title"]), put(str(a.get("url") or "")), "link")] for a in parts["actions"]]
    filled.missing = missing
    return filled


def _check(kind: str, value: dict[str, Any]) -> None:
    """Limits of the content types (twilio.com/docs/content)."""
    longest = 1600 if kind == TEXT else 1024
    if kind in (TEXT, QUICK_REPLY, LIST) and not 1 <= len(str(value.get("body") or "")) <= longest:
        raise TwilioError(20001, f"Invalid parameter: {kind} body")
    if kind == QUICK_REPLY:
        _check_options(kind, value.get("actions"), "title", {"title": 25, "id": 200})
    elif kind == LIST:
        if not 1 <= len(str(value.get("button") or "")) <= 20:
            raise TwilioError(20001, f"Invalid parameter: {kind} button")
        _check_options(kind, value.get("items"), "item", {"item": 24, "id": 200, "description": 72})


def _check_options(kind: str, options: Any, required: str, limits: dict[str, int]) -> None:
    if not isinstance(options, list) or not 1 <= len(options) <= 10:
        raise TwilioError(20001, f"Invalid parameter: {kind} takes 1 to 10 options")
    for option in options:
        for name, limit in limits.items():
            length = len(str(option.get(name) or ""))
            if length > limit or (length == 0 and name in (required, "id") and kind == LIST):
                raise TwilioError(20001, f"Invalid parameter: {kind} {name} takes 1 to {limit} characters")
