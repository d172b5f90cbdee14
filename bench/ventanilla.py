"""Our side: the whole system as an office runs it, written to by signed webhooks, answering over HTTP."""

import asyncio
import base64
import hashlib
import hmac
import itertools
import os
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import httpx

from bench.provider import Provider
from bot.settings import ROOT

ACCOUNT, TOKEN, NUMBER = "AC" + "0" * 32, "a token of the bench", "+573000009999"
START_SECONDS = 240


@asynccontextmanager
async def running(port: int, provider_port: int) -> AsyncIterator[tuple[str, list[int]]]:
    """The system on `port` and the four after it: address of its SMS webhook, and process ids."""
    with tempfile.TemporaryDirectory(prefix="ventanilla-bench-") as folder:
        environment = os.environ | {
            "VENTANILLA_PORT": str(port),
            "VENTANILLA_DATA_DIR": folder,
            "VENTANILLA_TWILIO_ACCOUNT_SID": ACCOUNT,
            "VENTANILLA_TWILIO_AUTH_TOKEN": TOKEN,
            "VENTANILLA_TWILIO_BASE_URL": f"http://127.0.0.1:{provider_port}",
            "VENTANILLA_SMS_NUMBER": NUMBER,
        }
        with Path(folder, "bench.log").open("wb") as log:
            process = subprocess.Popen(
                [Path(sys.executable).parent / "ventanilla", "run"], cwd=ROOT, env=environment, stdout=log, stderr=log
            )
        try:
            await _wait(f"http://127.0.0.1:{port}/health/ready", process)
            yield f"http://127.0.0.1:{port}/webhooks/sms", [process.pid]
        finally:
            process.terminate()
            process.wait(60)


def citizen_turn(
    client: aiohttp.ClientSession, webhook: str, provider: Provider, text: str
) -> Callable[[int], Awaitable[None]]:
    """A turn of a citizen: the signed webhook, then the answer's arrival at the provider."""
    numbers = itertools.count(1)

    async def turn(citizen: int) -> None:
        phone = f"+5730011{citizen:05d}"
        before = provider.received(phone)
        form = {
            "MessageSid": f"SM{next(numbers):032x}",
            "AccountSid": ACCOUNT,
            "From": phone,
            "To": NUMBER,
            "Body": text,
            "NumMedia": "0",
        }
        headers = {"X-Twilio-Signature": _signature(webhook, form)}
        async with client.post(webhook, data=form, headers=headers) as answer:
            answer.raise_for_status()
        await provider.wait(phone, before)

    return turn


def _signature(url: str, form: dict[str, str]) -> str:
    signed = url + "".join(name + form[name] for name in sorted(form))
    return base64.b64encode(hmac.new(TOKEN.encode(), signed.encode(), hashlib.sha1).digest()).decode()


async def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    async with httpx.AsyncClient() as client, asyncio.timeout(START_SECONDS):
        while process.poll() is None:
            try:
                if (await client.get(url)).status_code == httpx.codes.OK:
                    return
            except httpx.HTTPError:
                pass
            await asyncio.sleep(0.2)
    raise RuntimeError("the system ended before it was ready")
