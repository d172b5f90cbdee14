"""The web chat in a browser: what a citizen sees and does, on a good connection and a bad one."""

import pytest
from playwright.async_api import Browser, BrowserContext, Page, Route, expect
from sqlalchemy import func, select

from bot.database import transaction
from bot.messaging.content import Document
from bot.messaging.message import Message
from tests.builders import create_agent
from tests.e2e.desk_process import PHONE
from tests.e2e.web.visit import own, say, stored
from tests.serving import until
from tests.web_chat import agent_takes_over, office_says, only_conversation


async def test_type_and_be_answered(page: Page) -> None:
    await say(page, "Hola, ¿cuánto debo?")
    await expect(own(page, "Hola, ¿cuánto debo?")).to_contain_text("Enviado")
    await expect(page.get_by_text("Escribiendo…")).to_be_visible()

    await office_says("Debe $120.500. Más en https://www.villaserrana.example/pagos.")

    await expect(page.locator(".item.assistant")).to_contain_text("Debe $120.500")
    await expect(page.get_by_text("Escribiendo…")).to_be_hidden()
    link = page.locator(".item.assistant a")
    assert await link.get_attribute("href") == "https://www.villaserrana.example/pagos"
    assert await page.get_by_role("log").count() == 1


async def test_a_suggestion_a_choice_and_a_document(page: Page) -> None:
    await page.get_by_role("button", name="¿Cuánto debo?").click()
    await until(only_conversation)
    asked = await office_says("¿Acepta continuar?", choices=["Sí, acepto", "No acepto"])

    await page.get_by_role("button", name="Sí, acepto").click()

    await expect(own(page, "Sí, acepto")).to_contain_text("Enviado")
    await expect(page.get_by_role("button", name="Sí, acepto")).to_have_attribute("aria-pressed", "true")
    async with transaction() as session:
        chosen = await session.scalar(select(Message).where(Message.kind == "choice"))
    assert chosen and chosen.content["choice"] == f"{asked.id}:0"
    await office_says("Aquí está.", document=Document(media_id="any", name="factura.pdf", mime="application/pdf"))
    await expect(page.get_by_role("link", name="factura.pdf")).to_have_attribute("target", "_blank")


async def test_the_place_is_shared_when_asked_for(context: BrowserContext, page: Page) -> None:
    await context.grant_permissions(["geolocation"])
    await context.set_geolocation({"latitude": 4.5, "longitude": -74.25})
    await say(page, "No tengo agua")
    await until(only_conversation)
    await office_says("¿Dónde está la falla?", ask_location=True)

    await page.get_by_role("button", name="Compartir mi ubicación").click()

    await expect(own(page, "Ubicación compartida")).to_contain_text("Enviado")
    async with transaction() as session:
        place = await session.scalar(select(Message).where(Message.kind == "location"))
    assert place and (place.content["latitude"], place.content["longitude"]) == (4.5, -74.25)


async def test_without_a_place_the_address_is_asked_for(page: Page) -> None:
    await say(page, "No tengo agua")
    await until(only_conversation)
    await office_says("¿Dónde está la falla?", ask_location=True)
    await page.get_by_role("button", name="Compartir mi ubicación").click()
    await expect(page.get_by_role("alert")).to_contain_text("Escriba la dirección")


async def test_who_speaks_is_always_told(page: Page) -> None:
    await say(page, "Quiero hablar con una persona")
    await until(only_conversation)
    async with transaction() as session:
        agent = await create_agent(session, name="Ana Torres")
    await agent_takes_over(agent)
    await office_says("Buenas tardes", author="agent", agent_id=agent.id)

    await expect(page.locator(".speaker")).to_have_text("Habla con Ana")
    await expect(page.locator(".item.agent .author")).to_contain_text("Ana")
    await office_says("Salgan todos.", purpose="safety")
    await expect(page.locator(".item.safety")).to_contain_text("Aviso de seguridad")


async def test_what_comes_from_outside_is_only_text(page: Page) -> None:
    attack = '<img src=x onerror="document.title=1"><script>document.title=2</script>'
    await say(page, attack)
    await until(only_conversation)
    await office_says(attack + " javascript:alert(1)", choices=["<b>Sí</b>"])

    await expect(page.locator(".item.assistant")).to_contain_text("<img src=x")
    await expect(page.get_by_role("button", name="<b>Sí</b>")).to_be_visible()
    assert await page.locator("#ventanilla-chat img, #ventanilla-chat script, #ventanilla-chat b").count() == 0
    assert "Oficina virtual" in await page.title()


async def test_offline_messages_are_kept_and_sent_once(context: BrowserContext, page: Page) -> None:
    await say(page, "uno")
    await expect(own(page, "uno")).to_contain_text("Enviado")

    await context.set_offline(True)
    await say(page, "dos")
    await say(page, "tres")
    await expect(page.get_by_text("Sin conexión a internet")).to_be_visible()
    await expect(own(page, "dos")).to_contain_text("Reintentando")
    assert await stored() == ["uno"]

    await context.set_offline(False)
    await expect(own(page, "tres")).to_contain_text("Enviado")
    await expect(page.get_by_text("Sin conexión a internet")).to_be_hidden()
    assert await stored() == ["uno", "dos", "tres"]
    await office_says("Recibidos los tres")
    await expect(page.get_by_text("Recibidos los tres")).to_be_visible()


