"""Which model is used: chosen once for each click, with a way back, and known at the next start."""

import asyncio
import os
import time
from datetime import timedelta

import pytest

from bot.assistant import LoadedModel
from bot.database import transaction
from bot.learning import model_choice, old_models, training_run
from bot.learning.lessons import Lesson
from bot.learning.model_choice import ChoiceError
from bot.learning.training_run import RunState
from bot.settings import settings
from bot.start import chosen
from tests.builders import create_agent

FINGERPRINT = "0123456789ab"
OWN, FIRST, SECOND, FAILED, LOST, LAST, LOADED = (
    f"assistant-{FINGERPRINT}{which}.tar.gz"
    for which in ("", "-first", "-second", "-failed", "-lost", "-last", "-loaded")
)
OLD = "assistant-ba9876543210-old.tar.gz"
LESSON = Lesson("el coso del contador pita toda la noche", "outage_report")


@pytest.fixture
async def agent_id(database: str, tmp_path, monkeypatch) -> int:
    monkeypatch.setattr(settings(), "models_dir", tmp_path)
    (tmp_path / OWN).touch()
    async with transaction() as session:
        return (await create_agent(session, supervisor=True)).id


async def trained(agent_id: int, name: str, *, state: RunState = RunState.DONE) -> int:
    (settings().models_dir / name).touch()
    async with transaction() as session:
        run_id = await training_run.start(session, agent_id=agent_id, lessons=[LESSON])
        assert run_id
        await training_run.begin(session, run_id)
        await training_run.end(session, run_id, state, model=name)
        return run_id


async def choose(agent_id: int, run_id: int, seen: int) -> int:
    async with transaction() as session:
        await model_choice.choose(session, agent_id=agent_id, run_id=run_id, seen=seen, fingerprint=FINGERPRINT)
    return await current()


async def go_back(agent_id: int, seen: int) -> int:
    async with transaction() as session:
        await model_choice.go_back(session, agent_id=agent_id, seen=seen, fingerprint=FINGERPRINT)
    return await current()


async def current() -> int:
    async with transaction() as session:
        found = await model_choice.current(session)
        return found.id if found else 0


async def wanted() -> str:
    async with transaction() as session:
        return await model_choice.wanted(session, FINGERPRINT)


async def test_there_and_back_and_there_again(agent_id):
    assert await wanted() == OWN
    first = await choose(agent_id, await trained(agent_id, FIRST), 0)
    assert await wanted() == FIRST
    second = await choose(agent_id, await trained(agent_id, SECOND), first)
    assert await wanted() == SECOND
    third = await go_back(agent_id, second)
    assert await wanted() == FIRST
    await go_back(agent_id, third)
    assert await wanted() == SECOND


async def test_back_from_the_first_choice_is_the_repositorys_own(agent_id):
    await go_back(agent_id, await choose(agent_id, await trained(agent_id, FIRST), 0))
    assert await wanted() == OWN


async def test_the_same_click_twice_changes_once(agent_id):
    run_id = await trained(agent_id, FIRST)
    results = await asyncio.gather(*(choose(agent_id, run_id, 0) for _ in range(2)), return_exceptions=True)
    assert sorted(isinstance(result, ChoiceError) for result in results) == [False, True]
    seen = await current()
    await go_back(agent_id, seen)
    with pytest.raises(ChoiceError):
        await go_back(agent_id, seen)


async def test_what_cannot_be_used(agent_id):
    failed = await trained(agent_id, FAILED, state=RunState.FAILED)
    lost = await trained(agent_id, LOST)
    (settings().models_dir / LOST).unlink()
    old = await trained(agent_id, OLD)
    for run_id in (failed, lost, old, 10**9):
        with pytest.raises(ChoiceError):
            await choose(agent_id, run_id, 0)
    with pytest.raises(ChoiceError, match="No hay"):
        await go_back(agent_id, 0)
    assert await current() == 0


async def test_models_that_nobody_uses_are_deleted_after_their_time(agent_id):
    seen = await choose(agent_id, await trained(agent_id, FIRST), 0)
    await choose(agent_id, await trained(agent_id, SECOND), seen)
    await trained(agent_id, OLD)
    await trained(agent_id, LAST)
    folder = settings().models_dir
    (folder / LOST).touch()
    long_ago = time.time() - timedelta(days=settings().model_days, minutes=1).total_seconds()
    for name in (OWN, FIRST, SECOND, OLD, LAST, LOADED):
        (folder / name).touch()
        os.utime(folder / name, (long_ago, long_ago))

    async with transaction() as session:
        assert await old_models.delete(session, LoadedModel(model=LOADED, fingerprint=FINGERPRINT)) == 1

    assert {file.name for file in folder.iterdir()} == {OWN, FIRST, SECOND, LAST, LOADED, LOST}
    assert all(file.stat().st_mtime > long_ago for file in folder.iterdir())


async def test_a_start_learns_what_the_chosen_model_had_learned(agent_id):
    assert chosen._lessons(settings().database_url) == []
    seen = await choose(agent_id, await trained(agent_id, FIRST), 0)
    assert chosen._lessons(settings().database_url) == [LESSON]
    await go_back(agent_id, seen)
    assert chosen._lessons(settings().database_url) == []
