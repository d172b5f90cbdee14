"""A Chromium for browser tests: the one on the machine, else Playwright's own."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, Error, async_playwright

NAMES = ("chromium", "google-chrome", "google-chrome-stable", "chromium-browser")
MISSING = "the browser tests need a Chromium: install the package `chromium` (apt install chromium)"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """A headless browser, in which each test opens contexts of its own."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    async with async_playwright() as playwright:
        try:
            browser = await playwright.chromium.launch(executable_path=found, args=FLAGS)
        except Error as error:
            if found is None and "Executable doesn't exist" in error.message:
                raise RuntimeError(MISSING) from None
            raise
        try:
            yield browser
        finally:
            await browser.close()
