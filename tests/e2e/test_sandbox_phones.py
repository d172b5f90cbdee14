"""The simulated phones in a browser: what a person types reaches the office, and its answer comes to the screen."""

import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import parse_qsl

import httpx
import pytest
from playwright.async_api import Browser, Page, expect
from starlette.responses import Response

from tests.e2e.browser import chromium
from tests.sandboxes import (
    ACCOUNT_SID,
    AUTH_TOKEN,
    SMS,
    TOKEN,
    Office,
    Sandbox,
    sandbox_for,
    serving_office,
    start_sandbox,
)

ANA = 700000101


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with serving_office() as office, sandbox_for(office) as sandbox:
        yield sandbox


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


async def call(sandbox: Sandbox, method: str, **values: object) -> None:
    async with httpx.AsyncClient() as client:
        answer = await client.post(f"{sandbox.url}/bot{TOKEN}/{method}", json=values)
        assert answer.json()["ok"]


async def test_a_person_talks_on_telegram(sandbox: Sandbox, browser: Browser) -> None:
    await call(sandbox, "setWebhook", url=f"{sandbox.office.url}/telegram")
    page = await browser.new_page(viewport={"width": 390, "height": 844})
    await page.goto(f"{sandbox.url}/phones/telegram/ana")
    await page.get_by_role("button", name="Iniciar", exact=True).click()
    await page.get_by_role("textbox", name="Escriba aquí su mensaje").fill("¿Cuánto debo?")
    await page.keyboard.press("Enter")
    await expect(page.locator(".message.sent.delivered")).to_have_count(2)
    markup = {"inline_keyboard": [[{"text": "Sí", "callback_data": "si"}]]}
    await call(
        sandbox, "sendMessage", chat_id=ANA, text="<b>¿Seguro?</b> <i>x</i>", parse_mode="HTML", reply_markup=markup
    )
    await expect(page.locator(".message.received strong")).to_have_text("¿Seguro?")
    await page.get_by_role("button", name="Sí").click()
    await expect_update(page, sandbox, "callback_query")
    await page.get_by_role("button", name="Bloquear").click()
    await page.get_by_role("button", name="Desbloquear").last.click()
    await expect(page.get_by_role("textbox")).to_be_visible()


async def test_three_phones_side_by_side(sandbox: Sandbox, browser: Browser) -> None:
    sandbox.office.answers = [Response("<Response><Message>*Hola* Ana</Message></Response>", media_type="text/xml")]
    page = await browser.new_page(viewport={"width": 1440, "height": 900})
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    await page.goto(sandbox.url)
    whatsapp = page.get_by_role("region", name="Teléfono con WhatsApp")
    await whatsapp.get_by_role("button", name="Hola").click()
    await expect(whatsapp.locator(".message.received strong")).to_have_text("Hola")
    await expect(whatsapp.locator(".notice")).to_contain_text("Ventana de 24 h abierta")
    sms = page.get_by_role("region", name="Teléfono con SMS")
    await sms.get_by_role("textbox").fill("STOP")
    await page.keyboard.press("Enter")
    await expect(sms.locator(".notice")).to_contain_text("no puede enviarle SMS")
    async with httpx.AsyncClient(auth=(ACCOUNT_SID, AUTH_TOKEN)) as client:
        path = f"{sandbox.url}/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json"
        refused = await client.post(path, data={"To": "+573000000101", "From": SMS, "Body": "x"})
    assert refused.json()["code"] == 21610
    assert problems == []


