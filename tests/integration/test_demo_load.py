import json
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot import clock, installation
from bot.billing.account import Account
from bot.billing.bill import Bill
from bot.demo import load, logins
from bot.demo.cast import cast
from bot.desk.agent import Agent
from bot.desk.passwords import fits
from bot.installation import WrongMode
from bot.messaging.conversation import Conversation
from bot.outages.outage import Outage
from bot.procedures.procedure import Procedure
from bot.settings import ROOT
from tests.billing_builders import create_account
from tests.builders import create_conversation


async def count(session, model):
    return await session.scalar(select(func.count()).select_from(model))


async def test_an_empty_database_is_loaded_once(session):
    assert await load.load(session)
    counts = [await count(session, model) for model in (Account, Bill, Outage, Procedure, Agent)]
    assert all(counts)
    assert not await load.load(session)
    assert counts == [await count(session, model) for model in (Account, Bill, Outage, Procedure, Agent)]
    assert await installation.mode(session) == "demo"


async def test_a_live_database_is_refused(session):
    await installation.claim(session, installation.LIVE)
    with pytest.raises(WrongMode, match="live"):
        await load.load(session)
    with pytest.raises(WrongMode, match="live"):
        await load.reset(session)
    assert await count(session, Account) == 0


async def test_a_database_with_accounts_is_refused(session):
    await create_account(session)
    with pytest.raises(WrongMode, match="empty"):
        await load.load(session)


async def test_a_demo_does_not_become_live(session):
    await load.load(session)
    with pytest.raises(WrongMode, match="demo"):
        await installation.claim(session, installation.LIVE)


async def test_the_logins_are_fresh_work_and_are_their_owners_alone(session):
    await load.load(session)
    written = json.loads(logins.file().read_text())
    assert stat.S_IMODE(logins.file().stat().st_mode) == 0o600
    for entry in written:
        agent = await session.scalar(select(Agent).where(Agent.login == entry["login"]))
        assert await fits(agent.password_hash, entry["password"])
    logins.file().unlink()
    await load.load(session)
    again = json.loads(logins.file().read_text())
    assert [entry["login"] for entry in again] == [entry["login"] for entry in written]
    assert not {entry["password"] for entry in again} & {entry["password"] for entry in written}
    agent = await session.scalar(select(Agent).where(Agent.login == again[0]["login"]))
    assert await fits(agent.password_hash, again[0]["password"])


async def test_a_later_start_moves_outages_and_bills(session):
    await load.load(session)
    session.expunge_all()
    clock.move(timedelta(days=40))
    assert not await load.load(session)
    newest = await session.scalar(select(func.max(Bill.issued_on)))
    assert clock.today() - newest < timedelta(days=8)
    running = await session.scalar(select(func.max(Outage.starts_at)).where(Outage.status == "in_repair"))
    assert clock.now() - running < timedelta(hours=12)
    here = await session.get_one(installation.Installation, 1)
    assert (here.demo_day, here.installed_on) == (clock.today(), clock.today() - timedelta(days=40))


async def test_a_reset_forgets_conversations_and_loads_anew(session):
    await load.load(session)
    conversation = await create_conversation(session)
    await load.reset(session)
    assert await count(session, Conversation) == 0
    assert await count(session, Account) == 300
    # A number that was used is not used again: nothing left over of the old conversation finds a new one.
    assert (await create_conversation(session)).id > conversation.id


def test_the_documentation_names_the_cast_with_its_facts():
    page = (Path(ROOT) / "docs" / "demo.md").read_text()
    for _, person in cast():
        row = next(line for line in page.splitlines() if person.number in line)
        assert f"`{person.document}`" in row
        assert f"`{person.meter('energia')}`" in row
