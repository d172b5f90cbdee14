"""A whole dialog on each simulated phone: what its channel has, pressed and read as a person does."""

import base64
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest
from playwright.async_api import Browser, Locator, Page, expect
from starlette.responses import Response

from tests.sandboxes import (
    ACCOUNT_SID,
    AUTH_TOKEN,
    SMS,
    TOKEN,
    WHATSAPP,
    Sandbox,
    sandbox_for,
    serving_office,
    wait_for,
)

ANA, CHAT = "+573000000101", 700000101
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
TEMPLATE = "HX" + "1" * 32
BUTTONS = "HX" + "2" * 32
LIST = "HX" + "3" * 32
CONTENTS: dict[str, dict[str, Any]] = {
    TEMPLATE: {
        "friendly_name": "seguimiento",
        "language": "es",
        "types": {"twilio/text": {"body": "Hay novedades de su caso 12. Escríbanos para conocerlas."}},
        "approval": {"name": "seguimiento", "category": "UTILITY"},
    },
    BUTTONS: {
        "friendly_name": "botones",
        "language": "es",
        "types": {
            "twilio/quick-reply": {
                "body": "¿Acepta el tratamiento de sus datos?",
                "actions": [{"title": "Sí, acepto", "id": "7:0"}, {"title": "No", "id": "7:1"}],
            }
        },
    },
    LIST: {
        "friendly_name": "lista",
        "language": "es",
        "types": {
            "twilio/list-picker": {
                "body": "¿En qué le ayudo?",
                "button": "Ver opciones",
                "items": [
                    {"item": "Mi factura", "id": "8:0", "description": "Valor, fecha y pagos"},
                    {"item": "Un daño", "id": "8:1", "description": "Sin luz, sin agua, fugas"},
                    {"item": "Un trámite", "id": "8:2", "description": "Requisitos y pasos"},
                ],
            }
        },
    },
}


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with serving_office() as office, sandbox_for(office, contents=CONTENTS) as sandbox:
        yield sandbox


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    page = await browser.new_page(viewport={"width": 390, "height": 844})
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    yield page
    await page.close()
    assert problems == []


def telegram(sandbox: Sandbox, method: str, files: dict[str, Any] | None = None, **values: Any) -> None:
    answer = httpx.post(f"{sandbox.url}/bot{TOKEN}/{method}", data=values, files=files)
    assert answer.json()["ok"], answer.text


def twilio(sandbox: Sandbox, channel: str, **values: Any) -> None:
    prefix, sender = ("whatsapp:", WHATSAPP) if channel == "whatsapp" else ("", SMS)
    form = {"To": prefix + ANA, "From": prefix + sender, "StatusCallback": f"{sandbox.office.url}/status"} | values
    path = f"{sandbox.url}/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json"
    assert httpx.post(path, data=form, auth=(ACCOUNT_SID, AUTH_TOKEN)).status_code == 201


async def write(page: Page, text: str) -> None:
    await page.get_by_role("textbox", name="Escriba aquí su mensaje").fill(text)
    await page.keyboard.press("Enter")
    await expect(page.locator(".message.sent.delivered", has_text=text)).to_be_visible()


async def press(button: Locator) -> None:
    """With the keyboard, as somebody without a mouse."""
    await button.focus()
    await button.press("Enter")


def told(sandbox: Sandbox, path: str, wanted: str) -> str:
    """The newest webhook that has this in it."""
    found = wait_for(lambda: [r.body.decode() for r in sandbox.office.on(path) if wanted in r.body.decode()])
    return str(found[-1])


