"""A trained model, asked in the assistant's own Python what sentences mean."""

import asyncio
import contextlib
import json
import os
import signal
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from bot import emergency
from bot.settings import ROOT
from bot.start.model import PYTHON, environment
from bot.supervisor import StartError, dies_with
from bot.understanding.examples import Entity, Example
from bot.understanding.scores import Pair, Understood


async def understand(
    model: Path,
    examples: Sequence[Example],
    today: date | None,
    *,
    stock: bool = False,
    nice: int = 0,
    done: Callable[[int], None] = lambda _: None,
) -> list[Pair]:
    """What a model makes of each sentence, and the emergency rules beside it. StartError if the model cannot be asked.

    `stock` for a model of Rasa's own components: it needs TensorFlow; `nice`: how far it gives way to other processes;
    `done` is told how many are answered.
    """
    command = [str(PYTHON), "-W", "ignore", "-m", "assistant.understand", "--model", str(model)]
    command += ["--now", today.isoformat()] if today else []
    command += ["--with-tensorflow"] if stock else []
    process = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, env=environment(), stdin=PIPE, stdout=PIPE, stderr=PIPE, limit=2**20,
        preexec_fn=dies_with(os.getpid(), signal.SIGKILL, nice),
    )  # fmt: skip
    assert process.stdin and process.stdout and process.stderr
    errors = asyncio.create_task(process.stderr.read())
    asking = asyncio.create_task(_ask(process, examples))
    pairs: list[Pair] = []
    try:
        async for line in process.stdout:
            example = examples[len(pairs)]
            pairs.append(Pair(example, _understood(json.loads(line), example.text)))
            done(len(pairs))
        await asking
        await process.wait()
    finally:
        asking.cancel()
        if process.returncode is None:
            process.kill()
            await process.wait()
    if len(pairs) < len(examples):
        said = (await errors).decode(errors="replace").strip().splitlines()
        raise StartError(f"{model.name} could not be asked: {said[-1] if said else 'no reason given'}")
    return pairs


async def _ask(process: Process, examples: Sequence[Example]) -> None:
    assert process.stdin
    # A process that died says why by itself.
    with contextlib.suppress(ConnectionError):
        for example in examples:
            process.stdin.write(json.dumps({"text": example.text}).encode() + b"\n")
            await process.stdin.drain()
        process.stdin.close()


def _understood(answer: dict[str, Any], text: str) -> Understood:
    danger = emergency.detect(text)
    return Understood(
        ranking=tuple((str(name), float(chance)) for name, chance in answer["intent_ranking"]),
        entities=tuple(Entity(one["entity"], one["start"], one["end"], one["value"]) for one in answer["entities"]),
        milliseconds=float(answer["milliseconds"]),
        sure=bool(answer["sure"]),
        alarm="" if danger is None else "certain" if danger.certain else "asked",
        danger=answer["danger"],
    )
