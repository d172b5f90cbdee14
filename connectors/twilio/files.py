"""Citizens' files as Twilio gives them out: from its own hosts only, redirects included.

Source: https://www.twilio.com/docs/messaging/api/media-resource. The address of a file asks for the account's
credentials and redirects to a host of Twilio's content network, which gets none.
"""

from urllib.parse import urljoin, urlsplit

import httpx

from bot.settings import settings
from connectors.base import FileTooLarge, Refused, Retry
from connectors.transport import CONNECT_SECONDS, READ_SECONDS

MOST_REDIRECTS = 5
# Twilio takes a moment to have a file that WhatsApp has just announced.
NOT_YET = {httpx.codes.NOT_FOUND, httpx.codes.REQUEST_TIMEOUT, httpx.codes.TOO_MANY_REQUESTS}


async def download(url: str, limit: int) -> bytes:
    """A file of at most `limit` bytes. Raises Retry, Refused or FileTooLarge."""
    timeout = httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)
    try:
        async with httpx.AsyncClient(timeout=timeout, follow_redirects=False) as client:
            for _ in range(MOST_REDIRECTS + 1):
                found = await _get(client, url, limit)
                if isinstance(found, bytes):
                    return found
                url = found
    except httpx.HTTPError as error:
        raise Retry(f"twilio media {type(error).__name__}") from error
    raise Refused("twilio media: too many redirects")


def is_twilios(url: str) -> bool:
    """Whether an address is of a host from which Twilio gives out files: no other is ever asked."""
    try:
        there = urlsplit(url)
        port = there.port
    except ValueError:
        return False
    if _origin(url) == _origin(settings().twilio_base_url):
        return True
    host = there.hostname or ""
    allowed = settings().twilio_media_hosts.split()
    named = any(host == one.lstrip(".") or (one.startswith(".") and host.endswith(one)) for one in allowed)
    return named and there.scheme == "https" and port in (None, 443) and not there.username


async def _get(client: httpx.AsyncClient, url: str, limit: int) -> bytes | str:
    """The file, or where it is instead."""
    if not is_twilios(url):
        raise Refused("twilio media: a host that is not Twilio's")
    async with client.stream("GET", url, auth=_credentials(url)) as response:
        if response.is_redirect:
            return urljoin(url, response.headers.get("location", ""))
        if response.status_code >= 500 or response.status_code in NOT_YET:
            raise Retry(f"twilio media {response.status_code}")
        if not response.is_success:
            raise Refused(f"twilio media {response.status_code}")
        data = bytearray()
        async for piece in response.aiter_bytes():
            data += piece
            if len(data) > limit:
                raise FileTooLarge("twilio media: too large")
        return bytes(data)


def _credentials(url: str) -> httpx.BasicAuth | None:
    """For the API's own host and for no other."""
    if _origin(url) not in {_origin(settings().twilio_base_url), ("https", "api.twilio.com", 443)}:
        return None
    return httpx.BasicAuth(settings().twilio_account_sid, settings().twilio_auth_token)


def _origin(url: str) -> tuple[str, str, int]:
    there = urlsplit(url)
    return there.scheme, there.hostname or "", there.port or (443 if there.scheme == "https" else 80)