async def test_telegram(sandbox: Sandbox, page: Page, tmp_path: Path) -> None:
    telegram(sandbox, "setWebhook", url=f"{sandbox.office.url}/telegram")
    await page.goto(f"{sandbox.url}/phones/telegram/ana")
    await press(page.get_by_role("button", name="Iniciar", exact=True))
    await expect(page.locator(".message.sent.delivered .ticks")).to_have_text("✓✓")
    inline = {
        "inline_keyboard": [
            [{"text": "Mi factura", "callback_data": "8:0"}, {"text": "Un daño", "callback_data": "8:1"}]
        ]
    }
    telegram(sandbox, "sendMessage", chat_id=CHAT, text="¿En qué le ayudo?", reply_markup=json.dumps(inline))
    await press(page.get_by_role("button", name="Un daño"))
    await expect(page.locator(".waiting")).to_have_count(1)
    query = json.loads(told(sandbox, "/telegram", "callback_query"))["callback_query"]
    assert query["data"] == "8:1"
    telegram(sandbox, "answerCallbackQuery", callback_query_id=query["id"])
    await expect(page.locator(".waiting")).to_have_count(0)
    keys = {
        "keyboard": [
            [{"text": "Compartir mi ubicación", "request_location": True}],
            [{"text": "Compartir mi número", "request_contact": True}],
        ]
    }
    telegram(sandbox, "sendMessage", chat_id=CHAT, text="¿Dónde es el daño?", reply_markup=json.dumps(keys))
    await press(page.get_by_role("button", name="Compartir mi ubicación"))
    await press(page.get_by_role("dialog").get_by_role("button", name="Enviar"))
    await expect(page.locator(".message.sent.delivered .place")).to_be_visible()
    await press(page.get_by_role("button", name="Compartir mi número"))
    assert json.loads(told(sandbox, "/telegram", '"contact"'))["message"]["contact"]["user_id"] == CHAT
    telegram(
        sandbox, "sendPhoto", {"photo": ("daño.png", PICTURE, "image/png")}, chat_id=CHAT, caption="Así se ve el daño"
    )
    await expect(page.locator(".received .photo img")).to_be_visible()
    telegram(sandbox, "sendDocument", {"document": ("constancia.pdf", b"%PDF-1.4", "application/pdf")}, chat_id=CHAT)
    await expect(page.locator(".received a.document")).to_contain_text("constancia.pdf")
    telegram(sandbox, "sendMessage", chat_id=CHAT, text="Gracias.", reply_markup='{"remove_keyboard": true}')
    await expect(page.locator(".keyboard")).to_be_hidden()


async def test_whatsapp(sandbox: Sandbox, page: Page) -> None:
    await page.goto(f"{sandbox.url}/phones/whatsapp/ana")
    await write(page, "hola")
    twilio(sandbox, "whatsapp", ContentSid=BUTTONS)
    await press(page.get_by_role("button", name="Sí, acepto"))
    assert dict(parse_qsl(told(sandbox, "/whatsapp", "ButtonPayload")))["ButtonPayload"] == "7:0"
    twilio(sandbox, "whatsapp", ContentSid=LIST)
    await press(page.get_by_role("button", name="Ver opciones"))
    rows = page.get_by_role("dialog")
    await expect(rows.get_by_role("button")).to_have_count(4)
    await expect(rows).to_contain_text("Valor, fecha y pagos")
    await press(rows.get_by_role("button", name="Mi factura"))
    assert dict(parse_qsl(told(sandbox, "/whatsapp", "ListId")))["ListId"] == "8:0"
    sandbox.office.files["/media/factura.png"] = Response(PICTURE, media_type="image/png")
    twilio(sandbox, "whatsapp", Body="Su *factura*", MediaUrl=f"{sandbox.office.url}/media/factura.png")
    await expect(page.locator(".received .photo img")).to_be_visible()
    await expect(page.locator(".received .told.read")).to_have_count(3)
    await page.get_by_role("button", name="Enviar un archivo").click()
    await press(page.get_by_role("button", name="Nota de voz").first)
    await expect(page.locator(".message.sent.delivered audio")).to_have_count(1)

    await press(page.get_by_role("button", name="Pasar 24 horas"))
    await expect(page.locator(".notice.closed")).to_contain_text("Ventana de 24 h cerrada")
    twilio(sandbox, "whatsapp", Body="Hola, ¿se resolvió?")
    await expect(page.locator(".note")).to_contain_text("63016")
    twilio(sandbox, "whatsapp", ContentSid=TEMPLATE)
    template = page.locator(".message.received", has=page.locator(".template"))
    await expect(template).to_contain_text("Hay novedades de su caso 12")
    await write(page, "cuénteme")
    await expect(page.locator(".notice")).to_contain_text("Ventana de 24 h abierta")


async def test_sms(sandbox: Sandbox, page: Page) -> None:
    await page.goto(f"{sandbox.url}/phones/sms/ana")
    await write(page, "hola")
    await expect(page.locator(".sent .segments")).to_have_text(" · 1 SMS")
    twilio(sandbox, "sms", Body="Su factura vence hoy. 1. Pagar 2. Otra cosa")
    twilio(sandbox, "sms", Body="á" * 71)
    await expect(page.locator(".received .segments")).to_have_text([" · 1 SMS", " · 2 SMS"])
    await expect(page.locator(".received .told.delivered")).to_have_count(2)
    sandbox.api("POST", "faults", {"channel": "sms", "kind": "callbacks_never", "count": None})
    await expect(page.locator(".fault")).to_have_text("Falla simulada: Sin avisos")
    twilio(sandbox, "sms", Body="Nadie sabe si esto llegó")
    await expect(page.locator(".received")).to_have_count(3)
    await expect(page.locator(".received .told")).to_have_count(2)
    await write(page, "STOP")
    await expect(page.locator(".notice.closed")).to_contain_text("no puede enviarle SMS")
