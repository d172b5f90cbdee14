"""Citizens and agents in front of the running system, each in a browser of their own."""

import json
from typing import Protocol

from playwright.async_api import Browser, Locator, Page, ViewportSize, expect

from bot.words import fold
from tests.e2e.desk_process import DESKTOP, PHONE
from tests.stack import Stack

ANSWER_MILLISECONDS, LOOK_MILLISECONDS = 120_000, 100


class Writer(Protocol):
    """A citizen on some channel."""

    page: Page

    async def say(self, text: str) -> None:
        """Type a message and send it."""

    async def hear(self, words: str) -> str:
        """The office's next message with these words, after those heard before, when it has come."""


class Telephone:
    """A simulated phone, on the sandbox's page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._heard = -1

    @classmethod
    async def open(cls, browser: Browser, stack: Stack, channel: str, number: str, viewport: ViewportSize) -> "Writer":
        page = await _page(browser, f"{stack.phones_url}/phones/{channel}/{number}", viewport)
        if channel == "telegram":
            await page.get_by_role("button", name="Iniciar", exact=True).click()
        return cls(page)

    async def say(self, text: str) -> None:
        await self.page.get_by_role("textbox", name="Escriba aquí su mensaje").fill(text)
        await self.page.keyboard.press("Enter")

    async def hear(self, words: str) -> str:
        said = self.page.locator(".message.received")
        self._heard, text = await _next(self.page, said, words, self._heard)
        return text


class WebVisitor:
    """A visitor of the office's page who uses its chat."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._heard = -1

    @classmethod
    async def open(cls, browser: Browser, stack: Stack, viewport: ViewportSize) -> "Writer":
        page = await _page(browser, stack.web_url, viewport)
        launcher = page.get_by_role("button", name="Abrir el chat")
        panel = page.get_by_role("dialog")
        if not await panel.is_visible():
            await launcher.click()
        await expect(panel).to_be_visible()
        return cls(page)

    async def say(self, text: str) -> None:
        await self.page.get_by_label("Su mensaje").fill(text)
        await self.page.keyboard.press("Enter")

    async def hear(self, words: str) -> str:
        said = self.page.locator(".item:not(.citizen)")
        self._heard, text = await _next(self.page, said, words, self._heard)
        return text


async def writer(browser: Browser, stack: Stack, channel: str, number: str) -> Writer:
    """A citizen on a channel: the web chat at the desk's width, the others on a phone."""
    if channel == "web":
        return await WebVisitor.open(browser, stack, DESKTOP)
    return await Telephone.open(browser, stack, channel, number, PHONE)


async def agent(browser: Browser, stack: Stack, login: str, viewport: ViewportSize = DESKTOP) -> Page:
    """The desk in a browser in which one of the demo's agents has logged in."""
    logins = json.loads((stack.data_dir / "demo-logins.json").read_text())
    password = next(one["password"] for one in logins if one["login"] == login)
    page = await _page(browser, f"{stack.desk_url}/login", viewport)
    await page.get_by_label("Usuario").fill(login)
    await page.get_by_label("Contraseña").fill(password)
    await page.get_by_role("button", name="Entrar").click()
    await page.locator(".shelf-waiting .count").wait_for(state="attached")
    return page


async def _page(browser: Browser, url: str, viewport: ViewportSize) -> Page:
    context = await browser.new_context(viewport=viewport, locale="es-CO", timezone_id="America/Bogota")
    page = await context.new_page()
    await page.goto(url)
    return page


async def _next(page: Page, messages: Locator, words: str, after: int) -> tuple[int, str]:
    """Position and text of the first of `messages` behind `after` that holds the words, accents or not (SMS)."""
    for _ in range(ANSWER_MILLISECONDS // LOOK_MILLISECONDS):
        texts = await messages.all_inner_texts()
        for at, text in list(enumerate(texts))[after + 1 :]:
            if fold(words) in fold(text):
                return at, text
        await page.wait_for_timeout(LOOK_MILLISECONDS)
    raise AssertionError(f"nothing with {words!r} came; last came {texts[-3:]}")
