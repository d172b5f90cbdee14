"""HTTP to providers: how long we wait, and what a broken connection says about a message."""

import logging

import aiohttp
import httpx

CONNECT_SECONDS = 5.0
READ_SECONDS = 15.0

# Raised before the first byte of the request left us: by python-telegram-bot's HTTP library, and by the one for Twilio.
NEVER_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.InvalidURL,
)


def never_sent(error: BaseException | None) -> bool:
    """True when the provider cannot have seen the request; otherwise it may have acted on it."""
    return isinstance(error, NEVER_SENT)


def quiet_logs() -> None:
    """Keep the HTTP libraries from writing addresses into the log: Telegram's hold the bot's token."""
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
