"""The gateway: the public listener (webhooks, web chat, media, health) and, on loopback, the internal one."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from fastapi import FastAPI

from bot import assistant, health, internal, jobs
from bot.media import routes as media_routes
from bot.messaging import spooling
from bot.settings import settings
from bot.worker import serve
from connectors import registry

URGENT_PLACES = 4

log = logging.getLogger(__name__)


def create_app() -> FastAPI:
    """The public application: nothing internal is on it."""
    app = FastAPI(title="Ventanilla", lifespan=_lifespan, docs_url=None, redoc_url=None)
    app.include_router(health.routes())
    app.include_router(media_routes.routes())
    for connector in registry.one_of_each_channel():
        app.include_router(connector.routes())
    return app


async def run() -> None:
    """Serve both listeners until a signal."""
    public = _server(create_app(), host=settings().host, port=settings().port)
    inside = _server(internal.create_app(), host="127.0.0.1", port=settings().internal_port)
    inside_task = asyncio.create_task(_serve_quietly(inside))
    try:
        await public.serve()
    finally:
        inside.should_exit = True
        await inside_task


@asynccontextmanager
async def _lifespan(_app: FastAPI) -> AsyncIterator[None]:
    """Connectors ready, and urgent messages sent from here too: an emergency does not wait for a worker."""
    for connector in registry.configured():
        await connector.start(webhooks=True)
    spooling.start()
    urgent = asyncio.create_task(_serve_urgent())
    yield
    urgent.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await urgent
    await spooling.stop()
    for connector in registry.configured():
        await connector.stop()
    await assistant.close()


async def _serve_urgent() -> None:
    async with jobs.open_app():
        await serve(jobs.URGENT, URGENT_PLACES)


async def _serve_quietly(server: uvicorn.Server) -> None:
    # Only the public server takes the signals; it ends this one.
    with contextlib.suppress(asyncio.CancelledError):
        await server._serve()


def _server(app: FastAPI, *, host: str, port: int) -> uvicorn.Server:
    """No access log: addresses carry ids of citizens' conversations, and counters say what is worth knowing."""
    config = uvicorn.Config(app, host=host, port=port, access_log=False, log_config=None, server_header=False)
    # Browsers keep streams open, and come back by themselves to the next gateway.
    config.timeout_graceful_shutdown = 3
    return uvicorn.Server(config)
