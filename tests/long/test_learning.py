"""What people reviewed is learned: a candidate is trained and compared, used, kept by a restart, and left again."""

import asyncio
import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from bot.start.model import ensure_model
from tests import office_time
from tests.citizen import Rows, Visitor
from tests.conftest import QUICK_NETWORK
from tests.serving import eventually
from tests.stack import Stack

# A word of no language: what these sentences mean can only be learned from them.
SAID = [
    "dónde atiende el zurumbático",
    "el zurumbático de ustedes a qué hora abre",
    "necesito ir al zurumbático",
    "queda lejos el zurumbático?",
    "zurumbático por mi barrio",
    "horario del zurumbático por favor",
]
ANSWERED = "Calle 10 # 5-20"
TRAINING_SECONDS, LOADING_SECONDS = 1200, 180
KEEP = """
insert into app.misunderstood (turn, part, reason, channel, text, guesses, offered, said_at)
values (%s, 0, 'unsure', 'web', %s, '[["out_of_scope", 0.4]]', '[]', now()) returning id
"""


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Stack]:
    """A system of its own with models of its own: what is trained here is nobody else's."""
    models = tmp_path / "models"
    models.mkdir()
    shutil.copy(asyncio.run(ensure_model(print)), models)
    stack = Stack(data_dir=tmp_path / "data", environment={**QUICK_NETWORK, "VENTANILLA_MODELS_DIR": str(models)})
    stack.data_dir.mkdir()
    office_time.open_office(stack.data_dir)
    try:
        yield stack.start()
    finally:
        stack.stop()


@pytest.mark.timeout(1800)
def test_learned_used_kept_and_left(running: Stack) -> None:
    own = loaded(running)
    with supervisor(running) as desk:
        accept(running, desk)
        desk.post("/learning/train")
        assert "Ya hay un entrenamiento en curso" in desk.post("/learning/train").text
        run = eventually(lambda: found(r'name="run" value="(\d+)".*Usar este modelo', part(desk)), TRAINING_SECONDS)
        compared = part(desk)
        assert f"{len(SAID)} de {len(SAID)}" in compared and "Respuestas que cambian" in compared
        candidate = Rows(running).one("select model from training_runs where id = %s", run)["model"]
        assert loaded(running) == own != candidate, "nothing is switched before somebody says so"

        desk.post("/learning/use", data={"run": run, "seen": "0"})
        eventually(lambda: loaded(running) == candidate, LOADING_SECONDS)
        assert ANSWERED in Visitor(running).start().say(SAID[2]).text

        running.kill("assistant")
        eventually(lambda: not loaded(running), LOADING_SECONDS)
        eventually(lambda: loaded(running) == candidate, LOADING_SECONDS)

    running.stop()
    running.start()
    assert f"ready with model {candidate}" in running.log("assistant").splitlines()[-1]
    with supervisor(running) as desk:
        desk.post("/learning/back", data={"seen": found(r'name="seen" value="(\d+)"', part(desk))})
        eventually(lambda: loaded(running) == own, LOADING_SECONDS)
        assert "Lo eligió Yolanda" in part(desk)


@contextmanager
def supervisor(stack: Stack) -> Iterator[httpx.Client]:
    """A supervisor's browser at the desk."""
    logins = json.loads((stack.data_dir / "demo-logins.json").read_text())
    [login] = [one for one in logins if one["role"] == "supervisor"]
    with httpx.Client(base_url=stack.desk_url, follow_redirects=True, trust_env=False, timeout=60) as client:
        client.post("/login", data={"login": login["login"], "password": login["password"]})
        yield client


def accept(stack: Stack, desk: httpx.Client) -> None:
    """The sentences are misunderstood, and a supervisor says that they ask for the office."""
    rows = Rows(stack)
    ids = [rows.one(KEEP, str(number), text)["id"] for number, text in enumerate(SAID)]
    form = {f"take-{id_}": "1" for id_ in ids}
    form |= {f"text-{id_}": text for id_, text in zip(ids, SAID, strict=True)}
    answer = desk.post("/learning/review", data=form | {"do": "accept", "intent": "office_info"})
    assert f"Se aceptaron {len(SAID)} frases" in answer.text


def part(desk: httpx.Client) -> str:
    """The part of the page about models."""
    return desk.get("/learning/model").raise_for_status().text


def found(pattern: str, text: str) -> str:
    """What the pattern's group is in a text; empty where it does not fit."""
    match = re.search(pattern, text, re.DOTALL)
    return match[1] if match else ""


def loaded(stack: Stack) -> str:
    """The model that the assistant answers with; empty while it is away."""
    try:
        answer = httpx.get(f"{stack.rasa_url}/webhooks/ventanilla/", timeout=60, trust_env=False)
    except httpx.HTTPError:
        return ""
    return str(answer.json()["model"])
