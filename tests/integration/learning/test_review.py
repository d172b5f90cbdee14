"""The supervisor's page: who may open it, and what its forms do, also twice."""

import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from sqlalchemy import select, update

from bot import assistant, clock
from bot.database import transaction
from bot.desk.agents import create_agent, set_supervisor
from bot.desk.app import create_app
from bot.learning import misunderstood, training_run
from bot.learning.misunderstood import Misunderstood, Reason, State
from bot.learning.training_run import RunState, TrainingRun

PASSWORD = "una clave para pruebas"
app = create_app()


@pytest.fixture
async def browser(database: str) -> AsyncIterator[httpx.AsyncClient]:
    async with transaction() as session:
        await create_agent(session, name="Ana Ruiz", login="ana", password=PASSWORD)
        await create_agent(session, name="Bea Paz", login="bea", password=PASSWORD, supervisor=True)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://desk") as client:
        yield client
    await assistant.close()


@pytest.fixture
async def bea(browser: httpx.AsyncClient) -> httpx.AsyncClient:
    await browser.post("/login", data={"login": "bea", "password": PASSWORD})
    return browser


async def keep(*texts: str, guess: str = "bill_copy") -> list[int]:
    async with transaction() as session:
        for text in texts:
            ranking = [{"name": guess, "confidence": 0.4}]
            message = {"text": text, "intent_ranking": ranking}
            number = str(abs(hash(text)))
            await misunderstood.keep(session, event_id=number, channel="web", message=message, reason=Reason.UNSURE)
        return list(await session.scalars(select(Misunderstood.id).order_by(Misunderstood.id)))


async def rows() -> list[Misunderstood]:
    async with transaction() as session:
        return list(await session.scalars(select(Misunderstood).order_by(Misunderstood.id)))


def form(ids: list[int], do: str = "accept", **fields: str) -> dict[str, str]:
    texts = {f"text-{id_}": f"frase número {id_} de prueba" for id_ in ids}
    return {f"take-{id_}": "1" for id_ in ids} | texts | {"do": do} | fields


async def test_without_a_login_there_is_only_the_form(browser):
    answer = await browser.get("/learning")
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")


async def test_agents_may_neither_see_nor_change_it(browser):
    [id_] = await keep("el papel del agua")
    await browser.post("/login", data={"login": "ana", "password": PASSWORD})
    assert (await browser.get("/learning")).status_code == 403
    assert (await browser.post("/learning/review", data=form([id_], intent="bill_copy"))).status_code == 403
    assert (await browser.post("/learning/reopen", data={"sentence": str(id_)})).status_code == 403
    for what in ("train", "cancel", "use", "back"):
        assert (await browser.post(f"/learning/{what}", data={"run": "1", "seen": "0"})).status_code == 403
    assert (await browser.get("/learning/model")).status_code == 403
    assert [row.state for row in await rows()] == [State.OPEN]


async def test_a_role_that_is_taken_back_counts_at_once(bea):
    assert (await bea.get("/learning")).status_code == 200
    async with transaction() as session:
        await set_supervisor(session, login="bea", supervisor=False)
    assert (await bea.get("/learning")).status_code == 403


