"""The web chat over HTTP."""

import base64
from collections.abc import AsyncIterator

import pytest

from tests.web_chat import Visitor, served

# One grey dot.
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="
)


@pytest.fixture
async def url(database: str) -> AsyncIterator[str]:
    """Where the web chat is served, on an empty database."""
    async with served() as address:
        yield address


@pytest.fixture
async def visitor(url: str) -> AsyncIterator[Visitor]:
    """A citizen's browser with a session."""
    browser = Visitor(url)
    async with browser.api:
        await browser.open()
        yield browser
