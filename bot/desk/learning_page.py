"""The page on which a supervisor says what misunderstood sentences mean: plain forms, no live page behind them."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from bot.database import transaction
from bot.desk import learning_view
from bot.desk.guard import SUPERVISED
from bot.learning import review
from bot.learning.groups import grouped
from bot.learning.misunderstood import State
from bot.learning.review import ReviewError
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
        notice=notice,
        problem=problem,
    )
    return HTMLResponse(content, status)


def _back(done: str, number: int) -> Response:
    return RedirectResponse(f"{SUPERVISED}?done={done}&n={number}", 303)
