"""The database away: what providers say is kept on this machine, and stored in order when it is back."""

import asyncio
import json
import os
from collections.abc import AsyncIterator
from urllib.parse import urlencode

import pytest
from prometheus_client import generate_latest
from sqlalchemy import func, select, text

from bot import clock, health
from bot.citizens.address import Address
from bot.database import transaction
from bot.embedded_postgres import EmbeddedPostgres
from bot.messaging import intake, spool, spooling
from bot.messaging.conversation import Conversation, Owner
from bot.messaging.message import Delivery, InboundEvent, Message
from bot.messaging.webhook import Webhook
from bot.settings import settings
from connectors import registry
from connectors.telegram.update import parse_update
from tests.builders import create_conversation, create_message
from tests.channels import SMS_NUMBER, TELEGRAM_TOKEN, configure, forget, forget_spools
from tests.database_away import emptied
from tests.serving import until

ACCOUNT = TELEGRAM_TOKEN.partition(":")[0]


@pytest.fixture
async def server(
    postgres: EmbeddedPostgres, database: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[EmbeddedPostgres]:
    """The database's server, to be stopped and started; spools that begin empty."""
    configure(monkeypatch, database_url=database)
    monkeypatch.setattr(settings(), "database_url", database)
    registry.configured()
    yield postgres
    postgres.start()
    await until(emptied)
    await forget_spools()
    monkeypatch.undo()
    forget()
    settings().database_url = database


async def told(webhook: Webhook, channel: str = "telegram", account: str = ACCOUNT) -> intake.Receipt:
    """What becomes of a webhook that its connector has verified."""
    event = registry.by_name(channel, account).read(webhook)
    assert event
    return await intake.receive(event, webhook)


async def update(number: int, **what: object) -> intake.Receipt:
    body = json.dumps({"update_id": number} | what).encode()
    return await told(Webhook("/webhooks/telegram", body, content_type="application/json"))


async def say(number: int, text: str = "") -> intake.Receipt:
    """A citizen writes on Telegram."""
    person = {"id": 5001, "is_bot": False, "first_name": "Ana"}
    said = {"message_id": number + 1, "date": 1795348800, "chat": {"id": 5001, "type": "private"}, "from": person}
    return await update(number, message=said | {"text": text or f"mensaje {number}"})


async def block(number: int) -> intake.Receipt:
    """The same citizen blocks the bot."""
    person, bot = ({"id": id_, "is_bot": id_ == 1, "first_name": "X"} for id_ in (5001, 1))
    change: dict[str, object] = {"old_chat_member": {"status": "member", "user": bot}}
    change["new_chat_member"] = {"status": "kicked", "user": bot, "until_date": 0}
    about = {"chat": {"id": 5001, "type": "private"}, "from": person, "date": 1795348800}
    return await update(number, my_chat_member=about | change)


async def report(status: str) -> intake.Receipt:
    """What Twilio says of a text message."""
    form = {"MessageSid": "SM77", "MessageStatus": status, "From": SMS_NUMBER, "To": "+573000000101"}
    webhook = Webhook(
        "/webhooks/sms/status", urlencode(form).encode(), content_type="application/x-www-form-urlencoded"
    )
    return await told(webhook, "sms", SMS_NUMBER)


async def bodies() -> list[str]:
    async with transaction() as session:
        return list(await session.scalars(select(Message.body).where(Message.direction == "in").order_by(Message.seq)))


async def test_kept_while_away_and_stored_in_order_once(server):
    await say(0)
    server.stop()
    receipts = [await say(number) for number in range(1, 6)]
    assert [receipt.message_id for receipt in receipts] == [None] * 5
    assert spooling.waiting()
    await say(3)  # the provider repeats
    server.start()
    await say(6)  # at once: its place is behind those that wait
    await until(emptied)
    assert await bodies() == [f"mensaje {number}" for number in range(7)]
    assert (await say(4)).duplicate
    async with transaction() as session:
        assert await session.scalar(select(func.count()).select_from(InboundEvent)) == 7


async def test_depth_and_health_tell_of_it(server):
    server.stop()
    await say(1)
    await say(2)
    assert f'ventanilla_spool_depth{{account="{ACCOUNT}",channel="telegram"}} 2.0' in generate_latest().decode()
    assert b'"spooling":true' in (await health.ready()).body
    server.start()
    await until(emptied)
    assert b'"spooling":false' in (await health.ready()).body


async def test_reports_and_blocks_wait_too(server):
    async with transaction() as session:
        conversation = await create_conversation(session, channel="sms", account=SMS_NUMBER, address="+573000000101")
        message = await create_message(session, conversation, direction="out", author="agent")
        delivery = Delivery(
            message_id=message.id, conversation_id=conversation.id, part=0, part_content={}, channel="sms",
            account=SMS_NUMBER, status="sent", provider_id="SM77", created_at=message.created_at,
            changed_at=message.created_at,
        )  # fmt: skip
        session.add(delivery)
    await say(1)
    server.stop()
    await report("delivered")
    await block(2)
    server.start()
    await until(emptied)
    async with transaction() as session:
        assert (await session.scalars(select(Delivery.status).where(Delivery.channel == "sms"))).one() == "delivered"
        blocked = select(Address.unreachable_at).where(Address.channel == "telegram")
        assert (await session.scalars(blocked)).one() is not None


async def test_an_emergency_is_answered_at_once_and_once_and_reaches_the_agents_later(server):
    server.stop()
    receipt = await say(1, "huele a gas en la cocina")
    assert receipt.emergency_script
    server.start()
    await until(emptied)
    async with transaction() as session:
        conversation = (await session.scalars(select(Conversation))).one()
        assert (conversation.owner, conversation.priority) == (Owner.QUEUE, 10)
        [script] = await session.scalars(select(Message).where(Message.purpose == "safety"))
        assert script.body == receipt.emergency_script  # which the agent reads
        assert set(await session.scalars(select(Delivery.status).where(Delivery.message_id == script.id))) == {"sent"}
        urgent = text("select count(*) from queue.procrastinate_jobs where task_name like '%urgent%'")
        assert await session.scalar(urgent) == 0
    # A provider that repeats its webhook never had the response: then, and only then, the script comes again.
    repeated = await say(1, "huele a gas en la cocina")
    assert (repeated.duplicate, repeated.emergency_script) == (True, receipt.emergency_script)


async def test_an_emergency_that_was_stored_at_once_is_not_answered_in_the_response_to_its_repetition(server):
    await say(1, "huele a gas en la cocina")
    repeated = await say(1, "huele a gas en la cocina")
    assert (repeated.duplicate, repeated.emergency_script) == (True, None)


async def test_what_a_connector_misread_is_read_again_by_the_mended_one(server, monkeypatch):
    def misread(update, account):
        understood = parse_update(update, account)
        assert understood
        return understood.model_copy(update={"text": "¿?"})

    server.stop()
    with monkeypatch.context() as patch:
        patch.setattr("connectors.telegram.connector.parse_update", misread)
        await say(1, "no hay luz en el barrio")
    await spooling.stop()  # the mended connector comes with a new process
    server.start()
    spooling.start()
    await until(emptied)
    assert await bodies() == ["no hay luz en el barrio"]
    async with transaction() as session:
        content = (await session.scalars(select(Message.content).where(Message.direction == "in"))).one()
    assert content["details"]["profile_name"] == "Ana"


async def test_a_webhook_is_kept_byte_for_byte(server):
    server.stop()
    said = b'"message": {"message_id": 3, "date": 1, "chat": {"id": 5001, "type": "private"}, "text": "a"}'
    body = b'{"update_id": 9,\n ' + said + b"}"
    await told(Webhook("/webhooks/telegram", body, "a=1&b=%20", "application/json"))
    file = settings().data_dir / "spool" / f"telegram-{ACCOUNT}.1.spool"
    [(place, length)] = spool.read(file.read_bytes()).records
    record = file.read_bytes()[place : place + length]
    head = json.loads(record.partition(b"\n")[0])
    assert record.partition(b"\n")[2] == body
    assert (head["path"], head["query"], head["content_type"]) == (
        "/webhooks/telegram",
        "a=1&b=%20",
        "application/json",
    )


async def test_when_it_came_is_remembered(server):
    server.stop()
    await say(1)
    came = clock.now()
    await asyncio.sleep(0.2)
    server.start()
    await until(emptied)
    async with transaction() as session:
        last = (await session.scalars(select(Address.last_inbound_at))).one()
    assert last is not None and last <= came


async def test_neither_database_nor_spool(server, monkeypatch):
    server.stop()

    def full(*_: object) -> None:
        raise OSError(28, "no space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(intake.Unavailable):
            await say(1)
        assert (await say(2, "huele a gas en la cocina")).emergency_script
    await say(3)
    server.start()
    await until(emptied)
    assert await bodies() == ["mensaje 3"]


async def test_what_cannot_be_stored_is_put_aside_and_the_next_is_stored(server, monkeypatch):
    monkeypatch.setattr(spooling, "RETRY_SECONDS", 0.01)
    server.stop()
    for number in range(3):
        await say(number)
    store = intake.store_spooled

    async def refuse_one(event, *more, **given):
        if event.event_id == "1":
            raise ValueError("broken")
        await store(event, *more, **given)

    monkeypatch.setattr(intake, "store_spooled", refuse_one)
    server.start()
    await until(emptied)
    assert await bodies() == ["mensaje 0", "mensaje 2"]
    (aside,) = (settings().data_dir / "spool").glob("*.aside")
    assert len(spool.read(aside.read_bytes()).records) == 1


async def test_what_was_put_aside_holds_nothing_up_later(server, monkeypatch):
    async def refuse(*_: object, **_given: object) -> None:
        raise ValueError("broken")

    line = spooling.line("telegram", ACCOUNT)
    monkeypatch.setattr(spooling, "RETRY_SECONDS", 0.01)
    server.stop()
    await say(1)
    await until(lambda: line.stuck)
    monkeypatch.setattr(intake, "store_spooled", refuse)
    await until(emptied)
    assert not line.stuck


async def test_a_new_process_stores_what_the_last_one_left(server):
    server.stop()
    for number in range(3):
        await say(number)
    await spooling.stop()
    server.start()
    spooling.start()
    assert spooling.waiting()
    await say(3)
    await until(emptied)
    assert await bodies() == [f"mensaje {number}" for number in range(4)]