async def test_a_form_on_another_site_is_refused(bea):
    [id_] = await keep("el papel del agua")
    answer = await bea.post("/learning/review", data=form([id_]), headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403


async def test_sentences_alike_stand_in_one_group_as_text_only(bea):
    await keep("el <b>papel</b> del agua", "el papel del agua por favor", "quién ganó el partido")
    page = (await bea.get("/learning")).text
    assert page.count('class="group"') == 2
    assert "<b>papel" not in page and "&lt;b&gt;papel" in page
    assert "Copia de la factura: «" in page and "Parece: Copia de la factura" in page


async def test_a_group_gets_its_intent_once(bea):
    ids = await keep("el papel del agua", "el papel del agua por favor")
    first = await bea.post("/learning/review", data=form(ids, intent="bill_copy"))
    second = await bea.post("/learning/review", data=form(ids, intent="bill_amount"))
    assert "n=2" in first.headers["location"] and "n=0" in second.headers["location"]
    assert "Se aceptaron 2 frases" in (await bea.get(first.headers["location"])).text
    assert "Ya estaba hecho" in (await bea.get(second.headers["location"])).text
    assert {(row.state, row.intent, row.text) for row in await rows()} == {
        (State.ACCEPTED, "bill_copy", f"frase número {id_} de prueba") for id_ in ids
    }
    assert all(row.reviewed_by and row.reviewed_at and row.reviewed_at <= clock.now() for row in await rows())


async def test_what_a_supervisor_writes_is_redacted_too(bea):
    [id_] = await keep("el papel del agua")
    await bea.post("/learning/review", data=form([id_], intent="bill_copy") | {f"text-{id_}": "la cuenta 4100101 y ya"})
    assert (await rows())[0].text == "la cuenta «cuenta» y ya"


@pytest.mark.parametrize(
    ("do", "state", "intent"), [("foreign", "accepted", "out_of_scope"), ("discard", "discarded", None)]
)
async def test_not_for_us_and_of_no_use(bea, do, state, intent):
    ids = await keep("quién ganó el partido", "quien gano el partido")
    await bea.post("/learning/review", data=form(ids[:1], do))
    assert [(row.state, row.intent) for row in await rows()] == [(state, intent), ("open", None)]


@pytest.mark.parametrize(
    "fields",
    [{"intent": ""}, {"intent": "no_such"}, {"intent": "bill_copy", "text": ""}, {"intent": "bill_copy", "ids": ""}],
)
async def test_a_bad_form_changes_nothing_and_says_so(bea, fields):
    ids = await keep("el papel del agua")
    sent = form([] if "ids" in fields else ids, intent=fields["intent"])
    sent |= {f"text-{ids[0]}": ""} if "text" in fields else {}
    answer = await bea.post("/learning/review", data=sent)
    assert answer.status_code == 422 and 'role="alert"' in answer.text
    assert [row.state for row in await rows()] == [State.OPEN]


async def test_an_acceptance_can_be_taken_back(bea):
    ids = await keep("el papel del agua")
    await bea.post("/learning/review", data=form(ids, intent="bill_copy"))
    assert re.search(r"Frases aceptadas<span[^>]*>1<", (await bea.get("/learning")).text)
    for _ in range(2):
        await bea.post("/learning/reopen", data={"sentence": str(ids[0])})
    [row] = await rows()
    assert (row.state, row.intent) == (State.OPEN, None)


async def test_training_is_asked_for_once_and_cancelled_once(bea):
    ids = await keep("el papel del agua")
    assert "Entrenar un modelo nuevo" not in (await bea.get("/learning")).text
    await bea.post("/learning/review", data=form(ids, intent="bill_copy"))
    assert "Entrenar un modelo nuevo" in (await bea.get("/learning")).text
    answers = [await bea.post("/learning/train") for _ in range(2)]
    assert [answer.headers["location"][-1] for answer in answers] == ["1", "0"]
    part = (await bea.get("/learning/model")).text
    assert "data-busy" in part and "En espera" in part
    async with transaction() as session:
        [run] = await session.scalars(select(TrainingRun))
        assert run.lessons == [[f"frase número {ids[0]} de prueba", "bill_copy"]]
    answers = [await bea.post("/learning/cancel", data={"run": str(run.id)}) for _ in range(2)]
    assert [answer.headers["location"][-1] for answer in answers] == ["1", "0"]
    assert "Bea Paz canceló" in (await bea.get("/learning/model")).text


async def test_a_model_that_is_not_there_is_not_used(bea):
    for what in ("use", "back"):
        answer = await bea.post(f"/learning/{what}", data={"run": "1", "seen": "0"})
        assert answer.status_code == 409 and 'role="alert"' in answer.text


async def test_what_a_run_found_is_shown_before_switching(bea):
    ids = await keep("el papel del agua")
    await bea.post("/learning/review", data=form(ids, intent="bill_copy"))
    await bea.post("/learning/train")
    same, better = {"number": 9, "before": 9, "after": 9}, {"number": 1, "before": 0, "after": 1}
    changed = [{"text": "el <i>papel</i>", "meant": "bill_copy", "before": "", "after": "bill_copy"}]
    report: dict[str, Any] = {
        "current": "a",
        "candidate": "b",
        "evaluated": same,
        "dangers": same,
        "conversations": same,
    }
    report |= {"lessons": better, "changed": changed, "changes": 1, "left": [["x", "rating", "greet"]]}
    async with transaction() as session:
        [run] = await session.scalars(select(TrainingRun))
        await training_run.end(session, run.id, RunState.DONE, model="b", report=report)
    part = (await bea.get("/learning/model")).text
    assert "no empeora en nada" in part and "Usar este modelo" in part and "Sin aprender: 1" in part
    assert "No entendió" in part and "&lt;i&gt;papel" in part
    worse = report | {"dangers": {"number": 9, "before": 9, "after": 8}}
    async with transaction() as session:
        await session.execute(update(TrainingRun).values(report=worse))
    assert "Cuidado: empeora en peligros reconocidos" in (await bea.get("/learning/model")).text
