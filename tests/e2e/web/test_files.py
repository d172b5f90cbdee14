"""Photos and documents in the web chat: chosen, made smaller, sent once, shown, refused."""

import asyncio
import base64
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, FilePayload, Locator, Page, Route, expect
from sqlalchemy import select

from bot.database import transaction
from bot.media.attachment import Attachment
from bot.media.file import StoredFile
from bot.settings import settings
from tests.e2e.web.visit import own, say, stored
from tests.integration.web.conftest import PICTURE
from tests.serving import until
from tests.web_chat import office_says, only_conversation

PHOTO: FilePayload = {"name": "medidor.png", "mimeType": "image/png", "buffer": PICTURE}
BILL: FilePayload = {"name": "factura.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 una factura"}
# A photo as a phone takes it: noise does not compress.
LARGE_PHOTO = """async () => {
  const canvas = Object.assign(document.createElement('canvas'), { width: 2600, height: 1300 });
  const paper = canvas.getContext('2d');
  const noise = paper.createImageData(2600, 1300);
  for (let at = 0; at < noise.data.length; at += 65000)
    crypto.getRandomValues(noise.data.subarray(at, at + 65000));
  for (let at = 3; at < noise.data.length; at += 4) noise.data[at] = 255;
  paper.putImageData(noise, 0, 0);
  return canvas.toDataURL('image/png').split(',')[1];
}"""


async def attach(page: Page, *files: FilePayload) -> None:
    await page.locator("#ventanilla-chat input[type=file]").set_input_files(list(files))


def item(page: Page, words: str) -> Locator:
    return page.locator(".item.citizen").filter(has_text=words)


async def kept() -> list[tuple[str, str, int]]:
    """Name, type and size of the citizen's files, in the order in which they were received."""
    async with transaction() as session:
        rows = await session.execute(
            select(StoredFile.name, StoredFile.mime, StoredFile.size)
            .join(Attachment, Attachment.file_id == StoredFile.id)
            .order_by(Attachment.message_id)
        )
        return [(name, mime, size) for name, mime, size in rows]


async def test_a_photo_and_a_document_are_sent_and_seen(page: Page) -> None:
    async with page.expect_file_chooser() as choosing:
        await page.get_by_role("button", name="Adjuntar una foto o un archivo").click()
    await (await choosing.value).set_files([PHOTO, BILL])

    await expect(page.locator(".item.citizen.sent")).to_have_count(2)
    await expect(page.get_by_role("img", name="medidor.png")).to_be_visible()
    await expect(item(page, "factura.pdf")).to_contain_text("Enviado")
    assert [(name, mime) for name, mime, _ in await kept()] == [
        ("medidor.png", "image/png"),
        ("factura.pdf", "application/pdf"),
    ]
    await page.reload()
    picture = page.get_by_role("img", name="medidor.png")
    await expect(picture).to_be_visible()
    assert await picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 1
    await expect(page.get_by_role("link", name="factura.pdf")).to_have_attribute("target", "_blank")


async def test_a_large_photo_is_made_smaller_first(page: Page) -> None:
    data = base64.b64decode(await page.evaluate(LARGE_PHOTO))
    assert len(data) > 8_000_000

    await attach(page, {"name": "poste caído.png", "mimeType": "image/png", "buffer": data})

    await expect(page.locator(".item.citizen.sent")).to_have_count(1)
    ((name, mime, size),) = await kept()
    assert (name, mime) == ("poste caído.jpg", "image/jpeg")
    assert size < 4_000_000
    sides = "image => image.decode().then(() => [image.naturalWidth, image.naturalHeight])"
    assert await page.get_by_role("img", name="poste caído.jpg").evaluate(sides) == [1920, 960]


async def test_what_is_not_taken_is_told_in_words(page: Page) -> None:
    program: FilePayload = {"name": "programa.exe", "mimeType": "application/pdf", "buffer": b"MZ\x90\x00" + bytes(99)}
    huge: FilePayload = {
        "name": "enorme.pdf",
        "mimeType": "application/pdf",
        "buffer": bytes(settings().media_max_bytes + 1),
    }

    await attach(page, huge)
    await expect(page.get_by_role("alert")).to_contain_text("«enorme.pdf» es muy grande: recibimos hasta 10 MB")
    await attach(page, program)
    refused = page.locator(".item.refused")
    await expect(refused).to_contain_text("No se envió: Por seguridad no puedo recibir ese tipo de archivo")
    await refused.get_by_role("button", name="Quitar").click()

    await expect(page.locator(".item.citizen")).to_have_count(0)
    assert await kept() == []


