"""The running assistant over HTTP: turns that are done once or fail as a whole, and how well it understands.

Rasa, its model, its channel and PostgreSQL are real. In place of the platform's actions stands a listener whose answers
each test decides, since failing is what it is there for.
"""

import asyncio
import os
import re
import socket
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
import yaml
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.embedded_postgres import admin_url
from bot.roles import prepare
from bot.start.model import PYTHON, ensure_model
from tests.conftest import RUN
from tests.serving import listening_socket, serve, until

ROOT = Path(__file__).resolve().parents[2]
TOKEN, ACTION_TOKEN = "a token for tests", "another token for tests"
TEXT = "cuánto debo de la casa amarilla, cuenta 48213390"
UNDERSTOOD = 0.90


class Actions:
    """Answers Rasa's calls: by default with one sentence; a test may set another answer, or the form that an action
    asks for. Remembers who called.
    """

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.tokens: set[str | None] = set()
        self.answer: Response | None = None
        self.asks_for: dict[str, str] = {}

    async def run(self, request: Request) -> Response:
        body = await request.json()
        self.calls.append(body["next_action"])
        self.tokens.add(request.headers.get("Authorization"))
        if self.answer is not None:
            return self.answer
        if body["next_action"].startswith("validate_"):
            return JSONResponse({"events": _candidates(body["tracker"]["events"]), "responses": []})
        if form := self.asks_for.get(body["next_action"]):
            return JSONResponse({"events": [{"event": "followup", "name": form}], "responses": []})
        return JSONResponse({"events": [], "responses": [{"text": f"said {len(self.calls)}"}]})


def _candidates(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The slots that a form offers for validation: those after the form's own event."""
    forms = [index for index, event in enumerate(events) if event["event"] == "action"]
    return [event for event in events[forms[-1] + 1 :] if event["event"] == "slot"]


class Assistant:
    """The address of a running assistant, its actions and its log."""

    def __init__(self, url: str, actions: Actions, log: Path) -> None:
        self.http = httpx.AsyncClient(base_url=url, timeout=30, headers={"Authorization": f"Bearer {TOKEN}"})
        self.actions = actions
        self.log = log

    async def turn(self, sender: str, text: str, event_id: str) -> tuple[list[str], dict[str, Any]]:
        """The texts of a turn's replies, and its end marker."""
        body = {"sender": sender, "message": text, "metadata": {"event_id": event_id}}
        *messages, end = (await self.http.post("/webhooks/ventanilla/webhook", json=body)).json()
        return [message["text"] for message in messages], end["custom"]


@pytest.fixture(scope="session")
async def running(postgres: object) -> AsyncIterator[Assistant]:
    model = await ensure_model(print)
    actions = Actions()
    app = Starlette(routes=[Route("/actions/webhook", actions.run, methods=["POST"])])
    log = RUN / "assistant.log"
    async with serve(app, listening_socket()) as actions_url, _assistant(model, actions_url, log) as url:
        yield Assistant(url, actions, log)


@pytest.fixture
def assistant(running: Assistant) -> Assistant:
    running.actions.calls.clear()
    running.actions.answer = None
    running.actions.asks_for.clear()
    return running


@pytest.fixture
def sender() -> str:
    return f"test-{uuid.uuid4().hex}"


@asynccontextmanager
async def _assistant(model: Path, actions_url: str, log: Path) -> AsyncIterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        "PATH": "/usr/bin:/bin",
        "VENTANILLA_RASA_TOKEN": TOKEN,
        "VENTANILLA_RASA_DB_URL": prepare(admin_url(RUN)).rasa,
        "VENTANILLA_ACTIONS_URL": f"{actions_url}/actions/webhook",
        "VENTANILLA_ACTIONS_TOKEN": ACTION_TOKEN,
    }
    command = [str(PYTHON), "-m", "assistant.serve", "--model", str(model), "--port", str(port)]
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=environment, stdout=output, stderr=output)
    os.close(output)
    url = f"http://127.0.0.1:{port}"
    try:
        await until(lambda: _ready(url, process, log), seconds=120)
        yield url
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _ready(url: str, process: asyncio.subprocess.Process, log: Path) -> bool:
    assert process.returncode is None, f"the assistant ended: see {log}"
    try:
        async with httpx.AsyncClient() as http:
            return (await http.get(f"{url}/webhooks/ventanilla/")).is_success
    except httpx.TransportError:
        return False