async def test_offline_messages_survive_a_reload(context: BrowserContext, page: Page, url: str) -> None:
    await say(page, "uno")
    await expect(own(page, "uno")).to_contain_text("Enviado")
    await page.route("**/chat/messages", lambda route: route.abort())
    await say(page, "escrito sin red")
    await expect(own(page, "escrito sin red")).to_contain_text("Reintentando")

    await page.unroute("**/chat/messages")
    await page.reload()

    await expect(own(page, "escrito sin red")).to_contain_text("Enviado")
    assert await stored() == ["uno", "escrito sin red"]


async def test_an_answer_lost_on_the_way_does_not_double_a_message(page: Page) -> None:
    ids: list[str] = []

    async def lose_the_first_answer(route: Route) -> None:
        ids.append((route.request.post_data_json or {})["id"])
        await route.fetch()
        await (route.abort() if len(ids) == 1 else route.continue_())

    await page.route("**/chat/messages", lose_the_first_answer)
    await say(page, "una sola vez")
    await expect(own(page, "una sola vez")).to_contain_text("Enviado")
    await until(lambda: len(ids) > 1)

    assert len(set(ids)) == 1
    assert await stored() == ["una sola vez"]
    await expect(own(page, "una sola vez")).to_have_count(1)


async def test_a_reload_brings_back_what_was_said(page: Page) -> None:
    await say(page, "¿Dónde puedo pagar?")
    await until(only_conversation)
    await office_says("En la oficina principal.")
    await expect(page.get_by_text("En la oficina principal.")).to_be_visible()
    await page.get_by_label("Su mensaje").fill("a medio escribir")

    await page.reload()

    await expect(own(page, "¿Dónde puedo pagar?")).to_be_visible()
    await expect(page.get_by_text("En la oficina principal.")).to_have_count(1)
    await expect(page.get_by_label("Su mensaje")).to_have_value("a medio escribir")


async def test_the_conversation_can_be_taken_off_a_shared_computer(page: Page) -> None:
    await say(page, "cosas mías")
    await expect(own(page, "cosas mías")).to_contain_text("Enviado")
    page.on("dialog", lambda dialog: dialog.accept())

    await page.get_by_role("button", name="Borrar de este equipo").click()

    await expect(own(page, "cosas mías")).to_have_count(0)
    assert await page.evaluate("Object.keys(localStorage).filter(key => /token|unsent|draft/.test(key))") == []
    await say(page, "otra persona")
    await expect(own(page, "otra persona")).to_contain_text("Enviado")
    async with transaction() as session:
        assert await session.scalar(select(func.count(Message.conversation_id.distinct()))) == 2


async def test_a_session_that_is_unknown_begins_anew(page: Page) -> None:
    await page.evaluate("localStorage.setItem('ventanilla.token', 'de-otra-instalacion')")
    await page.reload()
    await say(page, "Hola de nuevo")
    await expect(own(page, "Hola de nuevo")).to_contain_text("Enviado")
    assert await stored() == ["Hola de nuevo"]


async def test_a_message_that_is_refused_can_be_corrected(page: Page) -> None:
    await page.get_by_label("Su mensaje").evaluate("field => field.removeAttribute('maxlength')")
    await say(page, "a" * 4001)
    refused = page.locator(".item.refused")
    await expect(refused).to_contain_text("El mensaje es muy largo")
    await refused.get_by_role("button", name="Corregir").click()
    await expect(refused).to_have_count(0)
    await say(page, "más corto")
    await expect(own(page, "más corto")).to_contain_text("Enviado")


async def test_a_proxy_that_holds_the_stream_back_costs_only_time(context: BrowserContext, url: str) -> None:
    page = await context.new_page()
    await page.clock.install()
    await page.route("**/chat/stream*", lambda route: None)
    await page.goto(url)
    await say(page, "Hola")
    await expect(own(page, "Hola")).to_contain_text("Enviado")
    await page.clock.run_for(11_000)
    await office_says("Por sondeo")

    async def arrived() -> bool:
        await page.clock.run_for(1_000)
        return await page.get_by_text("Por sondeo").count() == 1

    assert await until(arrived)


async def test_with_the_keyboard_alone(page: Page) -> None:
    async def focused() -> str:
        inside = "document.activeElement.shadowRoot?.activeElement ?? document.activeElement"
        return str(await page.evaluate(f"(at => at.getAttribute('aria-label') || at.id || at.textContent)({inside})"))

    async def tab_to(name: str) -> None:
        for _ in range(40):
            await page.keyboard.press("Tab")
            if await focused() == name:
                return
        raise AssertionError(f"the keyboard does not reach {name}")

    await tab_to("Cerrar el chat")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog")).to_be_hidden()
    assert await focused() == "Escríbanos"
    await page.keyboard.press("Enter")
    assert await focused() == "text"
    await page.keyboard.type("Hola")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("segunda línea")
    await page.keyboard.press("Enter")
    await expect(own(page, "segunda línea")).to_contain_text("Enviado")
    await office_says("¿Sí o no?", choices=["Sí", "No"])
    await expect(page.get_by_role("button", name="Sí", exact=True)).to_be_visible()
    while await focused() != "No":
        await page.keyboard.press("Shift+Tab")
    await page.keyboard.press("Enter")
    await expect(own(page, "No")).to_contain_text("Enviado")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_be_hidden()
    assert await stored() == ["Hola\nsegunda línea", "No"]


