"""Training runs: one at a time, ended once, and with one clear line where they fail."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot.database import transaction
from bot.embedded_postgres import ended
from bot.learning import training, training_run
from bot.learning.lessons import Lesson
from bot.learning.training_run import INTERRUPTED, RunState, TrainingRun
from bot.settings import settings
from bot.start import model
from tests.builders import create_agent
from tests.serving import until

LESSON = Lesson("el coso del contador pita toda la noche", "outage_report")


@pytest.fixture
async def agent_id(database: str) -> int:
    async with transaction() as session:
        return (await create_agent(session, supervisor=True)).id


@pytest.fixture
def python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stand-in for the assistant's Python; its behaviour is written by the test."""
    monkeypatch.setattr(settings(), "models_dir", tmp_path / "models")
    monkeypatch.setattr(model, "PYTHON", tmp_path / "python")
    return tmp_path / "python"


def behave(python: Path, *lines: str) -> None:
    python.write_text("\n".join(["#!/bin/sh", *lines]))
    python.chmod(0o755)


async def start(agent_id: int, *lessons: Lesson) -> int | None:
    async with transaction() as session:
        return await training_run.start(session, agent_id=agent_id, lessons=lessons or [LESSON])


async def begun(agent_id: int) -> int:
    run_id = await start(agent_id)
    assert run_id
    return run_id


async def run() -> TrainingRun:
    async with transaction() as session:
        found = await training_run.latest(session)
        assert found
        return found


async def test_one_at_a_time(agent_id):
    first, second = await asyncio.gather(start(agent_id), start(agent_id))
    assert (first is None) != (second is None)
    async with transaction() as session:
        assert await training_run.cancel(session, run_id=first or second or 0, agent_id=agent_id)
        assert not await training_run.cancel(session, run_id=first or second or 0, agent_id=agent_id)
    assert await start(agent_id)


async def test_a_training_that_fails_ends_in_one_line(agent_id, python):
    behave(python, "echo 'Traceback …' >&2", "echo 'assistant: no memory left' >&2", "exit 1")
    await training.train(await begun(agent_id))
    found = await run()
    assert (found.state, found.has_ended) == (RunState.FAILED, True)
    assert "no memory left" in found.error and "\n" not in found.error and "Traceback" not in found.error


async def test_what_is_known_already_needs_no_training(agent_id, python):
    behave(python, "exit 1")
    run_id = await start(agent_id, Lesson("cuánto debo", "bill_amount"))
    await training.train(run_id or 0)
    assert (await run()).error == training.SAME


async def test_a_cancelled_training_ends_its_processes(agent_id, python, monkeypatch):
    monkeypatch.setattr(training, "ALIVE_SECONDS", 0.05)
    behave(python, f"sleep 600 & echo $! > {python}.pid", "wait")
    run_id = await begun(agent_id)
    working = asyncio.create_task(training.train(run_id))
    pid_file = Path(f"{python}.pid")
    await until(lambda: pid_file.exists() and pid_file.read_text(), seconds=30)
    async with transaction() as session:
        await training_run.cancel(session, run_id=run_id, agent_id=agent_id)
    async with asyncio.timeout(30):
        await working
    found = await run()
    assert (found.state, found.cancelled_by, found.error) == (RunState.CANCELLED, agent_id, "")
    await until(lambda: ended(int(pid_file.read_text())), seconds=30)
    assert not list((python.parent / "models").glob(".lessons-*"))


async def test_cancelled_before_it_began_it_never_begins(agent_id, python):
    behave(python, "exit 1")
    run_id = await begun(agent_id)
    async with transaction() as session:
        await training_run.cancel(session, run_id=run_id, agent_id=agent_id)
    await training.train(run_id)
    assert (await run()).state == RunState.CANCELLED


async def test_a_worker_that_stops_leaves_a_failed_run(agent_id, python):
    behave(python, f"sleep 600 & echo $! > {python}.pid", "wait")
    working = asyncio.create_task(training.train(await begun(agent_id)))
    pid_file = Path(f"{python}.pid")
    await until(lambda: pid_file.exists() and pid_file.read_text(), seconds=30)
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)
    found = await run()
    assert (found.state, found.error) == (RunState.FAILED, INTERRUPTED)
    await until(lambda: ended(int(pid_file.read_text())), seconds=30)


async def test_a_run_of_a_dead_worker_has_failed_when_its_job_is_taken_up(agent_id, python):
    behave(python, "exit 1")
    run_id = await begun(agent_id)
    async with transaction() as session:
        assert await training_run.begin(session, run_id) == [list(LESSON)]
    await training.train(run_id)
    assert (await run()).error == INTERRUPTED


async def test_a_silent_run_has_failed_and_one_that_waits_has_not(agent_id):
    run_id = await begun(agent_id)

    async def look() -> str:
        long_ago = datetime.now(UTC) - 2 * training_run.SILENT
        async with transaction() as session:
            await session.execute(update(TrainingRun).values(alive_at=long_ago))
            await training_run.end_lost(session)
            return str(await session.scalar(select(TrainingRun.state)))

    assert await look() == RunState.WAITING
    async with transaction() as session:
        await training_run.begin(session, run_id)
        await training_run.end_lost(session)
        assert await training_run.go_on(session, run_id, training_run.Step.TRAINING)
    assert await look() == RunState.FAILED
    async with transaction() as session:
        assert not await training_run.go_on(session, run_id, training_run.Step.TRAINING)
