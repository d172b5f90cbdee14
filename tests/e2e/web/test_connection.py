"""The web chat on a bad connection, in several tabs, and with an office that is slow, busy or gone."""

import asyncio

from playwright.async_api import BrowserContext, Page, Route, expect
from sqlalchemy import func, select

from bot.database import transaction
from bot.messaging.message import InboundEvent, Message
from tests.database_away import database_away
from tests.e2e.web.states import PHOTO
from tests.e2e.web.visit import own, say, stored
from tests.serving import until
from tests.web_chat import office_says, only_conversation

A_MINUTE = 60_000


async def shown(page: Page) -> list[str]:
    """What stands in the log, in its order."""
    return await page.locator(".item .bubble").all_inner_texts()


async def conversations() -> int:
    async with transaction() as session:
        return await session.scalar(select(func.count(Message.conversation_id.distinct()))) or 0


async def test_a_minute_offline_in_the_middle_of_a_conversation(context: BrowserContext, url: str) -> None:
    page = await context.new_page()
    await page.clock.install()
    await page.goto(url)
    await say(page, "uno")
    await expect(own(page, "uno")).to_contain_text("Enviado")
    await office_says("Le leo.")
    await expect(page.get_by_text("Le leo.")).to_be_visible()

    await context.set_offline(True)
    await say(page, "dos")
    await office_says("¿Sigue ahí?")
    await page.clock.run_for(A_MINUTE // 2)
    await say(page, "tres")
    await page.locator("#ventanilla-chat input[type=file]").set_input_files(PHOTO)
    await say(page, "cuatro")
    await office_says("Espero su respuesta.")
    await page.clock.run_for(A_MINUTE // 2)
    await expect(page.get_by_text("Sin conexión a internet")).to_be_visible()
    assert await stored() == ["uno"]

    await context.set_offline(False)
    await expect(page.locator(".item.citizen.sent")).to_have_count(5)
    await office_says("Lo tengo todo.")
    await expect(page.get_by_text("Lo tengo todo.")).to_be_visible()

    texts = [text for text in await stored() if text]
    assert texts == ["uno", "dos", "tres", "cuatro"]
    async with transaction() as session:
        assert await session.scalar(select(func.count()).select_from(InboundEvent)) == 5
    said = [text.removeprefix("Usted:").strip() for text in await shown(page)]
    order = ["uno", "Le leo.", "¿Sigue ahí?", "Espero su respuesta.", "dos", "tres", "cuatro", "Lo tengo todo."]
    assert [text for text in said if text] == order
    await expect(page.get_by_text("Sin conexión a internet")).to_be_hidden()


async def test_a_try_that_fails_as_the_network_comes_back_is_soon_repeated(page: Page) -> None:
    tries = 0

    async def fail(route: Route) -> None:
        nonlocal tries
        tries += 1
        if tries > 6:
            await route.continue_()
            return
        if tries == 6:
            await page.evaluate("dispatchEvent(new Event('online'))")
        await route.abort("internetdisconnected")

    await page.clock.install()
    await page.reload()
    await page.route("**/chat/messages", fail)
    await say(page, "uno")

    async def failed(times: int) -> bool:
        await page.clock.run_for(1_000)
        return tries >= times

    assert await until(lambda: failed(6))
    await expect(own(page, "uno")).to_contain_text("Enviado", timeout=5_000)
    assert await stored() == ["uno"]


async def test_two_tabs_say_everything_once(context: BrowserContext, page: Page, url: str) -> None:
    beside = await context.new_page()
    await beside.goto(url)
    await asyncio.gather(say(page, "desde una"), say(beside, "desde otra"))
    await expect(own(page, "desde una")).to_contain_text("Enviado")
    await expect(own(beside, "desde otra")).to_contain_text("Enviado")
    assert await conversations() == 1

    await context.set_offline(True)
    for number in range(3):
        await say(page, f"a{number}")
        await say(beside, f"b{number}")
    await context.set_offline(False)

    for tab in (page, beside):
        await expect(tab.locator(".item.citizen.sent")).to_have_count(8)
        await expect(tab.locator(".item.citizen")).to_have_count(8)
    assert (await stored())[2:] == ["a0", "b0", "a1", "b1", "a2", "b2"]


async def test_a_proxy_that_refuses_streams_is_asked_instead(context: BrowserContext, url: str) -> None:
    page = await context.new_page()
    await page.clock.install()
    streams = 0

    async def refuse(route: Route) -> None:
        nonlocal streams
        streams += 1
        await route.fulfill(status=502, body="Bad Gateway")

    await page.route("**/chat/stream*", refuse)
    await page.goto(url)
    await say(page, "Hola")
    await expect(own(page, "Hola")).to_contain_text("Enviado")
    for words in ("primera", "segunda"):
        await office_says(words)

        async def arrived(words: str = words) -> bool:
            await page.clock.run_for(1_000)
            return await page.get_by_text(words).count() == 1

        assert await until(arrived)
    await page.clock.run_for(A_MINUTE)
    assert streams == 2
    await expect(page.get_by_text("No logramos conectarnos")).to_be_hidden()


async def test_a_busy_office_is_asked_again_when_it_says(page: Page) -> None:
    answers = [
        (429, {"Retry-After": "1"}, '{"detail": "Espere"}'),
        (503, {}, "<html>"),
        (500, {}, ""),
    ]

    async def refuse(route: Route) -> None:
        if not answers:
            await route.continue_()
            return
        status, headers, body = answers.pop(0)
        await route.fulfill(status=status, headers=headers, body=body)

    await page.route("**/chat/messages", refuse)
    await say(page, "uno")
    await say(page, "dos")
    await expect(own(page, "uno")).to_contain_text("Reintentando")
    await expect(own(page, "dos")).to_contain_text("Enviado", timeout=20_000)
    assert await stored() == ["uno", "dos"]
    assert answers == []


async def test_a_danger_told_with_the_database_away_is_answered_once(page: Page) -> None:
    warning = page.locator(".item.safety")
    async with database_away():
        await say(page, "Hola")
        await expect(own(page, "Hola")).to_contain_text("Enviado")
        await say(page, "huele a gas en la cocina")
        await expect(warning).to_have_count(1)
        await expect(own(page, "huele a gas")).to_contain_text("Enviado")
        await page.reload()
        await expect(warning).to_have_count(1)
        await expect(page.locator(".item.citizen.sent")).to_have_count(2)
    assert await stored() == ["Hola", "huele a gas en la cocina"]

    for _ in ("as it goes on", "after a reload"):
        # By then the page has the office's record.
        await expect(page.get_by_text("En espera de una persona")).to_be_visible(timeout=A_MINUTE)
        await expect(warning).to_have_count(1)
        await expect(page.locator(".item")).to_have_count(3)
        await page.reload()
    assert await page.evaluate("Object.keys(localStorage).filter((key) => key.includes('unsent'))") == []


async def test_a_photo_sent_with_the_database_away_is_sent_once(page: Page) -> None:
    posted: list[str] = []
    page.on("request", lambda request: posted.append(request.url) if request.url.endswith("/chat/files") else None)
    async with database_away():
        await page.locator("#ventanilla-chat input[type=file]").set_input_files(PHOTO)
        await expect(page.locator(".item.citizen.sent")).to_contain_text("Enviado")
        await say(page, "se cayó el poste")
        await expect(own(page, "se cayó")).to_contain_text("Enviado")
        await page.reload()
        await expect(page.locator(".item.citizen.sent")).to_have_count(2)
        await expect(page.get_by_role("img", name="medidor.png")).to_be_visible()

    # Once it is in the record, the browser forgets its own.
    unsent = "!Object.keys(localStorage).some((key) => key.includes('unsent'))"
    await page.wait_for_function(unsent, timeout=A_MINUTE)
    await page.reload()
    await expect(page.locator(".item.citizen.sent")).to_have_count(2)
    await expect(page.get_by_role("img", name="medidor.png")).to_be_visible()
    assert await stored() == ["", "se cayó el poste"]
    assert len(posted) == 1


async def test_a_session_that_ended_loses_no_words(page: Page) -> None:
    await say(page, "antes")
    await expect(own(page, "antes")).to_contain_text("Enviado")
    token = await page.evaluate("localStorage['ventanilla.token']")

    async def ended(route: Route) -> None:
        if route.request.headers.get("authorization") == f"Bearer {token}":
            await route.fulfill(status=401, body='{"detail": "La sesión no existe."}')
        else:
            await route.continue_()

    await page.route("**/chat/messages", ended)
    await page.get_by_label("Su mensaje").fill("a medio escribir")
    await page.get_by_role("button", name="Dónde pagar").click()

    await expect(own(page, "¿Dónde puedo pagar?")).to_contain_text("Enviado")
    await expect(page.get_by_role("alert")).to_contain_text("La conversación anterior terminó")
    await expect(page.get_by_label("Su mensaje")).to_have_value("a medio escribir")
    assert await conversations() == 2


async def test_what_was_not_seen_is_counted_after_a_reload_and_in_every_tab(
    context: BrowserContext, page: Page, url: str
) -> None:
    await say(page, "Hola")
    await until(only_conversation)
    await office_says("vista")
    await expect(page.get_by_text("vista")).to_be_visible()
    await page.get_by_role("button", name="Cerrar el chat").click()
    await office_says("sin ver")
    await expect(page.locator(".badge")).to_contain_text("1 mensaje nuevo")

    await page.set_viewport_size({"width": 800, "height": 700})
    await page.reload()
    await expect(page.locator(".badge")).to_contain_text("1 mensaje nuevo")
    beside = await context.new_page()
    await beside.goto(url)
    await expect(beside.get_by_text("sin ver")).to_be_visible()
    await expect(page.locator(".badge")).to_be_hidden()


async def test_a_broken_note_in_the_browser_stops_nothing(page: Page) -> None:
    await page.evaluate("localStorage.setItem('ventanilla.unsent.x', '{broken')")
    await page.evaluate("localStorage.setItem('ventanilla.seen', 'x')")
    await page.reload()
    await say(page, "Hola")
    await expect(own(page, "Hola")).to_contain_text("Enviado")


async def test_older_messages_come_when_asked_for(page: Page) -> None:
    await say(page, "Hola")
    await until(only_conversation)
    for number in range(205):
        await office_says(f"línea {number}.")
    await page.reload()
    await expect(page.get_by_text("línea 204.")).to_be_visible()
    assert await own(page, "Hola").count() == 0

    await page.get_by_role("button", name="Ver mensajes anteriores").click()

    await expect(own(page, "Hola")).to_have_count(1)
    await expect(page.get_by_role("button", name="Ver mensajes anteriores")).to_be_hidden()
    await expect(page.locator(".item")).to_have_count(206)
