"""The chat on any office's page: one tag, its own colours, under a strict policy, by the office's time."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from playwright.async_api import Browser, BrowserContext, Page, expect

from bot import clock
from bot.settings import settings
from tests.e2e.web.states import PHOTO
from tests.e2e.web.test_access import violations
from tests.e2e.web.visit import own, say, stored
from tests.serving import listening_socket, serve, until
from tests.web_chat import office_says, only_conversation


class Town:
    """Another office's site: one page, on an origin of its own."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.html = self.policy = ""

    async def visit(self, context: BrowserContext, chat: str, attributes: str = "", policy: str = "") -> Page:
        """Its page, with the tag of the chat at `chat` on it."""
        self.policy = policy
        self.html = f"""<!doctype html><html lang="es"><title>Alcaldía</title><main><h1>Alcaldía</h1>
            <a href="/chat" data-ventanilla="¿Cuánto debo?">Consultar mi factura</a></main>
            <script src="{chat}/chat.js" nonce="abc" {attributes} defer></script></html>"""
        page = await context.new_page()
        await page.goto(self.address)
        return page


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    app = FastAPI()

    @app.get("/")
    async def page() -> HTMLResponse:
        headers = {"Content-Security-Policy": site.policy} if site.policy else {}
        return HTMLResponse(site.html, headers=headers)

    async with serve(app, listening_socket()) as address:
        site = Town(address)
        yield site


@pytest.fixture
def allowed(town: Town, monkeypatch: pytest.MonkeyPatch) -> Town:
    """The same, where the office lets it use the chat."""
    monkeypatch.setattr(settings(), "web_origins", f"https://otra.example {town.address}")
    return town


async def test_another_origins_page_under_a_strict_policy(context: BrowserContext, url: str, allowed: Town) -> None:
    """Nothing but the script and the connection is let through; pictures are then told by their names."""
    page = await allowed.visit(context, url, policy=f"default-src 'none'; script-src 'nonce-abc'; connect-src {url}")
    broken: list[str] = []
    page.on("console", lambda line: broken.append(line.text) if "style" in line.text or "script" in line.text else None)

    await page.get_by_role("link", name="Consultar mi factura").click()
    await expect(own(page, "¿Cuánto debo?")).to_contain_text("Enviado")
    await page.locator("#ventanilla-chat input[type=file]").set_input_files(PHOTO)
    await expect(page.locator(".item.sent").filter(has_text="medidor.png")).to_be_visible()

    assert (await stored())[0] == "¿Cuánto debo?"
    assert await page.get_by_role("dialog").evaluate("panel => getComputedStyle(panel).position") == "fixed"
    assert broken == []


async def test_a_page_that_is_not_allowed_gets_nothing(context: BrowserContext, url: str, town: Town) -> None:
    page = await town.visit(context, url)
    await page.get_by_role("link", name="Consultar mi factura").click()
    await expect(own(page, "¿Cuánto debo?")).to_contain_text("Reintentando")
    assert await stored() == []


@pytest.mark.parametrize("colour", ["#8a1c4a", "#ffd400", "#00ff88", "red;}"])
async def test_the_page_chooses_colour_side_and_title(
    context: BrowserContext, url: str, colour: str, allowed: Town
) -> None:
    """Whatever the colour, everything can be read."""
    page = await allowed.visit(context, url, f'data-color="{colour}" data-position="left" data-title="Acueducto"')
    await page.emulate_media(reduced_motion="reduce")
    box = await page.get_by_role("button", name="Escríbanos").bounding_box()
    assert box and box["x"] < 100
    await page.get_by_role("button", name="Escríbanos").click()
    await expect(page.get_by_role("dialog", name="Acueducto")).to_be_visible()
    await say(page, "Hola")
    await until(only_conversation)
    await office_says("¿Sí o no?", choices=["Sí", "No"])
    await page.get_by_role("button", name="Sí", exact=True).click()
    await expect(page.locator(".choice[aria-pressed=true]")).to_be_visible()
    assert await violations(page) == []


async def test_the_focus_goes_back_to_where_it_came_from(context: BrowserContext, url: str, allowed: Town) -> None:
    page = await allowed.visit(context, url)
    link = page.get_by_role("link", name="Consultar mi factura")
    await link.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Su mensaje")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(link).to_be_focused()


async def test_what_was_pressed_and_is_gone_leaves_the_focus_in_the_chat(page: Page) -> None:
    await page.get_by_role("button", name="¿Cuánto debo?").press("Enter")
    await expect(page.get_by_label("Su mensaje")).to_be_focused()
    await page.route("**/chat/files", lambda route: route.abort())
    await page.locator("#ventanilla-chat input[type=file]").set_input_files(PHOTO)
    await page.get_by_role("button", name="Quitar").press("Enter")
    await expect(page.get_by_label("Su mensaje")).to_be_focused()


async def test_on_a_phone_the_keyboard_stays_in_the_chat(browser: Browser, url: str) -> None:
    context = await browser.new_context(viewport={"width": 320, "height": 640}, has_touch=True, is_mobile=True)
    page = await context.new_page()
    await page.goto(url)
    await page.get_by_role("button", name="Escríbanos").click()
    await expect(page.get_by_role("dialog")).to_have_attribute("aria-modal", "true")
    await expect(page.get_by_role("heading", name="Empresas Públicas")).to_be_focused()
    for key in ("Tab", "Shift+Tab"):
        for _ in range(16):
            await page.keyboard.press(key)
            assert await page.evaluate("document.activeElement.id") == "ventanilla-chat"
    async with page.expect_file_chooser() as choosing:
        await page.get_by_role("button", name="Tomar una foto").click()
    assert await (await choosing.value).element.get_attribute("capture") == "environment"
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="Escríbanos")).to_be_focused()
    await context.close()


async def test_days_are_the_offices(page: Page) -> None:
    """Also where its clock is moved, as in the demo, and where a message was written before it was known."""
    clock.move(timedelta(days=40))
    await say(page, "Hola")
    await until(only_conversation)
    await office_says("Buenas")
    await expect(page.get_by_text("Buenas")).to_be_visible()
    await expect(page.locator(".day")).to_have_text(["Hoy"])

    clock.move(timedelta(days=41))
    await office_says("Ya es mañana")
    await expect(page.locator(".day")).to_have_text(["Ayer", "Hoy"])
    clock.move(timedelta(days=43))
    await page.reload()
    await expect(page.locator(".day")).to_have_count(2)
    assert not {"Hoy", "Ayer"} & set(await page.locator(".day").all_inner_texts())


async def test_a_choice_stays_marked_after_a_reload(page: Page) -> None:
    await say(page, "Hola")
    await until(only_conversation)
    await office_says("¿Acepta?", choices=["Sí", "No"])
    await page.get_by_role("button", name="No", exact=True).click()
    await expect(own(page, "No")).to_contain_text("Enviado")

    await page.reload()

    await expect(page.get_by_role("button", name="No", exact=True)).to_have_attribute("aria-pressed", "true")
    await expect(page.get_by_role("button", name="Sí", exact=True)).to_have_attribute("aria-pressed", "false")
