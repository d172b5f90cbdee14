"""The internal listener, on loopback: custom actions for Rasa, and metrics."""

import hmac
import logging
from functools import lru_cache
from typing import Any

from fastapi import Depends, FastAPI, Header, HTTPException, Request
from fastapi.responses import JSONResponse, PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST, Gauge, generate_latest
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection
from sqlalchemy.exc import SQLAlchemyError

import actions
from bot import faults
from bot.database import transaction
from bot.messaging import doubt
from bot.secrets import derive

UNCERTAIN = Gauge(
    "ventanilla_uncertain_deliveries",
    "Parts of which nobody knows whether the provider took them, by channel and what was done: sent_again or given_up",
    ["channel", "done"],
)

log = logging.getLogger(__name__)


def create_app() -> FastAPI:
    """The internal application: every route needs the secret of the installation.

    Ends the process where an action cannot be imported: better now than in the first citizen's turn.
    """
    _executor()
    app = FastAPI(openapi_url=None, dependencies=[Depends(_authorised)])
    app.add_api_route("/actions/webhook", run_action, methods=["POST"])
    app.add_api_route("/metrics", metrics, methods=["GET"])
    return app


async def run_action(request: Request) -> JSONResponse:
    """Run one custom action for Rasa. 400 where it refuses to run, 500 where it broke; neither tells content."""
    call: dict[str, Any] = await request.json()
    name = str(call.get("next_action", ""))
    await faults.reach("during_action")
    try:
        result = await _executor().run(call)
    except ActionExecutionRejection as rejection:
        return JSONResponse({"error": str(rejection), "action_name": rejection.action_name}, status_code=400)
    except Exception as error:
        log.error("%s broke: %s", name, _where(error))
        return JSONResponse({"error": "the action broke", "action_name": name}, status_code=500)
    return JSONResponse(result.model_dump() if result else None)


async def metrics() -> PlainTextResponse:
    """Counters for Prometheus, and what is counted in the database, which every process writes to."""
    await _count_uncertain()
    return PlainTextResponse(generate_latest(), media_type=CONTENT_TYPE_LATEST)


async def _count_uncertain() -> None:
    try:
        async with transaction() as session:
            counts = await doubt.count(session)
    except SQLAlchemyError as error:
        log.warning("uncertain deliveries were not counted: %s", type(error).__name__)
        return
    UNCERTAIN.clear()
    for channel, done, number in counts:
        UNCERTAIN.labels(channel, done).set(number)


@lru_cache
def _executor() -> ActionExecutor:
    executor = ActionExecutor()
    executor.register_package(actions)
    return executor


async def _authorised(authorization: str = Header(default="")) -> None:
    expected = {derive("actions"), derive("metrics")}
    given = authorization.removeprefix("Bearer ")
    if not any(hmac.compare_digest(given, secret) for secret in expected):
        raise HTTPException(404)


def _where(error: BaseException) -> str:
    """The type of an error and the lines that it passed, without its words, which may quote a citizen."""
    lines = []
    trace = error.__traceback__
    while trace:
        lines.append(f"{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}")
        trace = trace.tb_next
    return f"{type(error).__name__} at {' > '.join(lines[-4:])}"
