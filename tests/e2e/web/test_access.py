"""The web chat is for everybody: axe-core finds nothing against WCAG 2.1 AA in any state of it."""

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, ViewportSize

from tests.e2e.desk_process import DESKTOP
from tests.e2e.web.states import STATES

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}}
NARROW: ViewportSize = {"width": 320, "height": 640}


async def visit(browser: Browser, url: str, size: ViewportSize) -> Page:
    """The office's page in a window of its own, with the chat closed."""
    context = await browser.new_context(viewport=size, locale="es-CO", reduced_motion="reduce")
    page = await context.new_page()
    await page.add_init_script("addEventListener('load', () => document.activeElement.blur())")
    await page.goto(url)
    close = page.get_by_role("button", name="Cerrar el chat")
    if await close.is_visible():
        await close.click()
    return page


async def violations(page: Page) -> list[str]:
    found = await Axe().run(page, options=RULES)
    return [
        f"{problem['id']}: {node['html'][:200]} {node.get('failureSummary', '')}"
        for problem in found.response["violations"]
        for node in problem["nodes"]
    ]


@pytest.mark.parametrize("state", STATES)
async def test_nothing_stands_in_the_way(browser: Browser, url: str, state: str) -> None:
    page = await visit(browser, url, DESKTOP)
    await STATES[state](page)
    assert await violations(page) == []
    await page.set_viewport_size(NARROW)
    assert await violations(page) == []
    await page.context.close()


async def test_the_check_can_fail(browser: Browser, url: str) -> None:
    """Inside the chat as well: its parts stand in a shadow tree."""
    page = await visit(browser, url, DESKTOP)
    await STATES["opened"](page)
    await page.get_by_label("Su mensaje").evaluate(
        "field => { field.placeholder = ''; field.previousElementSibling.remove() }"
    )
    await page.locator(".speaker").evaluate("line => line.style.color = '#6fa8b3'")
    found = " ".join(await violations(page))
    assert "label: <textarea" in found
    assert "color-contrast" in found
    await page.context.close()
