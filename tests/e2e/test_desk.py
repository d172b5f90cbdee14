"""Agents at the desk, in real browsers: two of them, live, and one with a phone."""

import asyncio
import base64
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser, FilePayload, Page, Route, expect
from sqlalchemy import select

from bot import clock, media
from bot.cases import closing
from bot.cases.case import Case
from bot.database import transaction
from bot.desk.agents import set_supervisor
from bot.desk.place import Place
from bot.embedded_postgres import EmbeddedPostgres
from bot.messaging import intake
from bot.messaging.content import Media
from bot.messaging.conversation import Conversation, Owner
from bot.messaging.message import Message
from sandbox.pages import HERE
from tests.billing_builders import create_agreement, create_report
from tests.builders import create_case, create_conversation, create_message, make_inbound
from tests.channels import SMS_NUMBER, WHATSAPP_NUMBER, configure, forget
from tests.e2e.browser import chromium
from tests.e2e.desk_process import DESKTOP, PHONE, agent_at, make_agent, running_desk, second_tab
from tests.serving import until

SAID = "Desde ayer no hay agua en mi cuadra"
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAIAAAASFvFNAAAAEklEQVR4nGNgqIiCIrmKKAgCADFMBUfdPWuPAAAAAElFTkSuQmCC"
)
ANSWERED = "Buenas tardes, ya reviso su caso"


@dataclass
class Stage:
    """A running desk, a browser, and where the desk logs."""

    address: str
    browser: Browser
    log: Path

    async def agent(self, login: str = "ana", viewport=DESKTOP) -> Page:
        return await agent_at(self.browser, self.address, login, viewport)


