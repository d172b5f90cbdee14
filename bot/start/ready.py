"""Waiting until a citizen would be answered."""

import asyncio
from collections.abc import Callable

import httpx

SECONDS_BETWEEN_LINES = 5.0
SECONDS_BETWEEN_SAME_LINES = 20.0
WAITING_FOR = {"database": "the database", "worker": "the worker", "assistant": "the assistant to load its model"}


async def wait_ready(gateway_url: str, others: list[str], say: Callable[[str], None]) -> None:
    """Return when GET /health/ready answers 200 and every address in `others` answers; a line when that takes long."""
    async with httpx.AsyncClient(timeout=3, trust_env=False) as client:
        loop = asyncio.get_running_loop()
        said, since = [""], loop.time()
        while True:
            missing = await _missing(client, gateway_url)
            if not missing and all([await _answers(client, each) for each in others]):
                return
            quiet = loop.time() - since
            if missing and quiet > (SECONDS_BETWEEN_LINES if missing != said else SECONDS_BETWEEN_SAME_LINES):
                say(f"Waiting for {' and '.join(missing)}.")
                said, since = missing, loop.time()
            await asyncio.sleep(0.1)


async def _missing(client: httpx.AsyncClient, gateway_url: str) -> list[str]:
    try:
        answer = await client.get(f"{gateway_url}/health/ready")
        if answer.status_code == 200:
            return []
        state = answer.json()
        return [words for name, words in WAITING_FOR.items() if not state.get(name)] or ["the gateway"]
    except (httpx.HTTPError, ValueError, AttributeError):
        return ["the gateway"]


async def _answers(client: httpx.AsyncClient, url: str) -> bool:
    try:
        return (await client.get(url)).status_code < 500
    except httpx.HTTPError:
        return False
