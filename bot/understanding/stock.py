"""The baseline: what `rasa init` writes, trained on our sentences."""

import asyncio
import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from bot.settings import ROOT, settings
from bot.start.model import PYTHON, environment
from bot.supervisor import StartError


async def stock_model(say: Callable[[str], None], epochs: int | None = None) -> Path:
    """Stock Rasa's model for the present sentences, trained once. StartError if that fails.

    `epochs` are its classifier's, Rasa's own hundred unless given: with our sentences those take hours.
    """
    project = settings().data_dir.resolve() / "stock"
    _write(project, epochs)
    model = project / "models" / f"stock-{_digest(project)}.tar.gz"
    if not model.exists():
        say("Training stock Rasa on the same sentences, once: several minutes for each ten epochs of its classifier.")
        await _train(project, model)
    return model


def stock_config(epochs: int | None = None) -> dict[str, Any]:
    """The configuration of a project that `rasa init` wrote, in Spanish; `epochs` are its classifier's.

    `rasa init` names no components, and so stands for Rasa's default configuration.
    """
    packages = next((ROOT / ".venv-assistant" / "lib").iterdir()) / "site-packages"
    default = packages / "rasa" / "engine" / "recipes" / "config_files" / "default_config.yml"
    config: dict[str, Any] = yaml.safe_load(default.read_text()) | {"language": "es"}
    classifier = next(part for part in config["pipeline"] if part["name"] == "DIETClassifier")
    if epochs:
        classifier["epochs"] = epochs
    return config


def _write(project: Path, epochs: int | None) -> None:
    project.mkdir(parents=True, exist_ok=True)
    _dump(project / "config.yml", stock_config(epochs))
    ours = yaml.safe_load((ROOT / "domain.yml").read_text())
    _dump(project / "domain.yml", {"version": "3.1", "intents": ours["intents"], "entities": ours["entities"]})
    shutil.rmtree(project / "data", ignore_errors=True)
    shutil.copytree(ROOT / "data" / "nlu", project / "data" / "nlu")


def _digest(project: Path) -> str:
    digest = hashlib.sha256()
    for file in (project / "config.yml", project / "domain.yml", *sorted((project / "data").rglob("*.yml"))):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


async def _train(project: Path, model: Path) -> None:
    part = model.name.removesuffix(".tar.gz") + ".part"
    options = ["--nlu", "data/nlu", "--out", str(model.parent), "--fixed-model-name", part]
    training = await asyncio.create_subprocess_exec(
        str(PYTHON), "-W", "ignore", "-m", "rasa", "train", "nlu", *options,
        cwd=project, env=environment() | {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3"},
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        _, errors = await training.communicate()
    finally:
        if training.returncode is None:
            training.terminate()
            await training.wait()
    written = model.with_name(f"{part}.tar.gz")
    if training.returncode or not written.exists():
        said = errors.decode(errors="replace").strip().splitlines()
        raise StartError(f"stock Rasa could not be trained: {said[-1] if said else 'no reason given'}")
    written.replace(model)


def _dump(file: Path, content: dict[str, Any]) -> None:
    file.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False))