@pytest.fixture(scope="module")
async def running(postgres: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    log = tmp_path_factory.mktemp("desk") / "desk.log"
    with pytest.MonkeyPatch.context() as patch:
        configure(patch, whatsapp_contents='{"template-reply": "HX1"}')
        async with running_desk(log) as address, chromium() as browser:
            yield Stage(address, browser, log)
    forget()


@pytest.fixture
async def stage(running: Stage, database: str) -> AsyncIterator[Stage]:
    await make_agent("ana", "Ana Ruiz")
    await make_agent("bea", "Bea Paz")
    yield running
    for context in running.browser.contexts:
        await context.close()


async def waiting(text: str = SAID, *, address: str = "sesion-4821", cases: int = 0, **fields: Any) -> int:
    async with transaction() as session:
        conversation = await create_conversation(
            session,
            address=address,
            owner=Owner.QUEUE,
            queued_at=clock.now(),
            summary=text,
            queue_reason="person",
            **fields,
        )
        await create_message(session, conversation, body=text)
        for _ in range(cases):
            await create_case(session, conversation)
        return conversation.id


async def sent(conversation_id: int) -> list[str]:
    async with transaction() as session:
        return list(
            await session.scalars(
                select(Message.body)
                .where(Message.conversation_id == conversation_id, Message.direction == "out")
                .order_by(Message.seq)
            )
        )


async def open_first(page: Page, shelf: str) -> None:
    await page.locator(f".shelf-{shelf} .entry").first.click()
    await expect(page.locator(".line").first).to_be_visible()


async def take_first(page: Page) -> None:
    await open_first(page, "waiting")
    await page.get_by_role("button", name="Tomar").click()
    await expect(page.locator(".owner")).to_have_text("La atiende usted")


async def write(page: Page, text: str) -> None:
    await page.locator(".composer textarea").fill(text)
    await page.keyboard.press("Enter")


async def test_take_answer_and_live_in_a_second_browser(stage):
    conversation_id = await waiting()
    ana, bea = await stage.agent("ana"), await stage.agent("bea")
    await open_first(bea, "waiting")
    await expect(bea.locator(".composer textarea")).to_be_disabled()
    await take_first(ana)
    await expect(bea.locator(".owner")).to_have_text("La atiende Ana Ruiz")
    await expect(bea.locator(".shelf-waiting .entry")).to_have_count(0)
    await write(ana, ANSWERED)
    await expect(bea.locator(".by-agent .text")).to_have_text(ANSWERED)
    await expect(bea.locator(".by-agent .by")).to_contain_text("Ana Ruiz")
    await expect(ana.locator(".by-agent .meta")).to_contain_text("en cola")
    await expect(ana.locator(".composer textarea")).to_have_value("")
    assert await sent(conversation_id) == [ANSWERED]


async def test_both_click_at_once_and_the_slower_is_told_who_has_it(stage):
    conversation_id = await waiting()
    pages = [await stage.agent("ana"), await stage.agent("bea")]
    for page in pages:
        await open_first(page, "waiting")
    await asyncio.gather(*(page.get_by_role("button", name="Tomar").dispatch_event("click") for page in pages))

    async def owner() -> int | None:
        async with transaction() as session:
            return await session.scalar(select(Conversation.agent_id).where(Conversation.id == conversation_id))

    await until(owner)
    winner = await _winner(pages)
    loser = pages[1 - winner]
    name = ("Ana Ruiz", "Bea Paz")[winner]
    await expect(loser.locator(".owner")).to_have_text(f"La atiende {name}")
    await expect(loser.get_by_role("button", name="Tomar")).to_be_hidden()


async def _winner(pages: list[Page]) -> int:
    async def has(page: Page) -> bool:
        return await page.locator(".owner").inner_text() == "La atiende usted"

    async def look() -> list[int]:
        return [number for number, page in enumerate(pages) if await has(page)]

    return (await until(look))[0]


async def test_a_citizens_message_appears_by_itself_and_counts_as_unread(stage):
    await waiting()
    other = await waiting("Otra persona", address="sesion-7777")
    page = await stage.agent()
    await take_first(page)
    await page.locator(f".entry[data-conversation='{other}']").click()
    await intake.receive(make_inbound(address="sesion-4821", text="¿Sigue ahí?"))
    mine = page.locator(".shelf-mine .entry")
    await expect(mine.locator(".badge")).to_contain_text("1")
    await expect(page).to_have_title(r"(1) Empresas Públicas de Villa Serrana · Puesto de atención")
    await mine.click()
    await expect(page.locator(".line .text").last).to_have_text("¿Sigue ahí?")
    await expect(mine.locator(".badge")).to_have_count(0)


async def test_going_from_one_conversation_to_another_loads_no_page(stage):
    await waiting()
    other = await waiting("Otra persona", address="sesion-7777")
    page = await stage.agent()
    await page.evaluate("window.sameDocument = true")
    await open_first(page, "waiting")
    await page.locator(f".entry[data-conversation='{other}']").click()
    await expect(page.locator(".line .text")).to_have_text("Otra persona")
    assert page.url == f"{stage.address}/c/{other}"
    await page.go_back()
    await expect(page.locator(".line .text")).to_have_text(SAID)
    assert await page.evaluate("window.sameDocument")


async def test_what_a_citizen_writes_is_only_text(stage):
    await waiting("<img src=x onerror=\"document.title='roto'\"><b>hola</b>")
    page = await stage.agent()
    await open_first(page, "waiting")
    await expect(page.locator(".line .text")).to_have_text("<img src=x onerror=\"document.title='roto'\"><b>hola</b>")
    assert await page.locator(".line img, .entry img, .context img").count() == 0
    assert "roto" not in await page.title()


async def test_an_agent_sees_hears_and_downloads_what_a_citizen_sent(stage):
    owner = "web:sesion-4821"
    async with transaction() as session:
        picture = await media.accept(session, PICTURE, claimed="", name="medidor.png", owner=owner)
        voice = await media.accept(session, (HERE / "voice.ogg").read_bytes(), claimed="", name="nota.ogg", owner=owner)
        paper = await media.accept(session, b"%PDF-1.7 a bill", claimed="", name="recibo.pdf", owner=owner)
    await waiting()
    files = [Media(reference=one.id, mime=one.mime, name=one.name, file_id=one.id) for one in (picture, voice, paper)]
    await intake.receive(make_inbound(address="sesion-4821", kind="media", text="", media=files))
    strange = Media(reference="x", mime="application/x-msdownload", file_id="somebody-elses-file")
    await intake.receive(make_inbound(address="sesion-4821", kind="media", text="", media=[strange]))
    page = await stage.agent()
    await open_first(page, "waiting")
    shown = page.locator(".line .picture img")
    await expect(shown).to_be_visible()
    assert await shown.evaluate("image => image.decode().then(() => image.naturalWidth)") == 3
    sound = page.locator(".line audio")
    await sound.evaluate("one => new Promise(done => one.readyState ? done() : one.onloadedmetadata = done)")
    assert 2 < await sound.evaluate("one => one.duration") < 3
    async with page.expect_download() as download:
        await page.locator(".line .file").click()
    assert (await download.value).suggested_filename == "recibo.pdf"
    await expect(page.locator(".file-lost")).to_have_text("Archivo: no se pudo descargar")
    address = await shown.get_attribute("src")
    async with httpx.AsyncClient(base_url=stage.address) as stranger:
        assert (await stranger.get(address or "")).status_code == 401


async def test_an_agent_sends_a_picture_and_is_told_what_cannot_be_sent(stage):
    conversation_id = await waiting()
    page = await stage.agent()
    await open_first(page, "waiting")
    await expect(page.get_by_role("button", name="Enviar un archivo")).to_be_disabled()
    await take_first(page)
    files = page.locator(".composer input[type=file]")
    await files.set_input_files({"name": "medidor.png", "mimeType": "image/png", "buffer": PICTURE})
    await expect(page.locator(".by-agent .picture img")).to_have_js_property("naturalWidth", 3)
    await expect(page.locator(".by-agent .text")).to_have_text("Le envío esta foto.")
    await files.set_input_files({"name": "nota.pdf", "mimeType": "application/pdf", "buffer": b"MZ" + bytes(99)})
    await expect(page.get_by_role("alert")).to_contain_text("Puede enviar fotos")
    assert await sent(conversation_id) == ["Le envío esta foto."]


async def test_a_file_that_still_travels_when_the_agent_goes_on_reaches_nobody(stage):
    first, second = await waiting(), await waiting("Otra persona", address="sesion-7777")
    page = await stage.agent()
    for conversation_id, text in ((first, SAID), (second, "Otra persona")):
        await page.locator(f".entry[data-conversation='{conversation_id}']").click()
        await expect(page.locator(".line .text")).to_have_text(text)
        await page.get_by_role("button", name="Tomar").click()
        await expect(page.locator(".owner")).to_have_text("La atiende usted")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    await page.route("**/upload/*", hold)
    files = page.locator(".composer input[type=file]")
    picture: FilePayload = {"name": "medidor.png", "mimeType": "image/png", "buffer": PICTURE}
    await files.set_input_files(picture)
    await until(lambda: held)
    await page.locator(f".entry[data-conversation='{first}']").click()
    await expect(page.get_by_role("alert")).to_contain_text("El archivo no se envió")
    await page.unroute("**/upload/*")
    await files.set_input_files(picture)
    await expect(page.locator(".by-agent .picture img")).to_have_js_property("naturalWidth", 3)
    assert (await sent(first), await sent(second)) == (["Le envío esta foto."], [])


async def test_a_draft_outlives_a_reload_and_follows_into_another_tab(stage):
    await waiting()
    page = await stage.agent()
    await take_first(page)
    await page.locator(".composer textarea").fill("Estoy escribiendo")

    await until(_has_draft)
    await page.reload()
    await expect(page.locator(".composer textarea")).to_have_value("Estoy escribiendo")
    other = await second_tab(page.context, page.url)
    await write(page, "Estoy escribiendo y envío")
    await expect(other.locator(".by-agent .text")).to_have_text("Estoy escribiendo y envío")


async def test_give_back_and_close_with_an_outcome(stage):
    conversation_id = await waiting(cases=1)
    page = await stage.agent()
    await take_first(page)
    await page.get_by_role("button", name="Devolver al asistente").click()
    await expect(page.locator(".owner")).to_have_text("La atiende el asistente")
    await page.get_by_role("button", name="Tomar").click()
    await page.get_by_role("button", name="Cerrar caso", exact=True).first.click()
    await page.locator(".closing-outcome").click()
    await page.get_by_role("option", name="Resuelto a favor").click()
    await page.locator(".closing-text textarea").fill("Ya corregimos su factura.")
    await page.locator(".confirm-closing").click()
    await expect(page.locator(".owner")).to_have_text("La atiende el asistente")
    await expect(page.locator(".context")).to_contain_text("Resultado: Resuelto a favor")
    await expect(page.locator(".context")).to_contain_text("Seguimiento previsto")
    (told,) = await sent(conversation_id)
    assert told.endswith("Resultado: resuelto a favor.\n\nYa corregimos su factura.")


async def test_of_several_cases_the_one_beside_the_button_is_closed(stage):
    await waiting(cases=2)
    async with transaction() as session:
        first, second = await session.scalars(select(Case).order_by(Case.id.desc()))
    page = await stage.agent()
    await take_first(page)
    card = page.locator(".case").filter(has_text=second.number)
    await card.get_by_role("button", name="Cerrar este caso").click()
    await expect(page.locator(".closing-case")).to_contain_text(second.number)
    await page.locator(".closing-outcome").click()
    await page.get_by_role("option", name="No procede").click()
    await page.locator(".confirm-closing").click()
    await expect(card).to_contain_text("Resultado: No procede")
    await expect(page.locator(".case").filter(has_text=first.number)).not_to_contain_text("Resultado")


async def test_an_agreement_is_confirmed_after_a_question(stage):
    conversation_id = await waiting(cases=1)
    async with transaction() as session:
        await create_agreement(session, (await session.scalars(select(Case))).one())
    page = await stage.agent()
    await open_first(page, "waiting")
    await expect(page.locator(".context")).to_contain_text("Acuerdo de pago por decidir")
    await expect(page.get_by_role("button", name="Confirmar acuerdo")).to_have_count(0)
    await page.get_by_role("button", name="Tomar").click()
    await page.locator(".context").get_by_role("button", name="Cerrar este caso").click()
    await expect(page.get_by_role("dialog")).to_contain_text("Resuelto a favor: Acuerdo de pago confirmado.")
    await page.get_by_role("dialog").get_by_role("button", name="Cancelar").click()
    await page.locator(".context").get_by_role("button", name="Confirmar acuerdo").click()
    await page.locator(".decision-text textarea").fill("La espero el lunes.")
    await page.locator(".confirm-decision").click()
    await expect(page.locator(".context")).to_contain_text("Resultado: Resuelto a favor")
    await expect(page.locator(".context")).not_to_contain_text("por decidir")
    (told,) = await sent(conversation_id)
    assert "quedó confirmado" in told and told.endswith("La espero el lunes.")


async def test_a_payment_that_is_looked_for_and_not_there_is_told_and_the_case_reopened_asks_again(stage):
    conversation_id = await waiting(cases=1)
    async with transaction() as session:
        await create_report(session, (await session.scalars(select(Case))).one())
    page = await stage.agent()
    await open_first(page, "waiting")
    context = page.locator(".context")
    await expect(context).to_contain_text("Pago por verificar: $130.000")
    await expect(page.get_by_role("button", name="Pago no aparece")).to_have_count(0)
    await page.get_by_role("button", name="Tomar").click()
    await expect(context.get_by_role("button", name="Pago encontrado")).to_be_visible()
    await context.get_by_role("button", name="Pago no aparece").click()
    await expect(page.get_by_role("dialog")).to_contain_text("$130.000")
    await page.locator(".confirm-decision").click()
    await expect(context).to_contain_text("Resultado: No procede")
    await expect(context).not_to_contain_text("por verificar")
    (told,) = await sent(conversation_id)
    assert "no aparece" in told and "comprobante" in told
    async with transaction() as session:
        await closing.reopen(session, (await session.scalars(select(Case))).one(), reason="tiene el comprobante")
    await expect(context).to_contain_text("Pago por verificar: $130.000")
    await page.get_by_role("button", name="Tomar").click()
    await context.get_by_role("button", name="Pago encontrado").click()
    await page.locator(".confirm-decision").click()
    await expect(context).to_contain_text("Resultado: Resuelto a favor")
    assert "Encontramos el pago" in (await sent(conversation_id))[-1]


async def test_a_conversation_is_passed_to_a_colleague_and_by_a_supervisor_back_to_the_queue(stage):
    await waiting()
    async with transaction() as session:
        await set_supervisor(session, login="bea", supervisor=True)
    ana, bea = await stage.agent("ana"), await stage.agent("bea")
    await take_first(ana)
    await bea.locator("[data-fold=others]").click()
    await expect(bea.locator(".shelf-others .entry")).to_contain_text("Ana Ruiz")
    await ana.get_by_role("button", name="Pasar…").click()
    await expect(ana.locator(".passing-note")).to_be_visible()
    await ana.go_back()
    await expect(ana.locator(".nothing")).to_be_visible()
    await ana.locator(".passing-to").click()
    await ana.get_by_role("option", name="Bea Paz").click()
    await ana.locator(".passing-note textarea").fill("Espera la visita del martes")
    await ana.locator(".confirm-passing").click()
    await expect(bea.locator(".shelf-mine .entry")).to_have_count(1)
    await ana.go_forward()
    await expect(ana.locator(".owner")).to_have_text("La atiende Bea Paz")
    await expect(ana.get_by_role("button", name="Pasar…")).to_be_hidden()
    await open_first(bea, "mine")
    await expect(bea.locator(".context")).to_contain_text("Nota de Ana Ruiz: Espera la visita del martes")
    await bea.get_by_role("button", name="Pasar…").click()
    await bea.locator(".confirm-passing").click()
    await expect(bea.locator(".owner")).to_have_text("Espera a una persona")
    await expect(ana.locator(".shelf-waiting .entry")).to_have_count(1)


async def test_a_closed_conversation_is_found_by_its_case(stage):
    await waiting(text="Otra", address="sesion-1111")
    conversation_id = await waiting(address="sesion-2222", cases=1)
    async with transaction() as session:
        number = await session.scalar(select(Case.number).where(Case.conversation_id == conversation_id))
        (await session.get_one(Conversation, conversation_id)).owner = Owner.ASSISTANT
    page = await stage.agent()
    await page.keyboard.press("Control+k")
    await page.keyboard.type(number)
    await expect(page.locator(".shelf-found .entry")).to_have_count(1)
    await expect(page.locator(".shelf-waiting")).to_be_hidden()
    await open_first(page, "found")
    await expect(page.locator(".context")).to_contain_text(number)
    await page.locator(".search input").press("Escape")
    await expect(page.locator(".shelf-waiting .entry")).to_have_count(1)
    await expect(page.locator(".shelf-found")).to_be_hidden()


async def test_after_24_hours_on_whatsapp_the_agent_sees_what_will_be_sent(stage):
    conversation_id = await waiting(channel="whatsapp", account=WHATSAPP_NUMBER, address="+573001234567")
    async with transaction() as session:
        conversation = await session.get_one(Conversation, conversation_id)
        conversation.address.last_inbound_at = clock.now().replace(year=2020)
    page = await stage.agent()
    await take_first(page)
    await expect(page.locator(".composer-note")).to_contain_text("se enviará la plantilla «Hola, le escribe")
    await write(page, ANSWERED)
    await expect(page.locator(".line").last).to_contain_text(ANSWERED)


async def test_a_phone_shows_one_thing_at_a_time(stage):
    number = "+573001234567"
    conversation_id = await waiting(channel="whatsapp", account=WHATSAPP_NUMBER, address=number, cases=1)
    headline = "Pague en línea: https://www.example.org/" + "promocion-de-noviembre-" * 4
    async with transaction() as session:
        conversation = await session.get_one(Conversation, conversation_id)
        await create_message(session, conversation, body="¿A quién llamo? " * 20, content={"reference": "SM1"})
        for told in ({"forwarded": "often"}, {"referral": {"headline": headline}}, {"replies_to": "SM1"}):
            await create_message(session, conversation, body="¿Es verdad?", content={"details": told})
        texts = await create_conversation(session, channel="sms", account=SMS_NUMBER, address=number)
        await create_message(session, texts)
    page = await stage.agent(viewport=PHONE)
    lists, chat, context = page.locator(".lists"), page.locator(".chat"), page.locator(".context")
    await expect(lists).to_be_visible()
    await expect(chat).to_be_hidden()
    await take_first(page)
    await expect(lists).to_be_hidden()
    for shown in ("puede ser una cadena", f"Llegó por un anuncio: {headline}", "Responde a: ¿A quién llamo?"):
        await expect(chat.locator(".extra").filter(has_text=shown)).to_be_visible()
    assert await chat.locator(".bubble").evaluate_all("all => all.every(one => one.scrollWidth <= one.clientWidth)")
    await page.get_by_role("button", name="Datos del ciudadano").click()
    await expect(context).to_be_visible()
    await expect(context).to_contain_text("Del mismo teléfono")
    await expect(context).to_contain_text("Fecha límite")
    await page.get_by_role("button", name="Volver a la conversación").click()
    await write(page, ANSWERED)
    await expect(page.locator(".by-agent .text")).to_have_text(ANSWERED)
    await page.get_by_role("button", name="Volver a la lista").click()
    await expect(lists).to_be_visible()
    await page.go_back()
    await expect(chat).to_be_visible()
    width = await page.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["width"]


async def test_reading_further_up_is_not_disturbed_by_new_messages(stage):
    conversation_id = await waiting()
    async with transaction() as session:
        conversation = await session.get_one(Conversation, conversation_id)
        for number in range(70):
            await create_message(session, conversation, body=f"mensaje {number}\ncon dos líneas")
    page = await stage.agent()
    await take_first(page)
    thread = page.locator(".thread")
    at_end = "box => box.scrollHeight - box.scrollTop - box.clientHeight < 5"
    await until(lambda: thread.evaluate(at_end))
    await expect(page.locator(".line")).to_have_count(50)
    await thread.evaluate("box => { box.scrollTop = 300 }")
    await intake.receive(make_inbound(address="sesion-4821", text="uno más"))
    await expect(page.get_by_role("button", name="Mensajes nuevos")).to_be_visible()
    assert await thread.evaluate("box => box.scrollTop") == 300
    await page.get_by_role("button", name="Mensajes nuevos").click()
    await until(lambda: thread.evaluate(at_end))
    await page.get_by_role("button", name="Ver mensajes anteriores").click()
    await expect(page.locator(".line")).to_have_count(72)


async def test_logging_out_ends_every_tab_and_nothing_personal_is_logged(stage):
    await waiting()
    page = await stage.agent()
    await take_first(page)
    await write(page, ANSWERED)
    await expect(page.locator(".by-agent .text")).to_have_text(ANSWERED)
    other = await second_tab(page.context, page.url)
    await page.get_by_role("button", name="Salir").click()
    await expect(page).to_have_url(f"{stage.address}/login")
    await expect(other).to_have_url(f"{stage.address}/login")
    logged = stage.log.read_text()
    for personal in (SAID, ANSWERED, "Ana Ruiz", "sesion-4821", "4821"):
        assert personal not in logged


async def test_by_keyboard_alone(stage):
    conversation_id = await waiting()
    page = await stage.agent()
    await page.locator(".shelf-waiting .entry").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator(".line .text")).to_have_text(SAID)
    await page.get_by_role("button", name="Tomar").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator(".composer textarea")).to_be_focused()
    await page.keyboard.type("Línea uno")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("Línea dos")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(".by-agent .text")).to_have_text("Línea uno\nLínea dos")
    assert await sent(conversation_id) == ["Línea uno\nLínea dos"]


async def test_a_desk_that_is_started_again_brings_every_page_back(stage, tmp_path):
    await waiting()
    async with running_desk(tmp_path / "desk.log") as address:
        page = await agent_at(stage.browser, address, "ana")
        await take_first(page)
        await page.locator(".composer textarea").fill("A medio escribir")
        await until(_has_draft)
        await page.evaluate("window.sameDocument = true")
    async with running_desk(tmp_path / "desk.log", port=int(address.rsplit(":", 1)[1])):
        await page.wait_for_function("!window.sameDocument", timeout=120_000)
        await expect(page.locator(".composer textarea")).to_have_value("A medio escribir")
        await expect(page.locator(".owner")).to_have_text("La atiende usted")


async def _has_draft() -> bool:
    async with transaction() as session:
        return bool(await session.scalar(select(Place.draft).where(Place.draft != "")))
