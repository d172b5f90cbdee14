"""What Twilio says of our account: numbers, senders, templates, read over its REST API."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from bot.settings import settings
from connectors.checkup import Unanswered
from connectors.transport import CONNECT_SECONDS, READ_SECONDS, quiet_logs

PAGE = 100
MOST_PAGES = 50


def account_path(rest: str = "") -> str:
    """Where our account is at api.twilio.com."""
    return f"/2010-04-01/Accounts/{settings().twilio_account_sid}{rest}.json"


class Estate:
    """Reads at one of Twilio's hosts."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def fetch(self, path: str, **parameters: str | int) -> dict[str, Any]:
        """One resource. LookupError where there is none; Unanswered, with Twilio's code, for every other refusal."""
        try:
            response = await self._client.get(path, params=parameters or None)
            answer = dict(response.json())
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise Unanswered(f"Twilio does not answer ({type(error).__name__})") from None
        except ValueError:
            raise Unanswered(f"Twilio's answer cannot be read ({response.status_code})") from None
        if response.status_code == httpx.codes.NOT_FOUND:
            raise LookupError(path)
        if response.is_error:
            raise Unanswered(f"Twilio refuses: {answer.get('code', response.status_code)} {answer.get('message', '')}")
        return answer

    async def list(self, path: str, key: str, **parameters: str) -> list[dict[str, Any]]:
        """All resources of a list."""
        found: list[dict[str, Any]] = []
        page = await self.fetch(path, PageSize=PAGE, **parameters)
        for _ in range(MOST_PAGES):
            found += page[key]
            following = page.get("next_page_uri") or page.get("meta", {}).get("next_page_url")
            if not following:
                break
            page = await self.fetch(following)
        return found


@asynccontextmanager
async def reading(base_url: str) -> AsyncIterator[Estate]:
    """Read with our credentials at a host of Twilio's."""
    quiet_logs()
    auth = (settings().twilio_account_sid, settings().twilio_auth_token)
    timeout = httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)
    async with httpx.AsyncClient(base_url=base_url, auth=auth, timeout=timeout) as client:
        yield Estate(client)
