"""The README's pictures, taken anew from the running demo: `make screenshots` (needs Chromium)."""

import asyncio
from pathlib import Path

from playwright.async_api import Browser, Page, ViewportSize, expect

from bot.demo.cast import cast
from tests import office_time
from tests.e2e.browser import chromium
from tests.e2e.desk_process import DESKTOP
from tests.e2e.people import Telephone, WebVisitor, Writer, agent
from tests.stack import Stack

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "images"
PERSON = cast()[0][1]
WIDE: ViewportSize = {"width": 1400, "height": 900}


async def take(stack: Stack) -> None:
    """Play a morning at the office, and take its pictures."""
    PICTURES.mkdir(exist_ok=True)
    async with chromium() as browser:
        await _chat(browser, stack)
        await _phones(browser, stack)
        await _desk(browser, stack)


async def _chat(browser: Browser, stack: Stack) -> None:
    visitor = await WebVisitor.open(browser, stack, DESKTOP)
    await visitor.page.emulate_media(reduced_motion="reduce")
    await _bill(visitor)
    await visitor.page.screenshot(path=PICTURES / "chat.png")


async def _phones(browser: Browser, stack: Stack) -> None:
    ana = {channel: await Telephone.open(browser, stack, channel, "ana", WIDE) for channel in ("telegram", "sms")}
    ana["whatsapp"] = await Telephone.open(browser, stack, "whatsapp", "ana", WIDE)
    await _bill(ana["whatsapp"])
    await _greet(ana["telegram"])
    await ana["telegram"].say("no hay lus en la esperansa")
    await ana["telegram"].hear("La Esperanza")
    await _greet(ana["sms"])
    await ana["sms"].say("q piden pa cambiar el titular")
    await ana["sms"].hear("titular")
    still = await browser.new_context(
        viewport=WIDE, locale="es-CO", timezone_id="America/Bogota", reduced_motion="reduce"
    )
    page = await still.new_page()
    await page.goto(f"{stack.phones_url}/")
    await expect(page.locator(".message.received").first).to_be_visible()
    await page.screenshot(path=PICTURES / "phones.png")


async def _desk(browser: Browser, stack: Stack) -> None:
    complaints = {
        "luis": "El técnico dejó el medidor mal puesto y no volvió",
        "marta": "Me cobraron dos veces la reconexión",
        "jorge": "Llevamos tres días con el agua turbia y nadie responde",
    }
    for number, complaint in complaints.items():
        citizen = await Telephone.open(browser, stack, "whatsapp", number, WIDE)
        await _greet(citizen)
        for said, heard in (("quiero poner una queja", "qué pasó"), (complaint, "correcto"), ("sí", "radicad")):
            await citizen.say(said)
            await citizen.hear(heard)
    laura = await agent(browser, stack, "laura")
    await _answer(laura)
    await laura.screenshot(path=PICTURES / "desk.png")


async def _answer(desk: Page) -> None:
    await desk.locator(".shelf-waiting .entry").first.click()
    await desk.get_by_role("button", name="Tomar").click()
    await expect(desk.locator(".owner")).to_have_text("La atiende usted")
    await desk.locator(".composer textarea").fill(
        "Buenos días, ya reviso su caso y le cuento en esta misma conversación."
    )
    await desk.keyboard.press("Enter")
    await expect(desk.locator(".line .text").last).to_contain_text("ya reviso su caso")
    await expect(desk.locator(".line .meta").last).to_contain_text("leído")
    await expect(desk.locator(".shelf-mine .entry-text")).to_contain_text("ya reviso su caso")


async def _bill(citizen: Writer) -> None:
    await _greet(citizen)
    for said, heard in (("cuanto devo de la luz", "cuenta"), (PERSON.number, "documento"), (PERSON.document, "Debe")):
        await citizen.say(said)
        await citizen.hear(heard)


async def _greet(citizen: Writer) -> None:
    await citizen.say("Hola")
    await citizen.hear("asistente virtual")
    await citizen.say("Sí, acepto")
    await citizen.hear("Gracias")


def main() -> None:
    """Start the demo in office hours, take the pictures, stop it."""
    stack = Stack()
    office_time.open_office(stack.data_dir)
    try:
        stack.start()
        asyncio.run(take(stack))
    finally:
        stack.stop()


if __name__ == "__main__":
    main()
