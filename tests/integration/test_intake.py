"""The way in: once, in order, whatever the webhooks do."""

import asyncio

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from bot import jobs
from bot.database import transaction
from bot.messaging import intake, outbox
from bot.messaging.content import Reply
from bot.messaging.conversation import Conversation, Owner
from bot.messaging.message import Delivery, InboundEvent, Message
from connectors import registry
from tests.builders import make_inbound

# As a gateway does before it takes its first event: reading the clients' code takes longer than an emergency may.
registry.configured()


async def count(session: AsyncSession, table: type) -> int:
    return await session.scalar(select(func.count()).select_from(table)) or 0


async def test_an_event_five_times_at_once_is_stored_once(session):
    event = make_inbound(text="No tengo agua")
    receipts = await asyncio.gather(*(intake.receive(event) for _ in range(5)))
    assert sorted(receipt.duplicate for receipt in receipts) == [False, True, True, True, True]
    assert len({receipt.message_id for receipt in receipts}) == 1
    assert await count(session, Message) == 1
    assert await session.scalar(text("select count(*) from queue.procrastinate_jobs")) == 1


async def test_first_events_of_one_citizen_at_once_make_one_conversation(session):
    await asyncio.gather(*(intake.receive(make_inbound(text=f"mensaje {n}")) for n in range(8)))
    assert await count(session, Conversation) == 1
    numbers = await session.scalars(select(Message.seq).order_by(Message.seq))
    assert list(numbers) == list(range(1, 9))


async def test_the_same_event_id_on_two_accounts_is_two_events(session):
    await intake.receive(make_inbound(event_id="7", channel="web", address="one"))
    await intake.receive(make_inbound(event_id="7", channel="telegram", account="123", address="two"))
    assert await count(session, InboundEvent) == 2
    assert await count(session, Message) == 2


async def test_a_slow_commit_does_not_let_a_later_event_pass(database, monkeypatch):
    """Ids are given at insert and commits come in any order: only the locked row keeps two webhooks in order."""
    first_is_in, calls = asyncio.Event(), 0
    original = jobs.defer_inbound

    async def slow_once(session, conversation_id):
        nonlocal calls
        calls += 1
        if calls % 2 == 1:
            first_is_in.set()
            await asyncio.sleep(0.003)
        await original(session, conversation_id)

    await intake.receive(make_inbound(text="antes"))
    monkeypatch.setattr(jobs, "defer_inbound", slow_once)
    for number in range(200):
        first_is_in.clear()
        slow = asyncio.create_task(intake.receive(make_inbound(text=f"{number} uno")))
        await first_is_in.wait()
        await asyncio.gather(slow, intake.receive(make_inbound(text=f"{number} dos")))
    async with transaction() as session:
        bodies = list(await session.scalars(select(Message.body).order_by(Message.seq)))
    assert bodies == ["antes"] + [f"{number} {word}" for number in range(200) for word in ("uno", "dos")]


async def test_an_edit_corrects_and_never_repeats(session):
    await intake.receive(make_inbound(text="no tengo lus", reference="41"))
    await intake.receive(make_inbound(kind="edit", text="no tengo luz", edits="41"))
    messages = list(await session.scalars(select(Message)))
    assert [message.body for message in messages] == ["no tengo luz"]


async def test_an_edit_of_an_unknown_message_is_a_message(session):
    await intake.receive(make_inbound(kind="edit", text="no tengo luz", edits="41"))
    assert await count(session, Message) == 1


async def test_an_emergency_is_answered_in_the_transaction_that_stores_it(session):
    await intake.receive(make_inbound(text="una pregunta"))
    await intake.receive(make_inbound(text="huele a gas en la cocina"))
    messages = list(await session.scalars(select(Message).order_by(Message.seq)))
    assert [message.direction for message in messages] == ["in", "in", "out"]
    assert messages[1].covered_by == "emergency"
    assert messages[0].handled_at is None
    assert messages[2].reply_to == messages[1].id
    delivery = (await session.scalars(select(Delivery))).one()
    assert delivery.urgent
    conversation = (await session.scalars(select(Conversation))).one()
    assert (conversation.owner, conversation.priority) == (Owner.QUEUE, 10)


async def test_numbers_of_both_directions_are_one_line(session):
    receipt = await intake.receive(make_inbound())
    conversation = (await session.scalars(select(Conversation))).one()
    answer = await outbox.send(session, conversation, Reply(text="Hola"))
    assert [receipt.seq, answer.seq, conversation.last_seq] == [1, 2, 2]
