"""The office's page with the chat, in a browser."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, BrowserContext, Page

from bot.settings import settings
from tests.e2e.desk_process import DESKTOP
from tests.web_chat import served


@pytest.fixture
async def url(database: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[str]:
    """Where the chat is served; links to files lead there too."""
    async with served() as address:
        monkeypatch.setattr(settings(), "public_url", address)
        yield address


@pytest.fixture
async def context(browser: Browser, url: str) -> AsyncIterator[BrowserContext]:
    opened = await browser.new_context(viewport=DESKTOP, locale="es-CO", timezone_id="America/Bogota")
    yield opened
    await opened.close()


@pytest.fixture
async def page(context: BrowserContext, url: str) -> AsyncIterator[Page]:
    """The office's page, on which the chat opens by itself at the width of a desk; any error of its script fails."""
    errors: list[str] = []
    opened = await context.new_page()
    opened.on("pageerror", lambda error: errors.append(str(error)))
    await opened.goto(url)
    yield opened
    assert errors == []