async def test_a_person_calls(browser: Browser) -> None:
    office = Office()
    office.served.start()
    sandbox = start_sandbox(office, voice_number="+576000000003", voice_webhook=f"{office.url}/call", voice_pace=0)
    listen = '<Gather input="dtmf speech" action="/heard"{keys}><Say>{said}</Say></Gather>'
    dial = '<Dial action="/dialed"><Number>+576000000100</Number></Dial>'
    inner = (
        listen.format(said="¿Qué necesita?", keys=""),
        listen.format(said="Marque uno.", keys=' numDigits="1"'),
        dial,
    )
    office.answers = [Response(f"<Response>{verbs}</Response>", media_type="text/xml") for verbs in inner]
    page = await browser.new_page(viewport={"width": 390, "height": 844})
    await page.goto(f"{sandbox.url}/phones/voice/ana")
    await expect(page.get_by_role("textbox", name="Escriba lo que dice")).to_be_disabled()
    await page.get_by_role("button", name="Llamar").click()
    await expect(page.locator(".message.received")).to_have_text("¿Qué necesita?")
    await page.get_by_role("textbox", name="Escriba lo que dice").fill("Cuánto debo")
    await page.keyboard.press("Enter")
    await expect(page.locator(".message.received").last).to_have_text("Marque uno.")
    await page.get_by_role("button", name="Marcar 1", exact=True).click()
    await page.get_by_role("button", name="Ocupado").click()
    await expect(page.get_by_text("Llamada terminada", exact=True)).to_be_visible()
    await expect(page.get_by_role("button", name="Llamar")).to_be_visible()
    assert [request.path for request in office.received] == ["/call", "/heard", "/heard", "/dialed"]
    sandbox.served.stop()
    office.served.stop()


@pytest.mark.parametrize("channel", ["telegram", "whatsapp"])
async def test_a_phone_sends_every_kind_of_file(
    sandbox: Sandbox, browser: Browser, channel: str, tmp_path: Path
) -> None:
    await call(sandbox, "setWebhook", url=f"{sandbox.office.url}/telegram")
    page = await browser.new_page(viewport={"width": 390, "height": 844})
    await page.goto(f"{sandbox.url}/phones/{channel}/ana")
    if channel == "telegram":
        await page.get_by_role("button", name="Iniciar", exact=True).click()
    paper = tmp_path / "recibo.pdf"
    paper.write_bytes(b"%PDF-1.7 a bill")
    for title, shown in (("Nota de voz", "audio"), ("Sticker", "img.sticker"), ("Documento", "a.document")):
        await page.get_by_role("button", name="Enviar un archivo").click()
        if title == "Documento":
            async with page.expect_file_chooser() as chooser:
                await page.get_by_role("button", name=title).click()
            await (await chooser.value).set_files(paper)
        else:
            await page.get_by_role("button", name=title, exact=False).first.click()
        await expect(page.locator(f".message.sent.delivered {shown}")).to_have_count(1)
    kinds = [_sent_as(request.body, channel) for request in sandbox.office.on(f"/{channel}")]
    assert [kind for kind in kinds if kind] == (
        ["voice", "sticker", "document"] if channel == "telegram" else ["audio", "sticker", "document"]
    )


def _sent_as(body: bytes, channel: str) -> str:
    """What a provider's webhook says that a file is."""
    if channel == "whatsapp":
        return dict(parse_qsl(body.decode()))["MessageType"]
    message = json.loads(body)["message"]
    return next((kind for kind in ("voice", "sticker", "document") if kind in message), "")


@pytest.mark.parametrize("width", [360, 390, 1000, 1440])
async def test_no_page_scrolls_sideways(sandbox: Sandbox, browser: Browser, width: int) -> None:
    page = await browser.new_page(viewport={"width": width, "height": 800})
    for path in ("/", "/phones/telegram/luis", "/phones/whatsapp/luis", "/phones/sms/luis"):
        await page.goto(sandbox.url + path)
        await expect(page.locator(".phone").last).to_be_attached()
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


async def expect_update(page: Page, sandbox: Sandbox, kind: str) -> None:
    for _ in range(100):
        if any(kind in json.loads(request.body) for request in sandbox.office.on("/telegram")):
            return
        await page.wait_for_timeout(50)
    raise AssertionError(f"no {kind} came")