async def test_a_turn_answers_and_says_what_it_took_the_message_for(assistant, sender):
    texts, end = await assistant.turn(sender, "dónde queda la oficina", "e1")
    assert texts == ["said 1"]
    assert end == {
        "end": "e1",
        "failures": [],
        "intent": "office_info",
        "danger": "",
        "active_loop": None,
        "interrupted": None,
    }
    assert assistant.actions.tokens == {f"Bearer {ACTION_TOKEN}"}


async def test_a_repeated_event_gives_the_recorded_replies_without_running_again(assistant, sender):
    first = await assistant.turn(sender, "dónde queda la oficina", "e1")
    await assistant.turn(sender, "gracias", "e2")
    assert await assistant.turn(sender, "dónde queda la oficina", "e1") == first
    assert assistant.actions.calls == ["action_office_info"]
    recorded = await assistant.http.get(f"/webhooks/ventanilla/conversations/{sender}/turns/e1")
    assert [message["text"] for message in recorded.json()[:-1]] == first[0]
    assert (await assistant.http.get(f"/webhooks/ventanilla/conversations/{sender}/turns/e9")).status_code == 404


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (PlainTextResponse("no", 500), "action_office_info: HTTP 500"),
        (JSONResponse({"error": "x", "action_name": "action_office_info"}, 400), "action_office_info: HTTP 400"),
        (PlainTextResponse("no JSON"), "action_office_info: ContentTypeError"),
        (JSONResponse({"events": [{"event": "slot"}], "responses": []}), "action_office_info: ValidationError"),
        (JSONResponse({"events": "none", "responses": []}), "action_office_info: ValidationError"),
    ],
)
async def test_a_failed_action_fails_the_turn_which_leaves_nothing_behind(assistant, sender, answer, failure):
    assistant.actions.answer = answer
    texts, end = await assistant.turn(sender, "dónde queda la oficina", "e1")
    assert (texts, end["failures"]) == ([], [failure])
    assert _stored(sender) == 0
    assistant.actions.answer = None
    texts, end = await assistant.turn(sender, "dónde queda la oficina", "e1")
    assert (len(texts), end["failures"]) == (1, [])
    assert _stored(sender, "user") == 1


async def test_a_failure_in_the_middle_of_a_form_fills_no_slot(assistant, sender):
    _, end = await assistant.turn(sender, "reportar daño", "e1")
    assert end["active_loop"] == "outage_form"
    before = _stored(sender)
    assistant.actions.answer = PlainTextResponse("no", 503)
    _, end = await assistant.turn(sender, '/inform{"service":"agua"}', "e2")
    assert end["failures"] == ["outage_form: HTTP 503"]
    assert _stored(sender) == before
    assistant.actions.answer = None
    _, end = await assistant.turn(sender, '/inform{"service":"agua"}', "e2")
    assert (end["failures"], end["active_loop"]) == ([], "outage_form")
    assert _stored(sender, "user") == 2


async def test_a_database_that_refuses_fails_the_turn_on_reading_and_on_writing(assistant, sender):
    await assistant.turn(sender, "hola", "e1")
    for right in ("SELECT", "INSERT"):
        before = _stored(sender)
        with psycopg.connect(admin_url(RUN), autocommit=True) as admin:
            (role,) = admin.execute("SELECT tableowner FROM pg_tables WHERE schemaname = 'rasa'").fetchone() or ("",)
            admin.execute(f"REVOKE {right} ON rasa.events FROM {role}")
            try:
                texts, end = await assistant.turn(sender, "dónde queda la oficina", "e2")
            finally:
                admin.execute(f"GRANT {right} ON rasa.events TO {role}")
        assert (texts, end["failures"]) == ([], ["tracker_store: ProgrammingError"])
        assert _stored(sender) == before
    texts, end = await assistant.turn(sender, "dónde queda la oficina", "e2")
    assert (len(texts), end["failures"]) == (1, [])


async def test_a_dialog_that_somebody_else_changed_is_read_anew(assistant, sender):
    await assistant.turn(sender, "dónde queda la oficina", "e1")
    await assistant.turn(sender, "dónde queda la oficina", "e2")
    with psycopg.connect(admin_url(RUN), autocommit=True) as admin:
        admin.execute("DELETE FROM rasa.events WHERE sender_id = %s", [sender])
    await assistant.turn(sender, "dónde queda la oficina", "e1")
    assert assistant.actions.calls == ["action_office_info"] * 3
    assert _stored(sender, "user") == 1