async def test_closed_it_says_how_much_is_new(page: Page) -> None:
    await say(page, "Hola")
    await expect(own(page, "Hola")).to_contain_text("Enviado")
    await page.get_by_role("button", name="Cerrar el chat").click()
    await office_says("uno")
    await office_says("dos")
    await expect(page.get_by_role("button", name="Escríbanos")).to_contain_text("2 mensajes nuevos")
    await expect(page.get_by_text("Tiene 2 mensajes nuevos en el chat.")).to_be_attached()
    await page.get_by_role("button", name="Escríbanos").click()
    await expect(page.locator(".badge")).to_be_hidden()


@pytest.mark.parametrize(("width", "height"), [(320, 640), (320, 256), (PHONE["width"], PHONE["height"]), (640, 400)])
async def test_nothing_is_cut_on_a_small_screen(browser: Browser, url: str, width: int, height: int) -> None:
    """320 by 256 is a desktop at 400 %, 640 by 400 one at 200 % (WCAG 1.4.10, 1.4.4)."""
    context = await browser.new_context(viewport={"width": width, "height": height})
    page = await context.new_page()
    await page.goto(url)
    await expect(page.get_by_role("dialog")).to_be_hidden()
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await page.get_by_role("button", name="Escríbanos").click()
    await say(page, "Hola")
    await expect(own(page, "Hola")).to_contain_text("Enviado")
    await office_says("unapalabralarguísima" * 12, choices=["Una respuesta bastante larga para un botón", "No"])
    await expect(page.get_by_role("button", name="No", exact=True)).to_be_visible()
    assert await page.get_by_role("log").evaluate("log => log.scrollWidth <= log.clientWidth && log.clientHeight > 60")
    for control in (page.get_by_label("Su mensaje"), page.get_by_role("button", name="Enviar", exact=True)):
        box = await control.bounding_box()
        assert box and box["x"] >= 0 and box["x"] + box["width"] <= width and box["y"] + box["height"] <= height
    await context.close()


async def test_on_another_office_page_it_is_one_tag(context: BrowserContext, url: str, database: str) -> None:
    """With the page's own styles against it and a strict policy."""
    policy = f"default-src 'none'; script-src {url}; connect-src {url}; style-src 'self'"
    html = f'<!doctype html><title>x</title><script src="{url}/chat.js" defer></script><p>Alcaldía</p>'

    async def answer(route: Route) -> None:
        await route.fulfill(body=html, content_type="text/html", headers={"Content-Security-Policy": policy})

    page = await context.new_page()
    await page.route(f"{url}/otra-pagina", answer)
    await page.goto(f"{url}/otra-pagina")
    await page.get_by_role("button", name="Escríbanos").click()
    await say(page, "Hola")
    await expect(own(page, "Hola")).to_contain_text("Enviado")
    assert await page.get_by_role("dialog").evaluate("panel => getComputedStyle(panel).position") == "fixed"


async def test_every_text_can_be_read(page: Page) -> None:
    """Contrast of at least 4.5 to 1 (WCAG 1.4.3) for every text of the chat, against the nearest opaque ground."""
    await say(page, "Hola")
    await until(only_conversation)
    await office_says("Salgan todos.", purpose="safety")
    await office_says("¿Sí?", choices=["Sí", "No"])
    await expect(page.get_by_role("button", name="Sí", exact=True)).to_be_visible()
    await expect(page.locator(".item").first).to_have_css("opacity", "1")
    found = await page.locator("#ventanilla-chat").evaluate(CONTRASTS)
    assert len(found) > 10
    assert [one for one in found if one["ratio"] < 4.5] == []


CONTRASTS = """host => {
  const numbers = colour => (colour.match(/[\\d.]+/g) || []).map(Number);
  const ground = element => {
    for (let at = element; at; at = at.parentElement) {
      const [r, g, b, a = 1] = numbers(getComputedStyle(at).backgroundColor);
      if (a === 1) return [r, g, b];
    }
    return [255, 255, 255];
  };
  const light = colour => colour.slice(0, 3)
    .map(part => part / 255)
    .map(part => part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
  return [...host.shadowRoot.querySelectorAll('*')]
    .filter(one => one.offsetParent && [...one.childNodes].some(child => child.nodeType === 3 && child.data.trim()))
    .map(one => {
      const [a, b] = [light(numbers(getComputedStyle(one).color)), light(ground(one))].sort((x, y) => y - x);
      return { text: one.textContent.slice(0, 30), ratio: (a + 0.05) / (b + 0.05) };
    });
}"""
