"""Twilio's calls to the office: signed, with the URL's connection overrides, retried as those say."""

import asyncio
import time
from urllib.parse import urlencode

import httpx

from sandbox.twilio.account import Account
from sandbox.twilio.message import new_sid
from sandbox.twilio.overrides import read_overrides
from sandbox.twilio.signature import sign
from sandbox.webhooks import Request


async def post(
    account: Account, url: str, parameters: dict[str, str], *, channel: str, kind: str, reference: str
) -> httpx.Response | None:
    """POST a signed form, again after the failures that the URL's policy covers; the last answer, None when none came.

    The same I-Twilio-Idempotency-Token goes with every attempt."""
    overrides = read_overrides(url)
    headers = (
        ("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8"),
        ("User-Agent", "TwilioProxy/1.1"),
        ("Accept", "*/*"),
        ("X-Twilio-Signature", sign(account.settings.twilio_auth_token, overrides.url, parameters.items())),
        ("I-Twilio-Idempotency-Token", new_sid("")),
        ("Connection", "close"),
    )
    body = urlencode(parameters).encode()
    request = Request("twilio", channel, kind, reference, overrides.url, headers, body)
    deadline = time.monotonic() + overrides.total
    response = None
    for attempt in range(1, overrides.retries + 2):
        left = deadline - time.monotonic()
        if left <= 0:
            break
        try:
            async with asyncio.timeout(left):
                entry, response = await account.webhooks.deliver(request, attempt, overrides.timeout(left))
        except TimeoutError:
            break
        if not overrides.retry(entry.status, entry.error):
            break
    return response
