"""The HTTP side of the Twilio library: where it calls, and how long it waits."""

from typing import Any, override

import httpx
from twilio.http import AsyncHttpClient
from twilio.http.response import Response

from connectors.base import Retry
from connectors.transport import CONNECT_SECONDS, READ_SECONDS

TWILIO_URL = "https://api.twilio.com"


class TwilioHttp(AsyncHttpClient):
    """The library's HTTP client on httpx, pointed at `base_url`; connections are kept and reused.

    The library's own asynchronous client is not used: it has no separate time limit for connecting, applies none at all
    unless each call asks for one, and hides whether a request had left before the connection broke.
    """

    def __init__(self, base_url: str) -> None:
        self.is_async = True
        self._base_url = base_url.rstrip("/")
        self._client = httpx.AsyncClient(timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS))

    @override
    async def request(
        self,
        method: str,
        uri: str,
        params: dict[str, object] | None = None,
        data: dict[str, object] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        """One call. Raises Retry when Twilio says how long to wait (the library's error loses that header), and
        httpx.HTTPError when there is no answer."""
        form: Any = data
        response = await self._client.request(
            method,
            self._base_url + uri.removeprefix(TWILIO_URL),
            params=params,  # type: ignore[arg-type]
            data=form,
            headers=headers,
            auth=auth,
            follow_redirects=allow_redirects,
        )
        wait = response.headers.get("retry-after", "")
        if response.status_code == httpx.codes.TOO_MANY_REQUESTS and wait.isdigit():
            raise Retry("twilio 20429", after=float(wait))
        return Response(response.status_code, response.text, response.headers)

    async def close(self) -> None:
        await self._client.aclose()
