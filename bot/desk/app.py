"""The desk's own process: `ventanilla desk`."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse
from fastapi.staticfiles import StaticFiles
from nicegui import app as nicegui_app
from nicegui import ui

from bot import assistant
from bot.desk import learning_page, login
from bot.desk.desk import Desk
from bot.desk.guard import Guard
from bot.desk.live import live
from bot.entity import entity
from bot.media import routes as media_routes
from bot.settings import settings

STATIC = Path(__file__).parent / "static"
RECONNECT_SECONDS = 30.0
# Every open page comes back at once when the desk is started again; NiceGUI's 3 s end in an error that nobody reloads.
PAGE_SECONDS = 60.0

log = logging.getLogger(__name__)


def run() -> None:
    """Serve the desk until told to stop."""
    host = "127.0.0.1" if settings().demo else settings().host
    uvicorn.run(create_app(), host=host, port=settings().desk_port, log_level="warning", access_log=False, ws="wsproto")


def create_app() -> FastAPI:
    """The desk as an ASGI application; one to a process, since NiceGUI's pages are the process's."""
    app = FastAPI(lifespan=_lifespan, openapi_url=None, docs_url=None, redoc_url=None)
    app.include_router(login.router)
    app.include_router(learning_page.router)
    app.include_router(media_routes.routes())
    app.mount("/desk-static", StaticFiles(directory=STATIC))
    app.add_api_route("/health", _health)
    app.add_middleware(Guard)
    ui.page("/", response_timeout=PAGE_SECONDS)(desk_page)
    ui.page("/c/{conversation_id}", response_timeout=PAGE_SECONDS)(desk_page)
    ui.run_with(
        app,
        title=entity().short_name,
        language="es",
        tailwind=False,
        reconnect_timeout=RECONNECT_SECONDS,
        binding_refresh_interval=None,
    )
    nicegui_app.on_exception(lambda error: log.error("the desk failed: %s", type(error).__name__))
    return app


async def desk_page(request: Request, conversation_id: int = 0) -> None:
    """The desk, with a conversation open if its address names one."""
    ui.add_head_html(
        '<link rel="stylesheet" href="/desk-static/desk.css"><script src="/desk-static/desk.js" defer></script>'
    )
    client = ui.context.client
    desk = Desk(client, request.scope["logged_in"])
    live().join(desk)
    client.on_delete(desk.close)
    desk.build()
    await desk.open(conversation_id or None)


@asynccontextmanager
async def _lifespan(_: FastAPI) -> AsyncIterator[None]:
    live().start()
    yield
    await live().stop()
    await assistant.close()


async def _health() -> PlainTextResponse:
    return PlainTextResponse("ok")


if __name__ == "__main__":
    run()
