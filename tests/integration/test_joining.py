"""One citizen on many channels: joined by what proves it, never by likeness, and taken along by a code."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot import clock
from bot.cases.case import Case
from bot.citizens import identity, joining
from bot.citizens.address import Address, Citizen
from bot.citizens.joining import CitizenJoin
from bot.database import transaction
from bot.desk import casebook, queries
from bot.messaging import move, moving, ownership
from bot.messaging.answers import find
from bot.messaging.conversation import Conversation, Owner
from bot.messaging.message import Message
from bot.messaging.questions import open_questions
from tests.billing_builders import create_account, verify
from tests.builders import create_agent, create_case, create_conversation, create_message
from tests.channels import configure, forget

DOCUMENT, METER = "4521", "7788"


@pytest.fixture(autouse=True)
def channels(monkeypatch, database):
    configure(monkeypatch, database_url=database, telegram_username="VillaBot")
    yield
    monkeypatch.undo()
    forget()


async def pass_check(conversation, number, fact):
    """Answer the question for the second fact, as a message does."""
    async with transaction() as session:
        held = await session.get_one(Conversation, conversation.id)
        await identity.ask(session, held, number, then="bill_amount")
        message = await create_message(session, held, body="••••", secret=fact)
        assert await find(session, held, message, None)


async def citizens(*conversations) -> int:
    """How many citizens these conversations belong to."""
    async with transaction() as session:
        ids = [conversation.address_id for conversation in conversations]
        return len(set(await session.scalars(select(Address.citizen_id).where(Address.id.in_(ids)))))


async def people(*channels):
    """Conversations of strangers, one on each channel, and an account."""
    async with transaction() as session:
        account = await create_account(session)
        return account, *[await create_conversation(session, channel=channel) for channel in channels]


async def test_the_holder_on_two_channels_is_one_citizen_with_all_cases(database):
    account, web, telegram = await people("web", "telegram")
    async with transaction() as session:
        await create_case(session, web)
        await create_case(session, telegram)
    await pass_check(web, account.number, DOCUMENT)
    assert await citizens(web, telegram) == 2
    await pass_check(telegram, account.number, DOCUMENT)
    assert await citizens(web, telegram) == 1
    async with transaction() as session:
        assert await session.scalar(select(func.count()).select_from(Citizen)) == 1
        assert await session.scalar(select(func.count(Case.citizen_id.distinct()))) == 1
        row = (await session.scalars(select(CitizenJoin))).one()
        shown = await casebook.context(session, web.id)
        chat = await queries.chat(session, web.id)
    assert (row.reason, len(row.moved["cases"])) == ("holder", 1)
    assert chat and chat.has_others and len(shown.cases) == 2
    await pass_check(telegram, account.number, DOCUMENT)  # again: nothing more
    assert await citizens(web, telegram) == 1


async def test_whoever_reads_the_meter_at_home_is_not_the_holder(database):
    account, web, telegram = await people("web", "telegram")
    await pass_check(web, account.number, DOCUMENT)
    await pass_check(telegram, account.number, METER)
    assert await citizens(web, telegram) == 2


async def test_a_phone_that_a_family_shares_joins_nobody(database):
    account, shared, mother = await people("whatsapp", "telegram")
    async with transaction() as session:
        sons = await create_account(session, number="4100777")
    await pass_check(shared, account.number, DOCUMENT)
    await pass_check(shared, sons.number, DOCUMENT)
    await pass_check(mother, account.number, DOCUMENT)
    assert await citizens(shared, mother) == 2


async def test_the_same_number_is_joined_after_a_check_and_not_before(database):
    async with transaction() as session:
        account = await create_account(session)
        whatsapp = await create_conversation(session, channel="whatsapp", address="+573001112233")
        sms = await create_conversation(session, channel="sms", address="+573001112233")
        stranger = await create_conversation(session, channel="sms", address="+573001112234")
    assert await citizens(whatsapp, sms) == 2
    await pass_check(whatsapp, account.number, METER)
    assert await citizens(whatsapp, sms) == 1
    assert await citizens(whatsapp, stranger) == 2


@pytest.mark.parametrize(
    ("on_whatsapp", "on_sms"),
    [("+5215512345678", "+525512345678"), ("+5491123456789", "+541123456789")],
    ids=["Mexico", "Argentina"],
)
async def test_a_number_that_each_channel_writes_in_its_own_way_is_one(database, on_whatsapp, on_sms):
    async with transaction() as session:
        account = await create_account(session)
        whatsapp = await create_conversation(session, channel="whatsapp", address=on_whatsapp)
        sms = await create_conversation(session, channel="sms", address=on_sms)
        other = await create_conversation(session, channel="sms", address=on_sms[:-1] + "0")
    await pass_check(whatsapp, account.number, METER)
    assert await citizens(whatsapp, sms) == 1
    assert await citizens(whatsapp, other) == 2
    async with transaction() as session:  # each is written back to as its provider gave it
        written = set(await session.scalars(select(Address.address)))
    assert {on_whatsapp, on_sms} <= written


async def test_a_callers_number_joins_nobody(database):
    """A caller may show the number of somebody else, and would hear of that person's cases."""
    async with transaction() as session:
        account = await create_account(session)
        call = await create_conversation(session, channel="voice", address="+573001112233")
        whatsapp = await create_conversation(session, channel="whatsapp", address="+573001112233")
    await pass_check(call, account.number, METER)
    assert await citizens(call, whatsapp) == 2


