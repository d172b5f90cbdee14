"""The assistant's model: trained where it is missing, once, and one line where that fails."""

import asyncio
from pathlib import Path

import pytest

from bot.embedded_postgres import ended
from bot.settings import settings
from bot.start import model
from bot.supervisor import StartError


@pytest.fixture
def training(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stand-in for the assistant's Python, which notes each call; its behaviour is written by the test."""
    monkeypatch.setattr(settings(), "models_dir", tmp_path / "models")
    monkeypatch.setattr(model, "PYTHON", tmp_path / "python")
    return tmp_path / "python"


def behave(python: Path, *lines: str) -> None:
    # $4 of "-m assistant.train --out FILE" is the file.
    python.write_text("\n".join(["#!/bin/sh", f"echo called >> {python}.calls", *lines]))
    python.chmod(0o755)


async def test_trains_once_and_shows_progress(training: Path) -> None:
    behave(training, "echo 'assistant: training'", 'touch "$4"')
    said: list[str] = []

    first, second = await asyncio.gather(model.ensure_model(said.append), model.ensure_model(said.append))
    third = await model.ensure_model(said.append)

    assert first == second == third == model.model_file()
    assert Path(f"{training}.calls").read_text() == "called\n"
    assert "  assistant: training" in said


async def test_a_model_that_fails_to_train_is_one_line(training: Path) -> None:
    behave(training, "echo 'Traceback …' >&2", "echo 'assistant: `rasa train` failed: no such intent' >&2", "exit 1")

    with pytest.raises(StartError) as raised:
        await model.ensure_model(lambda _: None)

    assert str(raised.value) == "the assistant could not be trained: assistant: `rasa train` failed: no such intent"


async def test_without_its_environment(training: Path) -> None:
    with pytest.raises(StartError, match="make install"):
        await model.ensure_model(lambda _: None)


async def test_a_training_that_is_given_up_ends(training: Path) -> None:
    behave(training, f"sleep 600 & echo $! > {training}.pid", "echo begun", "wait")
    begun = asyncio.Event()
    waiting = asyncio.create_task(model.ensure_model(lambda line: begun.set() if "begun" in line else None))
    pid_file = Path(f"{training}.pid")
    async with asyncio.timeout(60):
        await begun.wait()

    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)

    assert ended(int(pid_file.read_text()))
