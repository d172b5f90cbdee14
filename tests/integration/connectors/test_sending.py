"""From a reply, through the provider's own client library, to the citizen's phone; and every way in which it fails."""

import asyncio

import httpx
import pytest
from fastapi import FastAPI, Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import media
from bot.database import transaction
from bot.messaging import delivery, outbox
from bot.messaging.content import Choice, Document, Reply
from bot.messaging.conversation import Conversation
from bot.messaging.message import Delivery
from bot.settings import settings
from connectors.base import Connector, Part, Refused, Retry, SendError, Uncertain
from connectors.sms.connector import SmsConnector
from connectors.telegram.connector import TelegramConnector
from connectors.whatsapp.connector import WhatsAppConnector
from sandbox.app import create_app
from tests.channels import SMS_NUMBER, TELEGRAM_TOKEN, WHATSAPP_NUMBER
from tests.integration.connectors.conftest import Phone, World, sandbox_settings
from tests.serving import address_of, listening_socket, serve, until

CHANNELS = ["telegram", "whatsapp", "sms"]
QUESTION = Reply(text="¿Le sirvió esta información?", choices=[Choice(title="Sí"), Choice(title="No")])


async def send(connector: Connector, phone: Phone, reply: Reply) -> list[str]:
    return [await connector.send(phone.address, part) for part in connector.render(reply, 41)]


async def conversation_with(world: World, channel: str) -> tuple[Connector, Phone]:
    """A citizen who has written: before that, no bot and no business may."""
    phone = world.phone(channel)
    await phone.write("Hola")
    return world.connector(channel), phone


async def only_delivery() -> Delivery:
    async with transaction() as session:
        return (await session.scalars(select(Delivery))).one()


async def test_telegram_buttons(world: World) -> None:
    telegram, phone = await conversation_with(world, "telegram")

    await send(telegram, phone, QUESTION)

    (message,) = await phone.received()
    assert message["text"] == "¿Le sirvió esta información?"
    assert [(button["title"], button["data"]) for button in message["buttons"]] == [("Sí", "41:0"), ("No", "41:1")]


async def test_telegram_asks_for_the_location(world: World, session: AsyncSession) -> None:
    telegram, phone = await conversation_with(world, "telegram")

    await send(telegram, phone, Reply(text="¿Dónde está el daño?", ask_location=True))

    assert [[button["kind"] for button in row] for row in await phone.keyboard()] == [["location"]]


@pytest.mark.parametrize(
    ("channel", "text"),
    [
        ("whatsapp", "¿Le sirvió esta información?\n\n1. Sí\n2. No"),
        ("sms", "¿Le sirvio esta informacion?\n\n1. Si\n2. No"),
    ],
)
async def test_numbered_choices(world: World, channel: str, text: str) -> None:
    connector, phone = await conversation_with(world, channel)

    await send(connector, phone, QUESTION)

    (message,) = await phone.received()
    assert message["text"] == text


@pytest.mark.parametrize("channel", CHANNELS)
async def test_a_long_text_arrives_whole_and_in_order(world: World, channel: str) -> None:
    connector, phone = await conversation_with(world, channel)
    sentences = " ".join(f"Esta es la frase {number} de una respuesta larga." for number in range(120))

    sent = await send(connector, phone, Reply(text=sentences))

    received = await phone.received(len(sent))
    assert len(sent) > 1
    assert " ".join(message["text"] for message in received) == sentences


@pytest.mark.parametrize("channel", CHANNELS)
async def test_a_document(world: World, session: AsyncSession, channel: str) -> None:
    connector, phone = await conversation_with(world, channel)
    media_id = await media.save(session, b"%PDF-1.7 a bill", mime="application/pdf", name="factura.pdf")
    await session.commit()
    bill = Document(media_id=media_id, name="factura.pdf", mime="application/pdf")

    sent = await send(connector, phone, Reply(text="Su factura:", document=bill))

    last = (await phone.received(len(sent)))[-1]
    if channel == "sms":
        file = await world.api.get(last["text"].removeprefix("factura.pdf: "))
    else:
        assert (last["document"]["name"], last["document"]["mime"]) == ("factura.pdf", "application/pdf")
        file = await world.api.get(last["document"]["url"])
    assert file.content == b"%PDF-1.7 a bill"


