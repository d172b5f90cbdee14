"""The desk while its database is killed: the page goes on by itself."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, expect

from tests.citizen import Citizen
from tests.e2e.browser import chromium
from tests.e2e.people import agent
from tests.long.disturbing import until
from tests.stack import Stack

BACK_MILLISECONDS = 120_000


@pytest.fixture
async def desk(stack: Stack) -> AsyncIterator[Page]:
    async with chromium() as browser:
        yield await agent(browser, stack, "laura")


async def test_live_again_after_the_database_was_killed(stack: Stack, desk: Page) -> None:
    await desk.evaluate("window.sameDocument = true")
    before = stack.kill("postgres")
    until(lambda: stack.pid("postgres") != before and stack.ready())
    citizen = Citizen(stack, "telegram")
    citizen.say("hola")
    citizen.say("necesito hablar con una persona")
    entry = desk.locator(f".shelf-waiting .entry[data-conversation='{citizen.conversation['id']}']")
    await expect(entry).to_be_visible(timeout=BACK_MILLISECONDS)
    await entry.click()
    await desk.get_by_role("button", name="Tomar").click()
    await expect(desk.locator(".owner")).to_have_text("La atiende usted")
    await desk.locator(".composer textarea").fill("Buenos días")
    await desk.keyboard.press("Enter")
    citizen.hear("Buenos días")
    assert await desk.evaluate("window.sameDocument")
