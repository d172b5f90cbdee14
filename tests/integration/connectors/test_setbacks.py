"""What becomes of a message that cannot be handed over, or does not arrive: through the sandbox, over real HTTP."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from bot import clock
from bot.citizens.address import Address
from bot.database import transaction
from bot.messaging import delivery, doubt, held, outbox, trouble
from bot.messaging.content import Choice, Reply
from bot.messaging.conversation import Conversation
from bot.messaging.message import Delivery, Message
from connectors import registry
from tests.integration.connectors.conftest import Phone, World
from tests.serving import until

QUESTION = Reply(
    text="¿Se resolvió su caso?",
    choices=[Choice(title="Sí"), Choice(title="No")],
    purpose="survey",
    variables={"case": "2026-VS-0000007"},
)


async def known_citizen(world: World, channel: str, *, silent_for: timedelta = timedelta()) -> Phone:
    """A citizen who wrote, and has been silent since for so long (as the office's clock has it)."""
    phone = world.phone(channel)
    await write(phone, "Hola")
    await change(Address, last_inbound_at=clock.now() - silent_for)
    return phone


async def write(phone: Phone, text: str) -> None:
    """Write to the office, and wait until that is stored: on a slow machine it may go through the spool."""
    before = await received()
    await phone.write(text)

    async def stored() -> bool:
        return await received() > before

    await until(stored)


async def received() -> int:
    async with transaction() as session:
        return await session.scalar(select(func.count()).where(Message.direction == "in")) or 0


async def change(table: Any, **values: Any) -> None:
    async with transaction() as session:
        for row in await session.scalars(select(table)):
            for name, value in values.items():
                setattr(row, name, value)


async def say(reply: Reply) -> int:
    """Store a message to the only citizen, and deliver what can be delivered; the conversation's id."""
    async with transaction() as session:
        conversation = (await session.scalars(select(Conversation))).one()
        await outbox.send(session, conversation, reply)
    await delivery.deliver(conversation.id)
    return conversation.id


async def deliver_again(conversation_id: int) -> None:
    """As after the pause."""
    await change(Conversation, outbound_retry_at=None)
    await delivery.deliver(conversation_id)


async def deliveries() -> list[Delivery]:
    async with transaction() as session:
        found = await session.scalars(select(Delivery).join(Message).order_by(Message.seq, Delivery.part))
        return list(found)


async def only() -> Delivery:
    (found,) = await deliveries()
    return found


def is_(status: str) -> Callable[[], Awaitable[bool]]:
    async def look() -> bool:
        return all(found.status == status for found in await deliveries())

    return look


# Outside the window


async def test_a_question_goes_as_its_template_and_is_answered_by_its_button(world: World) -> None:
    phone = await known_citizen(world, "whatsapp", silent_for=timedelta(hours=30))
    await say(QUESTION)

    (shown,) = await phone.received()
    assert "2026-VS-0000007" in shown["text"]
    async with transaction() as session:
        message = (await session.scalars(select(Message).where(Message.direction == "out"))).one()
    assert [button["data"] for button in shown["buttons"]] == [f"{message.id}:0", f"{message.id}:1"]


async def test_an_answer_is_announced_once_and_comes_when_the_citizen_writes(world: World) -> None:
    phone = await known_citizen(world, "whatsapp", silent_for=timedelta(hours=30))
    conversation_id = await say(Reply(text="Su reclamo quedó a su favor."))
    await say(Reply(text="El valor se abona en la próxima factura."))

    (announced,) = await phone.received()
    assert "Responda este mensaje" in announced["text"]
    assert {found.status for found in await deliveries() if found.part >= 0} == {"held"}

    await write(phone, "sí, dígame")
    await delivery.deliver(conversation_id)

    received = [message["text"] for message in await phone.received(3)]
    assert received[1:] == ["Su reclamo quedó a su favor.", "El valor se abona en la próxima factura."]
    async with transaction() as session:
        assert (await session.get_one(Conversation, conversation_id)).held is False


async def test_without_a_template_it_waits_and_nothing_is_sent(world: World) -> None:
    phone = await known_citizen(world, "whatsapp", silent_for=timedelta(hours=30))
    conversation_id = await say(Reply(text="¿Cómo califica la atención?", purpose="outage_info"))
    assert (await only()).status == "held"

    await write(phone, "hola")
    await delivery.deliver(conversation_id)
    (received,) = await phone.received()
    assert received["text"] == "¿Cómo califica la atención?"


async def test_five_minutes_before_the_window_closes_it_is_closed(world: World) -> None:
    phone = await known_citizen(world, "whatsapp", silent_for=timedelta(hours=23, minutes=56))
    await say(Reply(text="Una respuesta."))
    assert "Responda este mensaje" in (await phone.received())[0]["text"]


async def test_the_provider_knows_better_when_the_window_is_closed(world: World) -> None:
    phone = await known_citizen(world, "whatsapp")
    await world.fault("whatsapp", "undelivered", code=63016)
    conversation_id = await say(Reply(text="Su reclamo quedó a su favor."))

    async def held_and_announced() -> bool:
        return [found.status for found in await deliveries() if found.part >= 0] == ["held"]

    await until(held_and_announced)
    await delivery.deliver(conversation_id)
    assert "Responda este mensaje" in (await phone.received())[0]["text"]
    await write(phone, "dígame")
    await delivery.deliver(conversation_id)
    assert (await phone.received(2))[1]["text"] == "Su reclamo quedó a su favor."


# Accepted, and not delivered


async def test_a_phone_that_is_off_is_tried_again_hours_later_and_then_no_more(world: World) -> None:
    phone = await known_citizen(world, "sms")
    await world.fault("sms", "undelivered", code=30003, count=2)
    conversation_id = await say(Reply(text="Su luz vuelve a las 5."))
    await until(is_("held"))

    await _due_now(conversation_id)
    await until(is_("held"))
    assert (await only()).retries == 2

    await _due_now(conversation_id)
    await until(is_("delivered"))
    assert [message["text"] for message in await phone.received()] == ["Su luz vuelve a las 5."]


async def test_what_fails_every_time_has_failed(world: World) -> None:
    await known_citizen(world, "sms")
    await world.fault("sms", "undelivered", code=30008, count=2)
    conversation_id = await say(Reply(text="Su luz vuelve a las 5."))
    await until(is_("held"))
    await _due_now(conversation_id)
    await until(is_("failed"))
    assert (await only()).error == "twilio 30008"


async def test_what_was_said_later_is_not_followed_by_what_was_said_before(world: World) -> None:
    phone = await known_citizen(world, "sms")
    await world.fault("sms", "undelivered", code=30003)
    conversation_id = await say(Reply(text="Su luz vuelve a las 5."))
    await until(is_("held"))
    await say(Reply(text="Su luz vuelve a las 7."))

    await _due_now(conversation_id)

    assert next(found.status for found in await deliveries()) == "failed"
    assert [message["text"] for message in await phone.received()] == ["Su luz vuelve a las 7."]


async def test_who_writes_has_a_phone_that_is_on(world: World) -> None:
    phone = await known_citizen(world, "sms")
    await world.fault("sms", "undelivered", code=30003)
    conversation_id = await say(Reply(text="Su luz vuelve a las 5."))
    await until(is_("held"))

    await write(phone, "hola?")
    await delivery.deliver(conversation_id)

    assert [message["text"] for message in await phone.received()] == ["Su luz vuelve a las 5."]


async def _due_now(conversation_id: int) -> None:
    async with transaction() as session:
        (found,) = await session.scalars(select(Delivery).where(Delivery.retry_at.is_not(None)))
        found.retry_at = datetime.now(UTC) - timedelta(seconds=1)
        await session.flush()
        await held.send_due(session)
    await delivery.deliver(conversation_id)


# Refused for now


async def test_a_busy_provider_is_waited_for_however_often(world: World) -> None:
    phone = await known_citizen(world, "whatsapp")
    await world.fault("whatsapp", "refused", code=63018, count=12)
    conversation_id = await say(Reply(text="Hola"))
    for _ in range(12):
        await deliver_again(conversation_id)

    assert [message["text"] for message in await phone.received()] == ["Hola"]


async def test_after_hours_of_it_the_message_has_failed(world: World) -> None:
    await known_citizen(world, "whatsapp")
    await world.fault("whatsapp", "refused", code=21611, count=2)
    conversation_id = await say(Reply(text="Hola"))
    await change(Delivery, created_at=clock.now() - timedelta(hours=5))
    await deliver_again(conversation_id)

    assert ((await only()).status, (await only()).error) == ("failed", "twilio 21611")


async def test_wrong_credentials_stop_all_calls(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from connectors.twilio.circuit import Circuit

    await known_citizen(world, "whatsapp")
    connector: Any = registry.by_name("whatsapp", (await only_address()).account)
    monkeypatch.setattr(connector, "_circuit", Circuit())
    await world.fault("whatsapp", "refused", code=20003, count=5)
    conversation_id = await say(Reply(text="Hola"))
    for _ in range(3):
        await deliver_again(conversation_id)

    (fault,) = (await world.api.get("/api/faults")).json()
    assert (fault["used"], (await only()).error) == (1, "twilio 20003")
    async with transaction() as session:
        assert await trouble.shut_out(session) == {"whatsapp": "twilio 20003"}


async def only_address() -> Address:
    async with transaction() as session:
        return (await session.scalars(select(Address))).one()


# Nobody knows


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Connectors that wait for half a second."""
    monkeypatch.setattr("connectors.telegram.connector.READ_SECONDS", 0.5)
    monkeypatch.setattr("connectors.twilio.http.READ_SECONDS", 0.5)


async def restart(channel: str) -> None:
    """With the patience of the moment."""
    for connector in registry.configured():
        if connector.channel == channel:
            await connector.stop()
            await connector.start()


@pytest.fixture
async def uncertain(world: World, impatient: None):
    """Make a channel's provider take a message and not say so."""

    async def make(channel: str) -> None:
        await restart(channel)
        await world.fault(channel, "timeout_after_accept", seconds=2)

    yield make
    for channel in ("telegram", "whatsapp", "sms"):
        await restart(channel)


@pytest.mark.parametrize("channel", ["whatsapp", "sms"])
async def test_twilio_is_asked_before_anything_is_sent_again(world: World, uncertain, channel: str) -> None:
    phone = await known_citizen(world, channel)
    await uncertain(channel)
    conversation_id = await say(Reply(text="Su luz vuelve a las 5."))
    assert ((await only()).status, (await only()).uncertain) == ("sending", True)

    await deliver_again(conversation_id)

    found = await only()
    assert (found.status in {"sent", "delivered", "read"}, found.uncertain) == (True, False)
    assert found.provider_id is not None
    assert [message["text"] for message in await phone.received()] == ["Su luz vuelve a las 5."]


async def test_what_twilio_never_had_is_sent(world: World) -> None:
    phone = await known_citizen(world, "sms")
    await say(Reply(text="Su luz vuelve a las 5."))
    # The same words again, and the worker died before it called.
    async with transaction() as session:
        conversation = (await session.scalars(select(Conversation))).one()
        await outbox.send(session, conversation, Reply(text="Su luz vuelve a las 5.", purpose="outage_info"))
        (waiting,) = await session.scalars(select(Delivery).where(Delivery.status == "queued"))
        waiting.status = "sending"

    await delivery.deliver(conversation.id)

    assert len(await phone.received(2)) == 2


async def test_telegram_gets_an_answer_again_once(world: World, uncertain) -> None:
    phone = await known_citizen(world, "telegram")
    await uncertain("telegram")
    conversation_id = await say(Reply(text="Su saldo es $ 10."))
    await deliver_again(conversation_id)

    assert [message["text"] for message in await phone.received(2)] == ["Su saldo es $ 10."] * 2
    assert await counts() == [("telegram", "sent_again", 1)]


async def test_telegram_never_gets_a_notice_again(world: World, uncertain) -> None:
    phone = await known_citizen(world, "telegram")
    await uncertain("telegram")
    conversation_id = await say(QUESTION)
    await deliver_again(conversation_id)

    assert len(await phone.received()) == 1
    assert ((await only()).status, await counts()) == ("failed", [("telegram", "given_up", 1)])
    assert (await only()).error.startswith("uncertain: ")


async def counts() -> list[tuple[str, str, int]]:
    async with transaction() as session:
        return await doubt.count(session)


# Who wants nothing


async def test_who_opted_out_gets_answers_only(world: World) -> None:
    phone = await known_citizen(world, "telegram")
    await change(Address, opted_out_at=clock.now())
    await say(QUESTION)
    await say(Reply(text="Su saldo es $ 10."))

    assert [message["text"] for message in await phone.received()] == ["Su saldo es $ 10."]
    assert next((found.status, found.error) for found in await deliveries()) == ("failed", "opted out")


async def test_a_stop_that_only_twilio_heard_is_written_down(world: World) -> None:
    await known_citizen(world, "sms")
    await world.fault("sms", "refused", code=21610)
    await say(Reply(text="Hola"))

    address = await only_address()
    assert address.opted_out_at is not None and address.unreachable_at is not None