@pytest.mark.parametrize(("channel", "status"), [("whatsapp", "read"), ("sms", "delivered")])
async def test_status_callbacks_move_the_message_on(
    world: World, session: AsyncSession, channel: str, status: str
) -> None:
    _, phone = await conversation_with(world, channel)
    conversation = (await session.scalars(select(Conversation))).one()
    await outbox.send(session, conversation, Reply(text="Ya vamos."))
    await session.commit()

    await delivery.deliver(conversation.id)

    async def reported() -> bool:
        return (await only_delivery()).status == status

    await until(reported)
    assert [message["text"] for message in await phone.received()] == ["Ya vamos."]


async def test_a_line_given_to_two_at_once_arrives_once(world: World, session: AsyncSession) -> None:
    """Telegram cannot be asked: of a part that another is sending, the second would send a copy."""
    _, phone = await conversation_with(world, "telegram")
    conversation = (await session.scalars(select(Conversation))).one()
    for text in ("Uno.", "Dos."):
        await outbox.send(session, conversation, Reply(text=text))
    await session.commit()

    await asyncio.gather(*(delivery.deliver(conversation.id) for _ in range(3)))

    assert [message["text"] for message in await phone.received()] == ["Uno.", "Dos."]


async def test_a_gone_document_is_refused(world: World) -> None:
    telegram, phone = await conversation_with(world, "telegram")
    gone = Document(media_id="gone", name="factura.pdf", mime="application/pdf")

    with pytest.raises(Refused):
        await telegram.send(phone.address, Part(document=gone))


@pytest.mark.parametrize("channel", CHANNELS)
async def test_too_fast_is_to_wait(world: World, channel: str) -> None:
    connector, phone = await conversation_with(world, channel)
    await world.fault(channel, "429", seconds=3)

    with pytest.raises(Retry) as caught:
        await connector.send(phone.address, Part(text="Hola"))

    assert (caught.value.after, caught.value.patient) == (3, True)
    assert await connector.send(phone.address, Part(text="Hola"))


