"""The database away: what providers say is kept on this machine, and stored in order when it is back."""

import asyncio
import os
from collections.abc import AsyncIterator

import pytest
from prometheus_client import generate_latest
from sqlalchemy import func, select

from bot import clock, health
from bot.citizens.address import Address
from bot.database import transaction
from bot.embedded_postgres import EmbeddedPostgres
from bot.messaging import intake, spool, spooling
from bot.messaging.content import StatusUpdate
from bot.messaging.conversation import Conversation, Owner
from bot.messaging.message import Delivery, InboundEvent, Message
from bot.settings import settings
from connectors import registry
from tests.builders import create_conversation, create_message, make_inbound
from tests.channels import TELEGRAM_TOKEN, configure, forget, forget_spools
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


async def emptied() -> bool:
    return not spooling.waiting()


def says(number: int, **more: object):
    event = {"channel": "telegram", "account": ACCOUNT, "address": "5001", "event_id": str(number)}
    return make_inbound(**(event | {"text": f"mensaje {number}"} | more))


async def bodies() -> list[str]:
    async with transaction() as session:
        return list(await session.scalars(select(Message.body).where(Message.direction == "in").order_by(Message.seq)))


async def test_kept_while_away_and_stored_in_order_once(server):
    await intake.receive(says(0))
    server.stop()
    receipts = [await intake.receive(says(number)) for number in range(1, 6)]
    assert [receipt.message_id for receipt in receipts] == [None] * 5
    assert spooling.waiting()
    await intake.receive(says(3))  # the provider repeats
    server.start()
    await intake.receive(says(6))  # at once: its place is behind those that wait
    await until(emptied)
    assert await bodies() == [f"mensaje {number}" for number in range(7)]
    assert (await intake.receive(says(4))).duplicate
    async with transaction() as session:
        assert await session.scalar(select(func.count()).select_from(InboundEvent)) == 7


async def test_depth_and_health_tell_of_it(server):
    server.stop()
    await intake.receive(says(1))
    await intake.receive(says(2))
    assert f'ventanilla_spool_depth{{account="{ACCOUNT}",channel="telegram"}} 2.0' in generate_latest().decode()
    assert b'"spooling":true' in (await health.ready()).body
    server.start()
    await until(emptied)
    assert b'"spooling":false' in (await health.ready()).body


async def test_reports_and_blocks_wait_in_the_same_line(server):
    async with transaction() as session:
        conversation = await create_conversation(session, channel="telegram", account=ACCOUNT, address="5001")
        message = await create_message(session, conversation, direction="out", author="agent")
        delivery = Delivery(
            message_id=message.id, conversation_id=conversation.id, part=0, part_content={}, channel="telegram",
            account=ACCOUNT, status="sent", provider_id="77", created_at=message.created_at,
            changed_at=message.created_at,
        )  # fmt: skip
        session.add(delivery)
    server.stop()
    report = StatusUpdate(channel="telegram", account=ACCOUNT, provider_id="77", status="delivered")
    await intake.receive_status(report)
    await intake.receive_reachability("telegram", ACCOUNT, "5001", reachable=False)
    server.start()
    await until(emptied)
    async with transaction() as session:
        assert (await session.scalars(select(Delivery.status))).one() == "delivered"
        assert (await session.scalars(select(Address.unreachable_at))).one() is not None


async def test_an_emergency_is_answered_at_once_and_reaches_the_agents_later(server):
    server.stop()
    receipt = await intake.receive(says(1, text="huele a gas en la cocina"))
    assert receipt.emergency_script
    server.start()
    await until(emptied)
    async with transaction() as session:
        conversation = (await session.scalars(select(Conversation))).one()
        assert (conversation.owner, conversation.priority) == (Owner.QUEUE, 10)


async def test_when_it_came_is_remembered(server):
    server.stop()
    await intake.receive(says(1))
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
            await intake.receive(says(1))
        assert (await intake.receive(says(2, text="huele a gas en la cocina"))).emergency_script
    await intake.receive(says(3))
    server.start()
    await until(emptied)
    assert await bodies() == ["mensaje 3"]


async def test_the_web_chat_sends_again_by_itself(server):
    server.stop()
    with pytest.raises(intake.Unavailable):
        await intake.receive(make_inbound(channel="web", account="web"))
    assert not spooling.waiting()


async def test_what_cannot_be_stored_is_put_aside_and_the_next_is_stored(server, monkeypatch):
    monkeypatch.setattr(spooling, "RETRY_SECONDS", 0.01)
    server.stop()
    for number in range(3):
        await intake.receive(says(number))
    store = intake.store_spooled

    async def refuse_one(event):
        if event.content["event_id"] == "1":
            raise ValueError("broken")
        await store(event)

    monkeypatch.setattr(intake, "store_spooled", refuse_one)
    server.start()
    await until(emptied)
    assert await bodies() == ["mensaje 0", "mensaje 2"]
    (aside,) = (settings().data_dir / "spool").glob("*.aside")
    assert len(spool.read(aside.read_bytes()).records) == 1


async def test_a_new_process_stores_what_the_last_one_left(server):
    server.stop()
    for number in range(3):
        await intake.receive(says(number))
    await spooling.stop()
    server.start()
    spooling.start()
    assert spooling.waiting()
    await intake.receive(says(3))
    await until(emptied)
    assert await bodies() == [f"mensaje {number}" for number in range(4)]
