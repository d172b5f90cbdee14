"""Calls that are not the provider's leave nothing behind but a number."""

import httpx
import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.messaging.message import InboundEvent
from connectors.refusals import REFUSED
from connectors.telegram.registration import webhook_secret
from tests.channels import telegram_payload, twilio_payload, twilio_signature
from tests.integration.connectors.conftest import World

SECRET = "X-Telegram-Bot-Api-Secret-Token"
SIGNATURE = "X-Twilio-Signature"


async def post(world: World, path: str, body: bytes, **headers: str) -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False) as client:
        return await client.post(
            world.gateway + path,
            content=body,
            headers=[(name.encode(), value.encode()) for name, value in headers.items()],
        )


async def signed(world: World, path: str, body: bytes, **headers: str) -> httpx.Response:
    signature = twilio_signature(world.gateway + path, body)
    return await post(world, path, body, **({SIGNATURE: signature} | headers))


async def events(session: AsyncSession) -> int:
    return await session.scalar(select(func.count()).select_from(InboundEvent)) or 0


def counted(channel: str, reason: str) -> float:
    return REFUSED.labels(channel, reason)._value.get()


async def assert_refused(response: httpx.Response, status: int, session: AsyncSession) -> None:
    assert (response.status_code, response.content) == (status, b"")
    assert await events(session) == 0


@pytest.mark.parametrize("secret", ["", "wrong", "ñandú"])
async def test_telegram_without_its_secret(world: World, session: AsyncSession, secret: str) -> None:
    before = counted("telegram", "secret")

    response = await post(world, "/webhooks/telegram", telegram_payload("text"), **{SECRET: secret})

    await assert_refused(response, 403, session)
    assert counted("telegram", "secret") == before + 1


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"{}", b'{"update_id": "x"}', b"\xff"])
async def test_telegram_with_something_else(world: World, session: AsyncSession, body: bytes) -> None:
    await assert_refused(await post(world, "/webhooks/telegram", body, **{SECRET: webhook_secret()}), 400, session)


@pytest.mark.parametrize(
    "body",
    [
        b'{"update_id": 1, "message": {"message_id": 5}}',
        b'{"update_id": 1, "my_chat_member": {"date": 0}}',
        telegram_payload("group_text"),
    ],
)
async def test_telegram_is_not_asked_to_repeat_what_is_not_for_us(
    world: World, session: AsyncSession, body: bytes
) -> None:
    await assert_refused(await post(world, "/webhooks/telegram", body, **{SECRET: webhook_secret()}), 200, session)


@pytest.mark.parametrize(
    "path", ["/webhooks/whatsapp", "/webhooks/sms", "/webhooks/whatsapp/status", "/webhooks/sms/status"]
)
@pytest.mark.parametrize("signature", ["", "RSOYDt4T1cUTdK1PDd93/VVr8B8="])
async def test_twilio_without_its_signature(world: World, session: AsyncSession, path: str, signature: str) -> None:
    channel = path.split("/")[2]
    before = counted(channel, "signature")

    response = await post(world, path, twilio_payload("sms_text"), **{SIGNATURE: signature})

    await assert_refused(response, 403, session)
    assert counted(channel, "signature") == before + 1


async def test_twilio_signed_for_another_address(world: World, session: AsyncSession) -> None:
    body = twilio_payload("sms_text")
    signature = twilio_signature("http://evil.example/webhooks/sms", body)

    response = await post(world, "/webhooks/sms", body, **{SIGNATURE: signature, "Host": "evil.example"})

    await assert_refused(response, 403, session)


async def test_twilio_for_another_account_or_number(world: World, session: AsyncSession) -> None:
    other_account = twilio_payload("sms_text").replace(b"AccountSid=AC0123", b"AccountSid=AC9999")
    other_number = twilio_payload("sms_text").replace(b"5550101", b"5550199")

    await assert_refused(await signed(world, "/webhooks/sms", other_account), 403, session)
    await assert_refused(await signed(world, "/webhooks/sms", other_number), 403, session)


async def test_twilio_signed_but_no_message(world: World, session: AsyncSession) -> None:
    body = twilio_payload("sms_text").replace(b"&MessageSid=", b"&OtherSid=")

    await assert_refused(await signed(world, "/webhooks/sms", body), 400, session)


async def test_twilio_signed_is_answered_with_empty_twiml(world: World, session: AsyncSession) -> None:
    response = await signed(world, "/webhooks/whatsapp", twilio_payload("whatsapp_unknown_parameters"))

    assert (response.status_code, response.headers["content-type"]) == (200, "text/xml; charset=utf-8")
    assert response.text.endswith("<Response />")
    assert await events(session) == 1


@pytest.mark.parametrize("path", ["/webhooks/telegram", "/webhooks/whatsapp", "/webhooks/sms"])
async def test_a_body_longer_than_any_webhook(world: World, session: AsyncSession, path: str) -> None:
    headers = {SECRET: webhook_secret(), SIGNATURE: "x"}

    await assert_refused(await post(world, path, b"a" * 1_000_001, **headers), 413, session)


async def test_a_long_body_that_does_not_say_so(world: World, session: AsyncSession) -> None:
    async def endless():
        for _ in range(20):
            yield b"a" * 100_000

    async with httpx.AsyncClient(trust_env=False) as client:
        response = await client.post(f"{world.gateway}/webhooks/sms", content=endless())

    await assert_refused(response, 413, session)
