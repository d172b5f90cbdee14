"""Health: alive, and ready to answer a citizen."""

import asyncio

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from sqlalchemy import text

from bot import assistant
from bot.database import transaction
from bot.messaging import spooling, trouble
from bot.settings import settings

CHECK_SECONDS = 3.0


def routes() -> APIRouter:
    """GET /health/live and GET /health/ready."""
    router = APIRouter(prefix="/health", include_in_schema=False)
    router.add_api_route("/live", live, methods=["GET"])
    router.add_api_route("/ready", ready, methods=["GET"])
    return router


async def live() -> dict[str, bool]:
    """200 while the process serves."""
    return {"live": True}


async def ready() -> JSONResponse:
    """200 as soon as a citizen would be answered: database, worker and assistant are there; 503 names what is not.

    `spooling` says that events wait for the database, or are being stored after it was away; `shut_out` names channels
    whose provider refuses the office, with its error (bot.messaging.trouble).
    """
    database, working = await _database_and_worker()
    state = {"database": database, "worker": working, "assistant": await assistant.is_ready()}
    beside = {"spooling": spooling.waiting(), "shut_out": await _shut_out() if database else {}}
    return JSONResponse(state | beside, status_code=200 if all(state.values()) else 503)


async def _shut_out() -> dict[str, str]:
    try:
        async with asyncio.timeout(CHECK_SECONDS), transaction() as session:
            return await trouble.shut_out(session)
    except Exception:
        return {}


async def _database_and_worker() -> tuple[bool, bool]:
    """A worker counts while its heartbeat is fresh; the gateway's own, which only sends emergencies, is one of the
    rows.
    """
    query = text(
        "select count(*) from queue.procrastinate_workers"
        " where last_heartbeat > now() - make_interval(secs => :seconds)"
    )
    try:
        async with asyncio.timeout(CHECK_SECONDS), transaction() as session:
            workers = await session.scalar(query, {"seconds": settings().worker_stalled_seconds}) or 0
            return True, workers > 1
    except Exception:
        return False, False