async def test_another_question_inside_a_form_is_answered_and_the_form_goes_on(assistant, sender):
    await assistant.turn(sender, "no hay luz", "e1")
    texts, end = await assistant.turn(sender, "en qué horario atienden", "e2")
    assert len(texts) == 2
    assert (end["intent"], end["active_loop"]) == ("office_info", "outage_form")
    _, end = await assistant.turn(sender, "olvídelo", "e3")
    assert end["active_loop"] is None
    assert assistant.actions.calls[-1] == "action_cancel_form"


async def test_a_turn_tells_which_form_it_replaced_and_what_that_knew(assistant, sender):
    assistant.actions.asks_for = {"action_bill_amount": "account_form"}
    _, end = await assistant.turn(sender, "no hay agua", "e1")
    assert (end["active_loop"], end["interrupted"]) == ("outage_form", None)
    replaced = {
        "form": "outage_form",
        "by": "account_form",
        "next_action": None,
        "said": "no hay agua",
        "slots": {"service": "agua"},
    }
    _, end = await assistant.turn(sender, "cuánto debo", "e2")
    assert (end["active_loop"], end["interrupted"]) == ("account_form", replaced)
    _, end = await assistant.turn(sender, "en qué horario atienden", "e3")
    assert (end["active_loop"], end["interrupted"]) == ("account_form", None)
    _, end = await assistant.turn(sender, "cuánto debo", "e2")
    assert end["interrupted"] == replaced


async def test_nobody_gets_in_without_the_token_nor_to_rasas_own_interface(assistant, sender):
    for token in ("", "Bearer wrong", TOKEN, f"Bearer {TOKEN}x"):
        bare = httpx.AsyncClient(base_url=assistant.http.base_url, headers={"Authorization": token})
        body = {"sender": sender, "message": "hola", "metadata": {"event_id": "e1"}}
        assert (await bare.post("/webhooks/ventanilla/webhook", json=body)).status_code == 401
        assert (await bare.post("/webhooks/ventanilla/parse", json={"text": "hola"})).status_code == 401
        assert (await bare.get(f"/webhooks/ventanilla/conversations/{sender}/turns/e1")).status_code == 401
    for path in ("/model", "/model/parse", "/domain", "/status", f"/conversations/{sender}/tracker", "/webhooks/rest/"):
        assert (await assistant.http.get(path)).status_code == 404
    assert _stored(sender) == 0


@pytest.mark.parametrize("body", [b"", b"[]", b"nonsense", b'{"sender": "x", "message": "hola"}'])
async def test_a_body_that_is_no_turn_is_refused(assistant, body):
    assert (await assistant.http.post("/webhooks/ventanilla/webhook", content=body)).status_code == 400


async def test_the_log_names_what_failed_and_holds_nothing_of_the_citizen(assistant, sender):
    assistant.actions.answer = PlainTextResponse(f"no: {TEXT}", 500)
    await assistant.turn(sender, TEXT, "an-event")
    await assistant.turn(sender, '/bill_amount{"account_number": nonsense 48213390', "another-event")
    log = assistant.log.read_text()
    assert "turn of event an-event failed: action_bill_amount: HTTP 500" in log
    assert not re.search("48213390|casa amarilla", log)


async def test_sentences_never_trained_on_are_understood(assistant):
    held_out = yaml.safe_load((ROOT / "tests/nlu/held_out.yml").read_text())["nlu"]
    sentences = [(group["intent"], line[2:]) for group in held_out for line in group["examples"].splitlines()]
    wrong = []
    for intent, annotated in sentences:
        text = re.sub(r"\[([^\]]+)\]\(\w+\)", r"\1", annotated)
        answer = await assistant.http.post("/webhooks/ventanilla/parse", json={"text": text})
        if answer.json()["intent"] != intent:
            wrong.append(f"{intent}: {text} ({answer.json()})")
    assert len({intent for intent, _ in sentences}) == 39
    assert 1 - len(wrong) / len(sentences) >= UNDERSTOOD, "\n".join(wrong)


def _stored(sender: str, kind: str = "%") -> int:
    with psycopg.connect(admin_url(RUN)) as admin:
        row = admin.execute(
            "SELECT count(*) FROM rasa.events WHERE sender_id = %s AND type_name LIKE %s", (sender, kind)
        ).fetchone()
    return row[0] if row else 0
