"""Buttons, lists, cards and pictures on the citizen's phone, and what comes back from it."""

import asyncio
import io

import pytest
from PIL import Image
from sqlalchemy.ext.asyncio import AsyncSession

from bot import media
from bot.messaging.content import Card, Choice, Document, Reply
from bot.settings import settings
from connectors.whatsapp import contents_at_twilio
from connectors.whatsapp.contents import names
from tests.integration.connectors.conftest import World
from tests.integration.connectors.test_inbound import stored
from tests.integration.connectors.test_sending import QUESTION, conversation_with, send
from tests.serving import until

LIST = Reply(
    text="¿Qué necesita?",
    choices=[Choice(title=f"Opción {n}", description=f"La número {n}") for n in range(1, 8)],
    list_button="Ver opciones",
)


@pytest.fixture
async def templates(world: World, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Our content templates, made at Twilio's stand-in and set."""
    monkeypatch.setattr(settings(), "twilio_content_base_url", str(world.api.base_url))
    made = await asyncio.to_thread(contents_at_twilio.ensure)
    monkeypatch.setattr(settings(), "whatsapp_contents", made)
    return made


async def photo(session: AsyncSession) -> Document:
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(picture, "JPEG")
    media_id = await media.save(session, picture.getvalue(), mime="image/jpeg", name="oficina.jpg")
    await session.commit()
    return Document(media_id=media_id, name="oficina.jpg", mime="image/jpeg")


async def test_templates_are_made_once(templates: dict[str, str]) -> None:
    assert set(names()) <= set(templates)
    assert await asyncio.to_thread(contents_at_twilio.ensure) == templates


async def test_templates_are_not_made_without_the_right_token(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings(), "twilio_content_base_url", str(world.api.base_url))
    monkeypatch.setattr(settings(), "twilio_auth_token", "another")

    with pytest.raises(contents_at_twilio.ContentsRefused, match="20003"):
        await asyncio.to_thread(contents_at_twilio.ensure)


@pytest.mark.parametrize(
    ("reply", "kind", "pressed"), [(QUESTION, "inline", ("No", "41:1")), (LIST, "option", ("Opción 7", "41:6"))]
)
async def test_whatsapp_buttons_and_lists(
    world: World, templates: dict[str, str], reply: Reply, kind: str, pressed: tuple[str, str]
) -> None:
    whatsapp, phone = await conversation_with(world, "whatsapp")

    await send(whatsapp, phone, reply)

    (shown,) = await phone.received()
    assert (shown["text"], shown["list_label"]) == (reply.text, reply.list_button)
    assert [(button["title"], button["kind"]) for button in shown["buttons"]] == [
        (c.title, kind) for c in reply.choices
    ]
    assert [button.get("description", "") for button in shown["buttons"]] == [c.description for c in reply.choices]
    await phone.press(pressed[0])
    message = (await stored(phone, 2))[1]
    assert (message.kind, message.body, message.content["choice"]) == ("choice", *pressed)


async def test_telegram_shows_a_card_with_its_picture(world: World, session: AsyncSession) -> None:
    telegram, phone = await conversation_with(world, "telegram")
    card = Card(
        title="Centro 🏢", text="Calle 10 # 5-20", image=await photo(session), choices=[Choice(title="Ver otras")]
    )

    await send(telegram, phone, Reply(text="Nuestra oficina:", cards=[card]))

    first, shown = await phone.received(2)
    assert first["text"] == "Nuestra oficina:"
    assert (shown["text"], shown["document"]["mime"]) == ("Centro 🏢\nCalle 10 # 5-20", "image/jpeg")
    assert shown["entities"] == [{"type": "bold", "offset": 0, "length": 9}]
    assert [button["data"] for button in shown["buttons"]] == ["41:0"]


async def test_whatsapp_shows_a_picture_with_its_text(world: World, session: AsyncSession) -> None:
    whatsapp, phone = await conversation_with(world, "whatsapp")

    await send(whatsapp, phone, Reply(text="Así se lee el medidor.", document=await photo(session)))

    (shown,) = await phone.received()
    assert (shown["text"], shown["document"]["mime"]) == ("Así se lee el medidor.", "image/jpeg")


async def test_telegrams_keyboard_goes_when_it_has_been_answered(world: World) -> None:
    telegram, phone = await conversation_with(world, "telegram")
    await send(telegram, phone, Reply(text="¿Dónde y a qué número?", ask_location=True, ask_contact=True))
    assert [[key["kind"] for key in row] for row in await phone.keyboard()] == [["location"], ["contact"]]

    await send(telegram, phone, Reply(text="Gracias.", ends_request=True))

    async def gone() -> bool:
        return await phone.keyboard() == []

    await until(gone)
