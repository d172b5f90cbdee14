"""From a citizen's phone, through the provider's signed webhook, into the database."""

import base64
import json
from typing import Any

import httpx
import pytest
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from bot import database
from bot.citizens.address import Address
from bot.messaging import delivery, outbox, ownership
from bot.messaging.content import Choice, Reply
from bot.messaging.conversation import Conversation
from bot.messaging.message import Delivery, InboundEvent, Message
from bot.settings import settings
from connectors.telegram.connector import SECRET_HEADER
from connectors.telegram.registration import webhook_secret
from tests.channels import SECOND_SMS_NUMBER, SECOND_WHATSAPP_NUMBER, telegram_payload
from tests.integration.connectors.conftest import Phone, World
from tests.serving import listening_socket, until

CHANNELS = ["telegram", "whatsapp", "sms"]
PHOTO = base64.b64encode(b"\xff\xd8\xff a photo").decode()


async def stored(phone: Phone, count: int = 1) -> list[Message]:
    """The messages of a phone, once there are `count`."""

    async def look() -> list[Message]:
        async with database.transaction() as session:
            of_channel = select(InboundEvent.message_id).where(InboundEvent.channel == phone.channel)
            found = await session.scalars(select(Message).where(Message.id.in_(of_channel)).order_by(Message.seq))
            messages = list(found)
        return messages if len(messages) >= count else []

    return await until(look)


async def last_webhook(world: World, channel: str) -> dict[str, Any]:
    """The sandbox's newest call of a channel's webhook with a message."""
    log = (await world.api.get("/api/webhooks")).json()
    return [entry for entry in log if entry["channel"] == channel and entry["kind"] == "message"][-1]


async def address(phone: Phone) -> Address:
    async with database.transaction() as session:
        return (await session.scalars(select(Address).where(Address.address == phone.address))).one()


@pytest.mark.parametrize("channel", CHANNELS)
async def test_a_text_is_stored_under_its_citizen(world: World, channel: str) -> None:
    phone = world.phone(channel)

    sent = await phone.write("¿Cuánto debo? & <otra> cosa 😀")

    (message,) = await stored(phone)
    known = await address(phone)
    assert sent["status"] == "delivered"
    assert (message.kind, message.body) == ("text", "¿Cuánto debo? & <otra> cosa 😀")
    assert (known.channel, known.account) == (channel, world.connector(channel).account)


@pytest.mark.parametrize("channel", CHANNELS)
async def test_a_repeated_webhook_is_stored_once(world: World, channel: str) -> None:
    phone = world.phone(channel)
    await phone.write("No hay agua")
    entry = await last_webhook(world, channel)

    repeated = (await world.api.post(f"/api/webhooks/{entry['id']}/repeat")).json()

    assert repeated["status"] == 200
    assert len(await stored(phone)) == 1


@pytest.mark.parametrize("channel", ["telegram", "whatsapp"])
async def test_a_location(world: World, channel: str) -> None:
    phone = world.phone(channel)

    await phone.write(location={"latitude": 4.60971, "longitude": -74.08175})

    (message,) = await stored(phone)
    assert (message.kind, message.content["latitude"], message.content["longitude"]) == ("location", 4.60971, -74.08175)


@pytest.mark.parametrize("channel", ["telegram", "whatsapp"])
@pytest.mark.parametrize(("name", "mime"), [("foto.jpg", "image/jpeg"), ("voz.ogg", "audio/ogg")])
async def test_media(world: World, channel: str, name: str, mime: str) -> None:
    phone = world.phone(channel)

    await phone.write(media={"name": name, "mime": mime, "data": PHOTO})

    (message,) = await stored(phone)
    (file,) = message.content["media"]
    assert (message.kind, file["mime"]) == ("media", mime)
    assert file["reference"]


