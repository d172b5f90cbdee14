"""Our content templates in the office's Twilio account.

Source: https://www.twilio.com/docs/content/content-api-resources.
"""

from typing import Any

import httpx

from bot.settings import settings
from connectors.transport import CONNECT_SECONDS, READ_SECONDS
from connectors.whatsapp import contents, templates

PAGE = 500


class ContentsRefused(Exception):
    """Twilio did not list or take the templates; the text names its code."""


def ensure() -> dict[str, str]:
    """The ContentSid of every form and of every template, which is also submitted to Meta for approval.

    What is there by its name is kept, the rest is made. Raises ContentsRefused.
    """
    timeout = httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)
    auth = (settings().twilio_account_sid, settings().twilio_auth_token)
    try:
        with httpx.Client(base_url=settings().twilio_content_base_url, auth=auth, timeout=timeout) as client:
            known = _known(client)
            forms = {name: contents.definition(name) for name in contents.names()}
            made = {name: known.get(one["friendly_name"]) or _make(client, one) for name, one in forms.items()}
            for name in templates.names():
                content = templates.definition(name)
                made[name] = known.get(content["friendly_name"]) or _submitted(client, name, content)
            return made
    except httpx.HTTPError as error:
        raise ContentsRefused(f"Twilio does not answer ({type(error).__name__}): try again") from None


def _known(client: httpx.Client) -> dict[str, str]:
    """The account's templates: name to ContentSid, the oldest of equal names."""
    found: dict[str, str] = {}
    url: str | None = f"/v1/Content?PageSize={PAGE}"
    while url:
        page = _checked(client.get(url))
        for content in page["contents"]:
            found.setdefault(content["friendly_name"], content["sid"])
        url = page["meta"]["next_page_url"]
    return found


def _make(client: httpx.Client, content: dict[str, Any]) -> str:
    return str(_checked(client.post("/v1/Content", json=content))["sid"])


def _submitted(client: httpx.Client, name: str, content: dict[str, Any]) -> str:
    """Made, and on its way to Meta, which decides in minutes to days."""
    sid = _make(client, content)
    _checked(client.post(f"/v1/Content/{sid}/ApprovalRequests/whatsapp", json=templates.approval(name)))
    return sid


def _checked(response: httpx.Response) -> dict[str, Any]:
    answer = response.json() if "json" in response.headers.get("content-type", "") else {}
    if response.is_error:
        raise ContentsRefused(f"Twilio refused: {answer.get('code', response.status_code)}")
    return dict(answer)
