"""The states of the chat that a citizen may be in, each brought about as it comes about."""

from collections.abc import Awaitable, Callable

from playwright.async_api import FilePayload, Page, expect

from bot import media
from bot.database import transaction
from bot.messaging.content import Card, Choice, Document
from tests.builders import create_agent
from tests.e2e.web.visit import own, say
from tests.integration.web.conftest import PICTURE
from tests.serving import until
from tests.web_chat import agent_takes_over, office_says, only_conversation

PHOTO: FilePayload = {"name": "medidor.png", "mimeType": "image/png", "buffer": PICTURE}


async def closed(page: Page) -> None:
    await expect(page.get_by_role("button", name="Escríbanos")).to_be_visible()


async def opened(page: Page) -> None:
    await page.get_by_role("button", name="Escríbanos").click()
    await expect(page.get_by_role("dialog")).to_be_visible()


async def talking(page: Page) -> None:
    """One message said and stored."""
    await opened(page)
    await say(page, "Hola, ¿cuánto debo?")
    await until(only_conversation)
    await expect(own(page, "Hola")).to_contain_text("Enviado")


async def offered(page: Page) -> None:
    """Buttons, a list, cards with a picture, a document, a place to share."""
    await talking(page)
    async with transaction() as session:
        picture = await media.save(session, PICTURE, mime="image/png", name="oficina.png")
        bill = await media.save(session, b"%PDF-1.7", mime="application/pdf", name="factura.pdf")
    await office_says("Debe $120.500, hasta el 30 de noviembre.", choices=["Ver detalle", "Pagar", "Copia"])
    await office_says("Aquí está.", document=Document(media_id=bill, name="factura.pdf", mime="application/pdf"))
    await office_says("¿Dónde está la falla?", ask_location=True)
    await office_says(
        "¿Qué trámite necesita?",
        list_button="Ver trámites",
        described={
            "Conexión nueva": "Para una vivienda o un local",
            "Cambio de titular": "Con la escritura o el contrato",
            "Retiro del servicio": "Temporal o definitivo",
            "Acuerdo de pago": "Hasta 12 cuotas",
        },
    )
    cards = [
        Card(
            title="Oficina principal",
            text="Calle 10 # 4-21. Lunes a viernes, 7:00 a. m. a 6:00 p. m.",
            image=Document(media_id=picture, name="oficina.png", mime="image/png"),
            choices=[Choice(title="Pedir turno"), Choice(title="Cómo llegar")],
        ),
        Card(title="Punto de pago El Centro", text="Carrera 3 # 8-15", choices=[Choice(title="Pedir turno")]),
    ]
    await office_says("Estas son las oficinas:", cards=cards)
    await expect(page.get_by_text("Punto de pago El Centro")).to_be_visible()


async def with_a_person(page: Page) -> None:
    """An agent speaks, after a safety notice."""
    await talking(page)
    async with transaction() as session:
        agent = await create_agent(session, name="Ana Torres")
    await office_says("Si huele a gas, salgan todos y no enciendan nada. Llame al 164.", purpose="safety")
    await agent_takes_over(agent)
    await office_says("Buenas tardes, soy Ana. ¿Ya salieron?", author="agent", agent_id=agent.id)
    await expect(page.get_by_text("Habla con Ana")).to_be_visible()


async def unread(page: Page) -> None:
    """Closed, with something new."""
    await talking(page)
    await page.get_by_role("button", name="Cerrar el chat").click()
    await office_says("uno")
    await expect(page.get_by_role("button", name="Escríbanos")).to_contain_text("1 mensaje nuevo")


async def offline(page: Page) -> None:
    """Without a network, a message waiting."""
    await talking(page)
    await page.context.set_offline(True)
    await say(page, "¿Me leen?")
    await expect(own(page, "¿Me leen?")).to_contain_text("Reintentando")
    await expect(page.get_by_text("Sin conexión a internet")).to_be_visible()


async def refused(page: Page) -> None:
    """A message and a file that the office does not take, and a mistake."""
    await talking(page)
    await page.get_by_label("Su mensaje").evaluate("field => field.removeAttribute('maxlength')")
    await say(page, "a" * 4001)
    program: FilePayload = {"name": "programa.exe", "mimeType": "text/plain", "buffer": b"MZ\x90\x00"}
    await page.locator("#ventanilla-chat input[type=file]").set_input_files(program)
    await expect(page.locator(".item.refused")).to_have_count(2)
    await page.get_by_role("button", name="Enviar", exact=True).click()
    await expect(page.get_by_role("alert")).to_contain_text("Escriba un mensaje")


async def uploading(page: Page) -> None:
    """One photo sent, another on its way."""
    await talking(page)
    await page.locator("#ventanilla-chat input[type=file]").set_input_files(PHOTO)
    await expect(page.locator(".item.sent").get_by_role("img", name="medidor.png")).to_be_visible()
    await page.route("**/chat/files", lambda route: None)
    await page.locator("#ventanilla-chat input[type=file]").set_input_files({**PHOTO, "name": "contador.png"})
    await expect(page.get_by_role("progressbar", name="Enviando contador.png")).to_be_visible()


STATES: dict[str, Callable[[Page], Awaitable[None]]] = {
    state.__name__: state for state in (closed, opened, offered, with_a_person, unread, offline, refused, uploading)
}
