"""The page on which a supervisor says what misunderstood sentences mean, trains, compares and switches models: plain
forms, no live page behind them."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from assistant.fingerprint import fingerprint
from bot import assistant
from bot.database import transaction
from bot.desk import learning_model, learning_view
from bot.desk.guard import SUPERVISED
from bot.desk.markup import Html
from bot.learning import model_choice, review, training_run
from bot.learning.groups import grouped
from bot.learning.lessons import Lesson
from bot.learning.misunderstood import State
from bot.learning.model_choice import ChoiceError
from bot.learning.review import ReviewError
from bot.learning.standing import standing
from bot.understanding.sentences import examples

GROUPS_AT_ONCE = 20
OUT_OF_SCOPE = "out_of_scope"

router = APIRouter(prefix=SUPERVISED)


@router.get("")
async def page(
    request: Request, groups: Annotated[int, Query(ge=1, le=10_000)] = GROUPS_AT_ONCE, done: str = "", n: int = 0
) -> Response:
    """Sentences to review, grouped, and those that were accepted."""
    return await _page(request, groups=groups, notice=learning_view.done(done, n))


@router.post("/review")
async def reviewed(request: Request) -> Response:
    """One group's form: its marked sentences are accepted with an intent, or discarded. Twice is as once."""
    form = {name: str(value) for name, value in (await request.form()).multi_items()}
    ids = [int(name.removeprefix("take-")) for name in form if name.startswith("take-") and name[5:].isdecimal()]
    texts = {id_: form.get(f"text-{id_}", "") for id_ in ids}
    who, wanted = request.scope["logged_in"], form.get("do", "")
    try:
        if not ids:
            raise ReviewError("Marque al menos una frase.")
        async with transaction() as session:
            if wanted == "discard":
                number = await review.discard(session, agent_id=who.agent_id, ids=ids)
            else:
                intent = OUT_OF_SCOPE if wanted == "foreign" else form.get("intent", "")
                number = await review.accept(session, agent_id=who.agent_id, texts=texts, intent=intent)
    except ReviewError as error:
        return await _page(request, problem=str(error), status=422)
    return _back("discarded" if wanted == "discard" else "accepted", number)


@router.post("/reopen")
async def reopened(request: Request, sentence: Annotated[int, Form()]) -> Response:
    """Take an acceptance back."""
    async with transaction() as session:
        done = await review.reopen(session, agent_id=request.scope["logged_in"].agent_id, id_=sentence)
    return _back("reopened", int(done))


@router.get("/model")
async def model(request: Request) -> Response:
    """The part about models alone, for a page that shows a training."""
    return HTMLResponse(await _model())


@router.post("/train")
async def train(request: Request) -> Response:
    """Train a candidate with all accepted sentences and compare it; one at a time."""
    async with transaction() as session:
        lessons = [Lesson(one.text, str(one.intent)) for one in await review.accepted(session)]
        who = request.scope["logged_in"]
        run_id = await training_run.start(session, agent_id=who.agent_id, lessons=lessons)
    return _back("training", int(run_id is not None))


@router.post("/cancel")
async def cancel(request: Request, run: Annotated[int, Form()]) -> Response:
    """End a training."""
    async with transaction() as session:
        done = await training_run.cancel(session, run_id=run, agent_id=request.scope["logged_in"].agent_id)
    return _back("cancelled", int(done))


@router.post("/use")
async def use(request: Request, run: Annotated[int, Form()], seen: Annotated[int, Form()]) -> Response:
    """Have the assistant use a candidate."""
    return await _choose(request, partial(model_choice.choose, run_id=run, seen=seen))


@router.post("/back")
async def back(request: Request, seen: Annotated[int, Form()]) -> Response:
    """Have the assistant use the model before the present one."""
    return await _choose(request, partial(model_choice.go_back, seen=seen))


async def _choose(request: Request, choose: Callable[..., Awaitable[None]]) -> Response:
    loaded = await assistant.loaded_model()
    try:
        async with transaction() as session:
            await choose(
                session,
                agent_id=request.scope["logged_in"].agent_id,
                fingerprint=loaded.fingerprint if loaded else fingerprint(),
            )
    except ChoiceError as error:
        return await _page(request, problem=str(error), status=409)
    return _back("chosen", 1)


async def _model() -> Html:
    loaded = await assistant.loaded_model()
    async with transaction() as session:
        return learning_model.section(await standing(session, loaded), await review.count(session, State.ACCEPTED))


async def _page(
    request: Request, *, groups: int = GROUPS_AT_ONCE, notice: str = "", problem: str = "", status: int = 200
) -> Response:
    async with transaction() as session:
        waiting = await review.waiting(session)
        number = await review.count(session, State.OPEN)
        accepted = await review.accepted(session)
    found = await asyncio.to_thread(grouped, waiting)
    content = learning_view.page(
        request.scope["logged_in"],
        groups=found[:groups],
        more=groups + GROUPS_AT_ONCE if len(found) > groups else None,
        waiting=number,
        accepted=accepted,
        examples=await asyncio.to_thread(examples),
        model=await _model(),
        notice=notice,
        problem=problem,
    )
    return HTMLResponse(content, status)


def _back(done: str, number: int) -> Response:
    return RedirectResponse(f"{SUPERVISED}?done={done}&n={number}", 303)
