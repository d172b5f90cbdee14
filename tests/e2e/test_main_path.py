"""The whole path on every channel, as people see it: a bill, an outage, a complaint; an agent; the follow-up; "no"."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from bot.demo.cast import cast
from bot.formats import money
from bot.words import fold
from tests.citizen import Rows
from tests.e2e.desk_process import DESKTOP, PHONE
from tests.e2e.people import Telephone, WebVisitor, Writer, agent, writer
from tests.stack import Stack

# Who writes: the phones that the sandbox has from the beginning.
CHANNELS = {"web": "", "telegram": "ana", "whatsapp": "luis", "sms": "marta"}
PERSON = cast()[0][1]
COMPLAINT = "Llevo tres días llamando y nadie viene a revisar el medidor"
ANSWERED, CLOSING = "Buenos días, ya reviso su caso", "Cambiamos el medidor"


@pytest.fixture
async def browser_of_test(browser: Browser) -> AsyncIterator[Browser]:
    yield browser
    for context in browser.contexts:
        await context.close()


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the screenshots go."""
    return tmp_path_factory.mktemp("screenshots", numbered=False)


@pytest.mark.parametrize("channel", CHANNELS)
async def test_from_the_first_question_to_the_reopened_case(
    stack: Stack, browser_of_test: Browser, channel: str, pictures: Path
) -> None:
    citizen = await writer(browser_of_test, stack, channel, CHANNELS[channel])
    laura, diego = [await agent(browser_of_test, stack, login) for login in ("laura", "diego")]
    await greet(citizen)
    await ask_for_a_bill(citizen, stack)
    await report_an_outage(citizen)
    number = await complain(citizen)
    await citizen.page.screenshot(path=pictures / f"{channel}-citizen.png")
    await laura.screenshot(path=pictures / f"{channel}-desk-waiting.png")

    await take(laura, number)
    await expect(diego.locator(".shelf-waiting .entry").filter(has_text=number)).to_have_count(0)
    await write(laura, ANSWERED)
    await citizen.hear(ANSWERED)
    await citizen.say("Gracias, aquí sigo")
    await expect(laura.locator(".line .text").last).to_have_text("Gracias, aquí sigo")
    await laura.screenshot(path=pictures / f"{channel}-desk-chat.png")
    await close(laura)
    assert CLOSING in await citizen.hear(f"Cerramos su caso {number}")

    await laura.get_by_role("button", name="Enviar seguimiento ahora").click()
    await citizen.hear(number)
    await citizen.page.screenshot(path=pictures / f"{channel}-follow-up.png")
    await citizen.say("no")
    await citizen.hear(number)
    for desk in (laura, diego):
        await expect(desk.locator(".shelf-waiting .entry").filter(has_text=number)).to_be_visible()
    case = Rows(stack).one("select status, times_reopened from cases where number = %s", number)
    assert case == {"status": "reopened", "times_reopened": 1}
    await laura.screenshot(path=pictures / f"{channel}-desk-reopened.png")
    await take(laura, number)


async def test_no_page_is_wider_than_its_screen(stack: Stack, browser_of_test: Browser, pictures: Path) -> None:
    """Every page at the width of a desk and of a phone; what stands on them is looked at by people."""
    for name, viewport in (("desktop", DESKTOP), ("phone", PHONE)):
        visitor = await WebVisitor.open(browser_of_test, stack, viewport)
        await visitor.say("¿Qué horario tienen?")
        await visitor.hear("automático")
        texter = await Telephone.open(browser_of_test, stack, "sms", "jorge", viewport)
        desk = await agent(browser_of_test, stack, "yolanda", viewport)
        login = await (await browser_of_test.new_context(viewport=viewport)).new_page()
        await login.goto(f"{stack.desk_url}/login")
        phones = await (await browser_of_test.new_context(viewport=viewport)).new_page()
        await phones.goto(f"{stack.phones_url}/")
        await expect(phones.locator(".phone:visible").first).to_be_visible()
        shown = {"chat": visitor.page, "sms": texter.page, "desk": desk, "login": login, "phones": phones}
        for what, page in shown.items():
            await page.screenshot(path=pictures / f"page-{what}-{name}.png")
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), what


async def greet(citizen: Writer) -> None:
    """The first contact says that it is automatic and asks for consent."""
    await citizen.say("Hola")
    await citizen.hear("automático")
    await citizen.say("Sí, acepto")
    await citizen.hear("Gracias")


async def ask_for_a_bill(citizen: Writer, stack: Stack) -> None:
    """With typos, and through the identity check."""
    await citizen.say("kuanto deboo de la fatura de la lus??")
    await citizen.hear("número de cuenta")
    await citizen.say(PERSON.number)
    await citizen.hear("documento")
    await citizen.say(PERSON.document)
    owed = Rows(stack).one(
        "select total from bills where account_number = %s order by issued_on desc limit 1", PERSON.number
    )
    await citizen.hear(money(owed["total"]))


async def report_an_outage(citizen: Writer) -> None:
    """Names the service and the place in one sentence."""
    await citizen.say("no hay agua en el barrio Centro")
    assert re.search(r"(?i)agua|acueducto", await citizen.hear("Centro"))


async def complain(citizen: Writer) -> str:
    """The complaint is confirmed and filed; its number."""
    await citizen.say("quiero poner una queja")
    await citizen.hear("qué pasó")
    await citizen.say(COMPLAINT)
    await citizen.hear("¿Es correcto?")
    await citizen.say("sí")
    filed = await citizen.hear("quedó radicad")
    assert "dias habiles" in fold(filed) and "una persona le escribira" in fold(filed)
    number = re.search(r"\d{4}-[A-Z]+-\d+", filed)
    assert number
    return number[0]


async def take(desk: Page, number: str) -> None:
    """Open the waiting conversation of a case, which came by itself, and take it."""
    await desk.locator(".shelf-waiting .entry").filter(has_text=number).click()
    await desk.get_by_role("button", name="Tomar").click()
    await expect(desk.locator(".owner")).to_have_text("La atiende usted")


async def write(desk: Page, text: str) -> None:
    """Answer in the open conversation."""
    await desk.locator(".composer textarea").fill(text)
    await desk.keyboard.press("Enter")


async def close(desk: Page) -> None:
    """Close the case of the open conversation with an outcome and a word to the citizen."""
    await desk.get_by_role("button", name="Cerrar caso", exact=True).first.click()
    await desk.locator(".closing-outcome").click()
    await desk.get_by_role("option", name="Resuelto a favor").click()
    await desk.locator(".closing-text textarea").fill(CLOSING)
    await desk.locator(".confirm-closing").click()
    await expect(desk.locator(".owner")).to_have_text("La atiende el asistente")
