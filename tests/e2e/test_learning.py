"""A sentence after whose answer a citizen of the web chat wants a person is given its meaning by a supervisor."""

from playwright.async_api import Browser, Page, expect

from tests.e2e.desk_process import PHONE
from tests.e2e.people import agent, writer
from tests.stack import Stack

SAID = "dónde queda la oficina principal"


async def test_what_was_not_understood_gets_its_intent(stack: Stack, browser: Browser) -> None:
    citizen = await writer(browser, stack, "web", "")
    await citizen.say("Hola")
    await citizen.hear("automático")
    await citizen.say("Sí, acepto")
    await citizen.hear("Gracias")
    await citizen.say(SAID)
    await citizen.hear("Calle 10")
    await citizen.say("quiero hablar con una persona")
    await citizen.hear("persona")

    page = await agent(browser, stack, "yolanda", PHONE)
    await page.get_by_role("link", name="Aprendizaje").click()
    group = page.locator("form.group").filter(has=page.locator(".sentence-text", has_text=SAID))
    await expect(group).to_have_count(1)
    sentence = group.locator(".sentence-text", has_text=SAID).first
    await expect(sentence).to_have_value(SAID)
    await page.wait_for_function("document.documentElement.scrollWidth <= innerWidth")
    await sentence.fill(f"{SAID} y ya")
    await group.get_by_label("Qué quiso decir la persona").select_option("office_info")
    await group.get_by_role("button", name="Aceptar").click()
    await expect(page.get_by_role("status")).to_contain_text("acept")
    await expect(group).to_have_count(0)
    await page.get_by_role("heading", name="Frases aceptadas").click()
    await expect(page.locator(".accepted li").filter(has_text=f"{SAID} y ya")).to_contain_text("Oficinas y horarios")
    await _agents_stay_outside(browser, stack)


async def _agents_stay_outside(browser: Browser, stack: Stack) -> None:
    page: Page = await agent(browser, stack, "laura")
    await expect(page.get_by_role("link", name="Aprendizaje")).to_have_count(0)
    answer = await page.goto(f"{stack.desk_url}/learning")
    assert answer and answer.status == 403
