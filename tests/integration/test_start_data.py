"""What a database is given before anybody uses it."""

import pytest

from bot import installation
from bot.database import transaction
from bot.start import data
from bot.supervisor import StartError
from tests.builders import create_agent


async def test_a_new_office_is_told_how_its_first_agent_is_made(database):
    said: list[str] = []
    await data.prepare(False, said.append)
    assert said == [data.NO_AGENTS]
    async with transaction() as session:
        assert await installation.mode(session) == installation.LIVE
        await create_agent(session)
    await data.prepare(False, said.append)
    assert said == [data.NO_AGENTS]


async def test_a_demos_database_does_not_become_the_offices(database):
    async with transaction() as session:
        await installation.claim(session, installation.DEMO)
    with pytest.raises(StartError, match="holds a demo"):
        await data.prepare(False, lambda line: None)
