"""Whether citizens and providers reach the gateway."""

from ipaddress import ip_address
from urllib.parse import urlsplit

import httpx

from bot.settings import settings
from connectors.checkup import Finding, State, shown

SECONDS = 10.0


async def check() -> list[Finding]:
    """The public address, whether it answers from here, and which pages may use the chat."""
    address = Finding("public address", *_address())
    answer = Finding("answers", *await _answers())
    origins = settings().web_origins
    pages = origins or "the office's own only; VENTANILLA_WEB_ORIGINS names others, as https://www.example.gob"
    return [address, answer, Finding("pages with the chat", State.WEAK if origins == "*" else State.OK, pages)]


def is_local(url: str) -> bool:
    """Whether an address is of this machine alone."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _address() -> tuple[State, str]:
    url = settings().gateway_url
    if settings().demo:
        return State.OK, f"{shown(url)} (a demo stays on this machine)"
    if is_local(url):
        return State.BROKEN, "set VENTANILLA_PUBLIC_URL: the https address that leads to the gateway from outside"
    if urlsplit(url).scheme != "https":
        return State.BROKEN, f"{shown(url)} is not https: providers take nothing else"
    return State.OK, shown(url)


async def _answers() -> tuple[State, str]:
    """From here. From outside it may be different, either way: what Telegram has met is in its own lines."""
    url = f"{settings().gateway_url}/health/live"
    try:
        async with httpx.AsyncClient(timeout=SECONDS) as client:
            response = await client.get(url)
            ours = response.is_success and response.json() == {"live": True}
    except ValueError:
        ours = False
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        state = State.BROKEN if is_local(url) else State.WEAK
        return state, f"not from here ({type(error).__name__}): is the gateway running?"
    if ours:
        return State.OK, "from here"
    return State.BROKEN, f"something else answers there ({response.status_code})"