async def test_telegram_contact_and_start(world: World) -> None:
    phone = world.phone("telegram")

    await phone.write("/start pago_123")
    await phone.write(contact=True)

    start, contact = await stored(phone, 2)
    assert (start.kind, start.body, start.content["payload"]) == ("start", "", "pago_123")
    assert contact.kind == "contact"


async def test_telegram_edit_corrects(world: World) -> None:
    phone = world.phone("telegram")
    sent = await phone.write("no tengo lus")

    await phone.edit(sent, "no tengo luz")

    async def corrected() -> bool:
        messages = await stored(phone)
        return [message.body for message in messages] == ["no tengo luz"]

    await until(corrected)


async def test_telegram_edit_before_its_message_stands_for_it(world: World, session: AsyncSession) -> None:
    """Telegram keeps a chat's order, but a proxy or a second gateway need not."""
    phone = world.phone("telegram")
    sent = await phone.write("no tengo lus")
    before = len(await webhooks_of(world, "edited_message"))
    await phone.edit(sent, "no tengo luz")

    async def told() -> list[dict[str, Any]]:
        found = await webhooks_of(world, "edited_message")
        return found if len(found) > before else []

    edits = await until(told)
    await clean(session)
    await world.api.post(f"/api/webhooks/{edits[-1]['id']}/repeat")
    first = (await webhooks_of(world, "message"))[-1]

    late = (await world.api.post(f"/api/webhooks/{first['id']}/repeat")).json()
    again = (await world.api.post(f"/api/webhooks/{first['id']}/repeat")).json()
    await world.api.post(f"/api/webhooks/{edits[-1]['id']}/repeat")

    (message,) = await stored(phone)
    assert (late["status"], again["status"]) == (200, 200)
    assert (message.kind, message.body) == ("edit", "no tengo luz")


async def test_telegram_danger_in_an_edit_is_not_only_a_correction(world: World) -> None:
    phone = world.phone("telegram")
    sent = await phone.write("vuelvo a escribir en un rato")

    await phone.edit(sent, "huele a gas en toda la casa")
    await phone.edit(sent, "huele a gas en toda la casa, rápido")

    async def raised() -> bool:
        return [message.body for message in await stored(phone)] == [
            "huele a gas en toda la casa, rápido",
            "huele a gas en toda la casa",
            "huele a gas en toda la casa, rápido",
        ]

    await until(raised)


async def test_telegram_danger_beside_what_cannot_be_read(world: World, session: AsyncSession) -> None:
    update = json.loads(telegram_payload("text"))
    update["message"] |= {"text": "huele a gas en la cocina", "media_group_id": 7}

    async with httpx.AsyncClient(base_url=world.gateway, trust_env=False) as telegram:
        headers = {SECRET_HEADER: webhook_secret()}
        answer = await telegram.post("/webhooks/telegram", json=update, headers=headers)

    assert answer.status_code == 200
    assert (await session.scalars(select(Message.body).where(Message.direction == "in"))).one() == update["message"][
        "text"
    ]
    assert (await session.scalars(select(Conversation.priority))).one() == ownership.EMERGENCY


@pytest.mark.parametrize(("channel", "office"), [("whatsapp", SECOND_WHATSAPP_NUMBER), ("sms", SECOND_SMS_NUMBER)])
async def test_the_answer_leaves_from_the_number_that_was_written_to(
    world: World, session: AsyncSession, channel: str, office: str
) -> None:
    phone = world.phone(channel)
    await phone.write("Hola")
    await phone.write("Hola a la otra oficina", office=office)
    conversations = list(await session.scalars(select(Conversation).join(Address).order_by(Conversation.id)))

    await outbox.send(session, conversations[1], Reply(text="Bienvenido"))
    await session.commit()
    await delivery.deliver(conversations[1].id)

    (answer,) = await phone.received()
    assert [conversation.address.account for conversation in conversations][1] == office
    assert answer["sender"] == office

    async def delivered() -> bool:
        async with database.transaction() as fresh:
            return (await fresh.scalars(select(Delivery))).one().status in {"delivered", "read"}

    await until(delivered)


