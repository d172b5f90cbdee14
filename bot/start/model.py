"""The assistant's model: named after the content that it is trained on, trained where it is missing."""

import asyncio
import contextlib
import fcntl
import os
import signal
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from assistant.fingerprint import fingerprint
from bot.settings import ROOT, settings
from bot.supervisor import StartError

PYTHON = ROOT / ".venv-assistant" / "bin" / "python"


def model_file() -> Path:
    """Where the model for the present training data is, or will be."""
    return settings().models_dir.resolve() / f"assistant-{fingerprint()}.tar.gz"


def check_environment() -> None:
    """StartError where the assistant's Python environment is missing."""
    if not PYTHON.exists():
        raise StartError("the assistant's environment .venv-assistant is missing: run `make install`")


async def ensure_model(say: Callable[[str], None]) -> Path:
    """The model, trained now if there is none for the present data. StartError if that fails, with Rasa's reason."""
    check_environment()
    model = model_file()
    if model.exists():
        return model
    model.parent.mkdir(parents=True, exist_ok=True)
    async with _training_alone(model.parent, say):
        if not model.exists():
            say("Training the assistant: its data is new or has changed (takes a minute or two).")
            await _train(model, say)
    return model


async def _train(model: Path, say: Callable[[str], None]) -> None:
    command = [str(PYTHON), "-m", "assistant.train", "--out", str(model)]
    training = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, env=environment(), stdout=PIPE, stderr=PIPE, start_new_session=True
    )
    try:
        assert training.stdout and training.stderr
        errors = asyncio.create_task(training.stderr.read())
        async for line in training.stdout:
            say(f"  {line.decode(errors='replace').strip()}")
        complaint = (await errors).decode(errors="replace").strip()
        if await training.wait() != 0:
            reason = (complaint.splitlines() or ["no reason given"])[-1]
            raise StartError(f"the assistant could not be trained: {reason}")
    finally:
        if training.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(training.pid, signal.SIGTERM)  # it has Rasa below it
            await training.wait()


def environment() -> dict[str, str]:
    """The environment of a process in the assistant's Python: ours, without what leads to other packages or data."""
    foreign = {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "DATABASE_URL"}
    return {**{name: value for name, value in os.environ.items() if name not in foreign}, "PYTHONUNBUFFERED": "1"}


@contextlib.asynccontextmanager
async def _training_alone(folder: Path, say: Callable[[str], None]) -> AsyncIterator[None]:
    """Two copies with one folder of models train once."""
    with (folder / "training.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another copy is training the assistant: waiting for its model.")
            await asyncio.to_thread(fcntl.flock, lock, fcntl.LOCK_EX)
        yield
