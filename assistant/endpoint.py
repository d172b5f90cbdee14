"""Calls to the platform's actions over one kept HTTP session."""

from typing import Any, Optional

import aiohttp
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import EndpointConfig

TIMEOUT = 20.0
# Shorter than the 5 s after which the platform's server closes an idle connection: we never write into a closing one.
KEEP_ALIVE = 3.0


class ActionStatus(RasaException):
    """The action endpoint answered with an error. Its body is not kept: it may quote a citizen."""

    def __init__(self, status: int) -> None:
        super().__init__(f"HTTP {status}")
        self.status = status


class ActionEndpoint(EndpointConfig):
    """Rasa's endpoint, with two changes.

    Stock Rasa opens a session and a connection for every call, 10 % of a turn. And it takes an answer 400 for an action
    that politely declines, and carries on as if nothing had happened; here every error ends the turn.
    """

    _session: Optional[aiohttp.ClientSession] = None

    @classmethod
    def of(cls, config: EndpointConfig) -> "ActionEndpoint":
        """The same endpoint with a kept session."""
        return cls(
            config.url,
            config.params,
            config.headers,
            config.basic_auth,
            config.token,
            config.token_name,
            **config.kwargs,
        )

    async def request(  # type: ignore[override]
        self, method: str = "post", subpath: Optional[str] = None, compress: bool = False, **kwargs: Any
    ) -> Any:
        """POST the call's JSON and return the answer's JSON. Raises ActionStatus or aiohttp.ClientError."""
        timeout = aiohttp.ClientTimeout(total=TIMEOUT)
        # rasa-sdk takes a call without a domain only if the key is there.
        body = {"domain": {}, **kwargs["json"]}
        async with self._kept_session().request(
            method, self.url, json=body, timeout=timeout, compress=compress
        ) as response:
            if response.status >= 400:
                raise ActionStatus(response.status)
            return await response.json()

    def _kept_session(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            connector = aiohttp.TCPConnector(keepalive_timeout=KEEP_ALIVE, limit=0)
            self._session = aiohttp.ClientSession(headers=self.headers, connector=connector)
        return self._session

    async def close(self) -> None:
        """Close the session, if one was opened."""
        if self._session is not None:
            await self._session.close()