async def clean(session: AsyncSession) -> None:
    """Forget what the database holds."""
    for table in (InboundEvent, Message, Conversation, Address):
        await session.execute(delete(table))
    await session.commit()


async def webhooks_of(world: World, kind: str) -> list[dict[str, Any]]:
    log = (await world.api.get("/api/webhooks")).json()
    return [entry for entry in log if entry["kind"] == kind and entry["status"] == 200 and not entry["repeat_of"]]


async def test_telegram_button(world: World) -> None:
    phone, telegram = world.phone("telegram"), world.connector("telegram")
    await phone.write("Hola")
    (part,) = telegram.render(Reply(text="¿Sí?", choices=[Choice(title="Sí"), Choice(title="No")]), 41)
    await telegram.send(phone.address, part)
    async with world.api.stream("GET", f"/api/telegram/{phone.number}/events") as events:
        lines = events.aiter_lines()

        await phone.press("No")

        # The button stops turning: answerCallbackQuery came.
        assert await until(lambda: _next(lines, '"answered": true'))
    _, choice = await stored(phone, 2)
    assert (choice.kind, choice.body, choice.content["choice"]) == ("choice", "No", "41:1")


async def _next(lines: Any, words: str) -> bool:
    return words in await anext(lines)


async def test_telegram_blocked_and_unblocked(world: World) -> None:
    phone = world.phone("telegram")
    await phone.write("Hola")

    await phone.change("block")
    await until(lambda: _unreachable(phone))
    await phone.change("unblock")

    async def reachable() -> bool:
        return not await _unreachable(phone)

    await until(reachable)


async def _unreachable(phone: Phone) -> bool:
    return (await address(phone)).unreachable_at is not None


@pytest.fixture
async def database_away(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing listens where the database was."""
    nowhere = listening_socket()
    port = nowhere.getsockname()[1]
    nowhere.close()
    monkeypatch.setattr(settings(), "database_url", f"postgresql://nobody@127.0.0.1:{port}/nothing")
    away = database.engine.__wrapped__()
    monkeypatch.setattr(database, "_sessions", lambda: async_sessionmaker(away, expire_on_commit=False))


@pytest.mark.usefixtures("database_away")
@pytest.mark.parametrize("channel", CHANNELS)
async def test_an_emergency_needs_no_database(world: World, channel: str) -> None:
    phone = world.phone(channel)

    sent = await phone.write("huele a gas")

    received = await phone.received()
    assert sent["status"] == "delivered"
    assert "gas" in received[0]["text"].lower()


@pytest.mark.parametrize("channel", CHANNELS)
async def test_what_cannot_be_stored_now_is_answered_and_stored_later(world: World, channel: str) -> None:
    phone = world.phone(channel)
    with pytest.MonkeyPatch.context() as patch:
        without_database(patch)
        sent = await phone.write("Quiero mi factura")
        assert (await last_webhook(world, channel))["status"] == 200
    assert sent["status"] == "delivered"
    (message,) = await stored(phone)
    assert message.body == "Quiero mi factura"


@pytest.mark.parametrize("channel", CHANNELS)
async def test_what_can_be_kept_nowhere_is_said_to_the_provider(world: World, channel: str) -> None:
    phone = world.phone(channel)
    with pytest.MonkeyPatch.context() as patch:
        without_database(patch)
        patch.setattr(settings(), "spool_max_bytes", 0)
        await world.api.post(f"/api/{channel}/{phone.number}/messages", json={"text": "Quiero mi factura"})
        await until(lambda: _refused(world, channel))
    if channel == "telegram":  # comes again by itself
        await stored(phone)


def without_database(patch: pytest.MonkeyPatch) -> None:
    nothing = create_async_engine("postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    patch.setattr(database, "_sessions", lambda: async_sessionmaker(nothing))


async def _refused(world: World, channel: str) -> bool:
    return (await last_webhook(world, channel))["status"] == 503
