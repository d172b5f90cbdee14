"""The baseline: stock Rasa with what `rasa init` writes, our training data, its REST channel and one custom action."""

import asyncio
import hashlib
import os
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import yaml

from bot.settings import ROOT
from bot.understanding.stock import stock_config

PYTHON = ROOT / ".venv-assistant" / "bin" / "python"
WORK = ROOT / "var" / "bench" / "stock"
START_SECONDS = 240
ANSWER = "No hay cortes programados en su barrio."  # what bench/stock/actions says
# `rasa init` has a hundred, which take hours with our data. What the classifier learns in ten is less, but how long it
# takes to answer is the same; and every answer is checked to be the action's.
CLASSIFIER_EPOCHS = 10


@asynccontextmanager
async def running(port: int, trained: Path | None = None) -> AsyncIterator[tuple[str, list[int]]]:
    """Stock Rasa and its action server on `port` and the next one: address of the REST channel, and process ids.

    With the model of a file, or else with one of today's data, trained now if need be.
    """
    model = trained.resolve() if trained else _model()
    _project()
    _write("endpoints.yml", {"action_endpoint": {"url": f"http://127.0.0.1:{port + 1}/webhook"}})
    actions = _start("-m", "rasa_sdk", "--actions", "actions.actions", "-p", str(port + 1))
    serve = ["-m", "rasa", "run", "-i", "127.0.0.1", "-p", str(port), "-m", str(model)]
    server = _start(*serve, "--endpoints", "endpoints.yml",
                    "--credentials", "credentials.yml")  # fmt: skip
    try:
        await _wait(f"http://127.0.0.1:{port}/")
        yield f"http://127.0.0.1:{port}/webhooks/rest/webhook", [server.pid, actions.pid]
    finally:
        for process in (server, actions):
            process.terminate()
            process.wait(20)


def _model() -> Path:
    """The trained baseline, trained once for each state of the data, with its progress shown."""
    _project()
    digest = hashlib.sha256()
    for file in sorted(WORK.rglob("*.yml")):
        if file.name != "endpoints.yml":
            digest.update(file.read_bytes())
    model = WORK / "models" / f"{digest.hexdigest()[:16]}.tar.gz"
    if not model.exists():
        print("training stock Rasa on the same data: ten to twenty minutes, once for each state of it …", flush=True)
        subprocess.run(
            [PYTHON, "-m", "rasa", "train", "--out", model.parent, "--fixed-model-name", model.name.split(".")[0]],
            cwd=WORK, env=_environment(), check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
    return model


def _project() -> None:
    """What `rasa init` writes, in Spanish, with our examples; every intent runs the one action."""
    WORK.mkdir(parents=True, exist_ok=True)
    _write("config.yml", stock_config(CLASSIFIER_EPOCHS))
    shutil.copytree(ROOT / "data" / "nlu", WORK / "data" / "nlu", dirs_exist_ok=True)
    shutil.copytree(ROOT / "bench" / "stock" / "actions", WORK / "actions", dirs_exist_ok=True)
    ours = yaml.safe_load((ROOT / "domain.yml").read_text())
    intents = [intent if isinstance(intent, str) else next(iter(intent)) for intent in ours["intents"]]
    domain = {"version": "3.1", "intents": intents, "entities": ours["entities"], "actions": ["action_bench"]}
    _write("domain.yml", domain)
    stories = [{"story": intent, "steps": [{"intent": intent}, {"action": "action_bench"}]} for intent in intents]
    _write("data/stories.yml", {"version": "3.1", "stories": stories})
    _write("credentials.yml", {"rest": None})


def _write(name: str, content: dict[str, Any]) -> None:
    (WORK / name).write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False))


def _start(*arguments: str) -> subprocess.Popen[bytes]:
    log = (WORK / "log").open("ab")
    return subprocess.Popen([PYTHON, *arguments], cwd=WORK, env=_environment(), stdout=log, stderr=log)


def _environment() -> dict[str, str]:
    return os.environ | {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3"}


async def _wait(url: str) -> None:
    async with httpx.AsyncClient() as client, asyncio.timeout(START_SECONDS):
        while True:
            try:
                if (await client.get(url)).status_code == httpx.codes.OK:
                    return
            except httpx.HTTPError:
                pass
            await asyncio.sleep(0.5)