async def test_twilio_says_how_long_to_wait(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    busy = FastAPI()
    busy.add_api_route(
        "/{path:path}", lambda: Response(status_code=429, headers={"Retry-After": "7"}), methods=["POST"]
    )
    async with serve(busy, listening_socket()) as url:
        monkeypatch.setattr(settings(), "twilio_base_url", url)
        error = await failure(fresh("sms"), "+573000000101", "Hola")

    assert isinstance(error, Retry)
    assert error.after == 7


@pytest.mark.parametrize("channel", CHANNELS)
async def test_a_provider_in_trouble_is_to_try_again(world: World, channel: str) -> None:
    connector, phone = await conversation_with(world, channel)
    await world.fault(channel, "500")

    with pytest.raises(Retry):
        await connector.send(phone.address, Part(text="Hola"))


@pytest.mark.parametrize("channel", CHANNELS)
async def test_a_lost_answer_is_uncertain(world: World, channel: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("connectors.telegram.connector.READ_SECONDS", 0.5)
    monkeypatch.setattr("connectors.twilio.http.READ_SECONDS", 0.5)
    _, phone = await conversation_with(world, channel)
    await world.fault(channel, "timeout_after_accept", seconds=2)

    assert isinstance(await failure(fresh(channel), phone.address, "Hola"), Uncertain)
    assert [message["text"] for message in await phone.received()] == ["Hola"]


@pytest.mark.parametrize("channel", CHANNELS)
async def test_nobody_there_is_to_try_again(world: World, channel: str, monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = listening_socket()
    address = f"http://127.0.0.1:{nowhere.getsockname()[1]}"
    nowhere.close()
    monkeypatch.setattr(settings(), "telegram_base_url", address)
    monkeypatch.setattr(settings(), "twilio_base_url", address)

    assert isinstance(await failure(fresh(channel), world.phone(channel).address, "Hola"), Retry)


@pytest.mark.parametrize("channel", CHANNELS)
async def test_wrong_credentials_are_a_long_wait(world: World, channel: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings(), "twilio_auth_token", "another")
    error = await failure(fresh(channel, token="123456:another"), world.phone(channel).address, "Hola")

    assert isinstance(error, Retry)
    assert error.patient and 299 < (error.after or 0) <= 300
    assert "another" not in str(error)


async def test_telegram_refuses_for_good(world: World) -> None:
    telegram, phone = await conversation_with(world, "telegram")

    stranger = await refusal(telegram, world.phone("telegram").address, "Hola")
    too_long = await refusal(telegram, phone.address, "a" * 4097)
    await phone.change("block")
    blocked = await refusal(telegram, phone.address, "Hola")

    assert (stranger.unreachable, too_long.unreachable, blocked.unreachable) == (True, False, True)


async def test_twilio_refuses_for_good(world: World) -> None:
    sms, phone = await conversation_with(world, "sms")

    invalid = await refusal(sms, "+1", "Hola")
    too_long = await refusal(sms, phone.address, "a" * 1601)
    await phone.write("STOP")
    opted_out = await refusal(sms, phone.address, "Hola")

    assert (str(invalid), invalid.unreachable) == ("twilio 21211", True)
    assert (str(too_long), too_long.unreachable) == ("twilio 21617", False)
    assert (str(opted_out), opted_out.unreachable) == ("twilio 21610", True)


async def test_a_failed_delivery_is_reported_with_its_code(world: World, session: AsyncSession) -> None:
    """Twilio takes a message to a number without WhatsApp, and says afterwards that it does not arrive."""
    await conversation_with(world, "whatsapp")
    conversation = (await session.scalars(select(Conversation))).one()
    conversation.address.address = world.phone("whatsapp").address  # nobody has it
    await outbox.send(session, conversation, Reply(text="Hola"))
    await session.commit()

    await delivery.deliver(conversation.id)

    async def failed() -> str:
        sent = await only_delivery()
        return sent.error if sent.status == "failed" else ""

    assert await until(failed) == "twilio 63024"

    async def unreachable() -> bool:
        async with transaction() as fresh_session:
            return (await fresh_session.get_one(Conversation, conversation.id)).address.unreachable_at is not None

    await until(unreachable)


async def test_the_webhook_is_registered_once_telegram_is_back(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    away = listening_socket()  # bound, but nobody listens yet
    monkeypatch.setattr(settings(), "telegram_base_url", address_of(away))
    telegram = TelegramConnector(TELEGRAM_TOKEN)
    await telegram.start(webhooks=True)
    await until(lambda: "did not take the webhook" in caplog.text)

    async with serve(create_app(sandbox_settings(away, world.gateway)), away) as url, httpx.AsyncClient() as client:

        async def registered() -> bool:
            info = (await client.get(f"{url}/bot{TELEGRAM_TOKEN}/getWebhookInfo")).json()["result"]
            return info["url"] == f"{world.gateway}/webhooks/telegram" and "my_chat_member" in info["allowed_updates"]

        await until(registered)
        await telegram.stop()

    assert TELEGRAM_TOKEN not in caplog.text


def fresh(channel: str, token: str = TELEGRAM_TOKEN) -> Connector:
    """A connector of its own, to be started with the settings of the moment."""
    if channel == "telegram":
        return TelegramConnector(token)
    return WhatsAppConnector(WHATSAPP_NUMBER) if channel == "whatsapp" else SmsConnector(SMS_NUMBER)


async def failure(connector: Connector, address: str, text: str) -> SendError:
    """The error with which a connector of its own fails to send."""
    await connector.start()
    try:
        with pytest.raises(SendError) as caught:
            await connector.send(address, Part(text=text))
    finally:
        await connector.stop()
    return caught.value


async def refusal(connector: Connector, address: str, text: str) -> Refused:
    with pytest.raises(Refused) as caught:
        await connector.send(address, Part(text=text))
    return caught.value