async def test_a_number_that_was_somebody_elses_is_not_joined(database):
    async with transaction() as session:
        account, other = await create_account(session), await create_account(session, number="4100777")
        whatsapp = await create_conversation(session, channel="whatsapp", address="+573001112233")
        sms = await create_conversation(session, channel="sms", address="+573001112233")
        await verify(session, sms, other)
    await pass_check(whatsapp, account.number, DOCUMENT)
    assert await citizens(whatsapp, sms) == 2


async def test_joined_by_two_at_once_is_joined_once(database):
    _, web, telegram = await people("web", "telegram")

    async def join():
        async with transaction() as session:
            one = await session.get_one(Address, web.address_id)
            other = await session.get_one(Address, telegram.address_id)
            await joining.join(session, one.citizen_id, other.citizen_id, "moved")

    await asyncio.gather(*(join() for _ in range(4)))
    assert await citizens(web, telegram) == 1
    async with transaction() as session:
        assert await session.scalar(select(func.count()).select_from(CitizenJoin)) == 1


async def go(source, target, *, text="sígame por telegram"):
    """Ask on one address for the way to the other, and follow it; what is said there."""
    async with transaction() as session:
        here = await session.get_one(Conversation, source.id)
        assert await moving.take(session, here, await create_message(session, here, body=text))
    async with transaction() as session:
        offer = await last_said(session, source)
        code = offer.split("?start=sigue-")[1].split()[0]
    return await bring(target, code), code


async def bring(target, code):
    async with transaction() as session:
        there = await session.get_one(Conversation, target.id)
        answer = await moving.enter(session, there, await create_message(session, there, kind="start"), code)
        assert answer
        return answer.replies[0].text


async def last_said(session, conversation) -> str:
    query = select(Message.body).where(Message.conversation_id == conversation.id, Message.direction == "out")
    return str(await session.scalar(query.order_by(Message.seq.desc()).limit(1)))


async def test_a_code_takes_the_citizen_along_once(database):
    account, web, telegram = await people("web", "telegram")
    await pass_check(web, account.number, METER)
    async with transaction() as session:
        case = await create_case(session, web)
    said, code = await go(web, telegram)
    assert case.number in said
    assert await citizens(web, telegram) == 1
    async with transaction() as session:
        there = await session.get_one(Conversation, telegram.id)
        assert there.account_hint == account.number
        assert await identity.verified_account(session, address=there.address) is None, "checked again when needed"
        assert await open_questions(session, there) == []
    assert "ya no sirve" in await bring(telegram, code)


async def test_a_code_is_for_its_channel_and_its_time(database, monkeypatch):
    _, web, telegram, sms = await people("web", "telegram", "sms")
    await go(web, telegram)
    async with transaction() as session:
        fresh = await move.offer(session, await session.get_one(Address, web.address_id), "telegram")
        late = await move.offer(session, await session.get_one(Address, web.address_id), "telegram")
    assert "ya no sirve" in await bring(sms, fresh)
    assert "ya no sirve" in await bring(telegram, "ZZZZZZZZ")
    assert "sigamos" in await bring(telegram, fresh)
    clock.move(timedelta(minutes=16))
    assert "ya no sirve" in await bring(telegram, late)


async def test_a_phone_with_somebody_elses_cases_is_not_joined_by_a_code(database):
    _, web, telegram = await people("web", "telegram")
    async with transaction() as session:
        own = await create_case(session, web)
        await create_case(session, telegram)
    said, _ = await go(web, telegram)
    assert own.number not in said
    assert await citizens(web, telegram) == 2


async def test_the_agent_goes_on_there(database):
    _, web, telegram = await people("web", "telegram")
    async with transaction() as session:
        agent = await create_agent(session)
        assert await ownership.claim(session, web.id, agent_id=agent.id, expected_version=0)
    said, _ = await go(web, telegram)
    assert "persona" in said
    async with transaction() as session:
        there = await session.get_one(Conversation, telegram.id)
    assert (there.owner, there.agent_id) == (Owner.AGENT, agent.id)


async def test_what_waits_in_the_queue_waits_there_too(database):
    _, web, telegram = await people("web", "telegram")
    async with transaction() as session:
        await ownership.hand_over(session, web, reason="complaint", summary="Caso 7. La reja.")
    await go(web, telegram)
    async with transaction() as session:
        there = await session.get_one(Conversation, telegram.id)
    assert (there.owner, there.queue_reason) == (Owner.QUEUE, "complaint")
    assert there.summary.startswith("Viene de") and "La reja" in there.summary


async def test_a_channel_that_the_office_has_not_is_left_to_the_assistant(database, monkeypatch):
    _, telegram = await people("telegram")
    configure(monkeypatch, database_url=database, whatsapp_number="")
    async with transaction() as session:
        here = await session.get_one(Conversation, telegram.id)
        message = await create_message(session, here, body="sígame por whatsapp")
        assert not await moving.take(session, here, message)
