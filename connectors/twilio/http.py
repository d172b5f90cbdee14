"""The HTTP side of the Twilio library: where it calls, and how long it waits."""

from http import HTTPStatus
from typing import Any, override
from urllib.request import getproxies, proxy_bypass

import aiohttp
from twilio.http import AsyncHttpClient
from twilio.http.response import Response
from yarl import URL

from connectors.base import Retry
from connectors.transport import CONNECT_SECONDS, READ_SECONDS

TWILIO_URL = "https://api.twilio.com"
# Shorter than what servers and what stands before them allow an idle connection: we never write into a closing one.
KEEP_ALIVE_SECONDS = 15.0


class TwilioHttp(AsyncHttpClient):
    """The library's HTTP client with a kept session, pointed at `base_url`.

    The library's own asynchronous client is not used: it has no separate time limit for connecting, applies none at all
    unless each call asks for one, and hides whether a request had left before the connection broke.
    """

    def __init__(self, base_url: str) -> None:
        self.is_async = True
        self._base_url = base_url.rstrip("/")
        self._session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(sock_connect=CONNECT_SECONDS, sock_read=READ_SECONDS),
            connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=KEEP_ALIVE_SECONDS),
        )
        self._proxy = _proxy(URL(self._base_url))

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
        aiohttp.ClientError or TimeoutError when there is no answer."""
        form: Any = data
        async with self._session.request(
            method,
            self._base_url + uri.removeprefix(TWILIO_URL),
            params=params,  # type: ignore[arg-type]
            data=aiohttp.FormData(_pairs(form)) if form else None,
            headers={**(headers or {}), **({"Authorization": aiohttp.encode_basic_auth(*auth)} if auth else {})},
            allow_redirects=allow_redirects,
            **self._proxy,
        ) as response:
            text = await response.text()
        wait = response.headers.get("retry-after", "")
        if response.status == HTTPStatus.TOO_MANY_REQUESTS and wait.isdigit():
            raise Retry("twilio 20429", after=float(wait), patient=True)
        return Response(response.status, text, response.headers)

    async def close(self) -> None:
        await self._session.close()


def _proxy(url: URL) -> dict[str, Any]:
    """The office's proxy for this address, if the environment names one: looked up once.

    aiohttp's `trust_env` asks two threads at every call.
    """
    found = None if proxy_bypass(url.host or "") else getproxies().get(url.scheme)
    if not found:
        return {}
    proxy = URL(found)
    headers = {"Proxy-Authorization": aiohttp.encode_basic_auth(proxy.user, proxy.password or "")} if proxy.user else {}
    return {"proxy": proxy.with_user(None), "proxy_headers": headers}


def _pairs(form: dict[str, Any]) -> list[tuple[str, str]]:
    """A form's fields, one pair for each value of those that are lists (MediaUrl)."""
    return [(name, str(one)) for name, value in form.items() for one in (value if isinstance(value, list) else [value])]
