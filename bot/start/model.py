"""The assistant's model: named after the content that it is trained on, trained where it is missing."""

import asyncio
import contextlib
import fcntl
import os
import signal
import tempfile
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

from assistant.fingerprint import fingerprint
from bot.learning.lessons import Lesson, digest, write
from bot.settings import ROOT, settings
from bot.supervisor import StartError, dies_with

PYTHON = ROOT / ".venv-assistant" / "bin" / "python"


def model_file(lessons: Sequence[Lesson] = ()) -> Path:
    """Where the model for the present training data is, or will be; `lessons` are learned beside them."""
    name = "-".join(filter(None, ("assistant", fingerprint(), digest(lessons))))
    return settings().models_dir.resolve() / f"{name}.tar.gz"


def check_environment() -> None:
    """StartError where the assistant's Python environment is missing."""
    if not PYTHON.exists():
        raise StartError("the assistant's environment .venv-assistant is missing: run `make install`")


async def ensure_model(say: Callable[[str], None], lessons: Sequence[Lesson] = (), *, nice: int = 0) -> Path:
    """The model, trained now if there is none for the present data. StartError if that fails, with Rasa's reason.

    `lessons` are sentences learned beside the repository's; a training with a `nice` above 0 gives way to all else.
    """
    check_environment()
    model = model_file(lessons)
    if model.exists():
        return model
    model.parent.mkdir(parents=True, exist_ok=True)
    async with _training_alone(model.parent, say):
        if not model.exists():
            say("Training the assistant: its data is new or has changed (takes about three minutes).")
            await _train(model, lessons, say, nice)
    return model


async def _train(model: Path, lessons: Sequence[Lesson], say: Callable[[str], None], nice: int) -> None:
    arguments = ["-m", "assistant.train", "--out", str(model)]
    with tempfile.TemporaryDirectory(prefix=".lessons-", dir=model.parent) as folder:
        if lessons:
            write(lessons, Path(folder) / "lessons.yml")
            arguments += ["--also", folder]
        await in_assistant(arguments, "the assistant could not be trained", say, nice=nice)


async def in_assistant(
    arguments: Sequence[str], failure: str, say: Callable[[str], None] = lambda _: None, *, nice: int = 0
) -> None:
    """Run a program in the assistant's Python; `say` gets its lines. StartError with `failure` and its last complaint.

    Cancelled, it ends with all below it; so it does when this process dies.
    """
    process = await asyncio.create_subprocess_exec(
        str(PYTHON), *arguments, cwd=ROOT, env=environment(), stdout=PIPE, stderr=PIPE, start_new_session=True,
        preexec_fn=dies_with(os.getpid(), signal.SIGTERM, nice),
    )  # fmt: skip
    try:
        assert process.stdout and process.stderr
        errors = asyncio.create_task(process.stderr.read())
        async for line in process.stdout:
            say(f"  {line.decode(errors='replace').strip()}")
        complaint = (await errors).decode(errors="replace").strip()
        if await process.wait() != 0:
            raise StartError(f"{failure}: {(complaint.splitlines() or ['no reason given'])[-1]}")
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)  # it may have Rasa below it
            await process.wait()


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