async def test_a_file_waits_for_the_network_and_survives_a_reload(context: BrowserContext, page: Page) -> None:
    """What is written meanwhile does not wait for it."""
    blocked: list[str] = []

    async def block(route: Route) -> None:
        blocked.append(route.request.headers["ventanilla-id"])
        await route.abort()

    await page.route("**/chat/files", block)
    await attach(page, PHOTO)
    await say(page, "¿La recibieron?")
    await expect(own(page, "¿La recibieron?")).to_contain_text("Enviado")
    await expect(page.locator(".item.retrying")).to_contain_text("Reintentando")
    assert await stored() == ["¿La recibieron?"]

    await page.reload()
    await expect(page.get_by_role("img", name="medidor.png")).to_be_visible()
    await page.unroute("**/chat/files")
    await page.evaluate("dispatchEvent(new Event('online'))")

    await expect(page.locator(".item.sent")).to_have_count(2)
    assert len(await kept()) == 1
    assert len(set(blocked)) == 1


async def test_an_answer_lost_on_the_way_does_not_double_a_file(page: Page) -> None:
    tries = 0

    async def lose_the_first_answer(route: Route) -> None:
        nonlocal tries
        tries += 1
        await route.fetch()
        await (route.abort() if tries == 1 else route.continue_())

    await page.route("**/chat/files", lose_the_first_answer)
    await attach(page, PHOTO)
    await expect(page.locator(".item.sent")).to_have_count(1)
    await page.evaluate("dispatchEvent(new Event('online'))")
    await until(only_conversation)

    assert len(await kept()) == 1
    await expect(page.locator(".item.citizen")).to_have_count(1)


async def test_a_file_can_be_taken_back_while_it_waits(page: Page) -> None:
    await page.route("**/chat/files", lambda route: route.abort())
    await attach(page, PHOTO)
    await page.get_by_role("button", name="Quitar").click()
    await expect(page.locator(".item.citizen")).to_have_count(0)
    await page.unroute("**/chat/files")
    await say(page, "Hola")
    await expect(own(page, "Hola")).to_contain_text("Enviado")
    assert await kept() == []
    assert await page.evaluate("Object.keys(localStorage).filter(key => key.includes('unsent'))") == []


@pytest.mark.parametrize("fails", [True, False])
async def test_the_keyboard_stays_where_it_was_when_the_state_changes(page: Page, fails: bool) -> None:
    """The button to take a file back stays the same one while it is of use; then the list has the focus."""
    on_its_way: asyncio.Queue[Route] = asyncio.Queue()
    await page.route("**/chat/files", on_its_way.put)
    await attach(page, PHOTO)
    back = page.get_by_role("button", name="Quitar")
    await back.focus()
    route = await on_its_way.get()
    if fails:
        await route.abort()
        await expect(page.locator(".item.retrying")).to_be_visible()
        await expect(back).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(page.locator(".item.citizen")).to_have_count(0)
        await expect(page.get_by_label("Su mensaje")).to_be_focused()
    else:
        await route.continue_()
        await expect(page.locator(".item.sent")).to_be_visible()
        await expect(page.get_by_role("log")).to_be_focused()


async def test_a_picture_can_be_pasted_and_dropped(page: Page) -> None:
    give = """([element, kind, data]) => {
      const bytes = Uint8Array.from(atob(data), sign => sign.charCodeAt(0));
      const given = new DataTransfer();
      given.items.add(new File([bytes], kind + '.png', { type: 'image/png' }));
      const event = kind === 'paste'
        ? new ClipboardEvent('paste', { clipboardData: given, bubbles: true, cancelable: true })
        : new DragEvent('drop', { dataTransfer: given, bubbles: true, cancelable: true });
      element.dispatchEvent(event);
    }"""
    data = base64.b64encode(PICTURE).decode()
    for kind, place in (("paste", page.get_by_label("Su mensaje")), ("drop", page.get_by_role("dialog"))):
        await page.evaluate(give, [await place.element_handle(), kind, data])
        await expect(page.get_by_role("img", name=f"{kind}.png")).to_be_visible()
    await expect(page.locator(".item.sent")).to_have_count(2)
    assert [name for name, *_ in await kept()] == ["paste.png", "drop.png"]


async def test_the_conversation_can_be_kept_as_text(page: Page, tmp_path: Path) -> None:
    await say(page, "¿Cuánto debo?")
    await until(only_conversation)
    await office_says("Debe $120.500.")
    await expect(page.get_by_text("Debe $120.500.")).to_be_visible()

    async with page.expect_download() as downloading:
        await page.get_by_role("button", name="Descargar").click()
    await (await downloading.value).save_as(tmp_path / "said.txt")

    text = (tmp_path / "said.txt").read_text(encoding="utf-8-sig")
    assert "Usted: ¿Cuánto debo?" in text
    assert "Asistente virtual: Debe $120.500." in text
