"""The sandbox as one ASGI application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox import control, pages, rehearsal
from sandbox.provider import Provider
from sandbox.settings import Settings, is_loopback
from sandbox.telegram import api as telegram
from sandbox.twilio import api as twilio
from sandbox.twilio import content_api, estate_api
from sandbox.twilio.errors import TwilioError
from sandbox.twilio.voice import control as telephone

MAX_BODY = 64 * 1024 * 1024  # Telegram takes files of 50 MB


def create_app(settings: Settings) -> FastAPI:
    """The phones' pages, the control API and both stand-ins."""
    provider = Provider(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        await provider.close()

    app = FastAPI(lifespan=lifespan, max_body_size=MAX_BODY, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.provider = provider
    app.add_middleware(OnlyFromHere)
    app.exception_handler(TwilioError)(_refuse)
    app.include_router(telegram.routes(provider.bot))
    app.include_router(estate_api.routes(provider.account))
    app.include_router(twilio.routes(provider.account, provider.outbound))
    app.include_router(content_api.routes(provider.account))
    app.include_router(rehearsal.routes(provider.network))
    app.include_router(telephone.routes(provider.network.phones, provider.calls))
    app.include_router(control.routes(provider))
    app.include_router(pages.routes(provider))
    return app


class OnlyFromHere:
    """Keeps other web sites in the same browser out: their names (DNS rebinding) and their pages (Origin)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not _from_here(Headers(scope=scope)):
            refused = JSONResponse({"detail": "the sandbox answers to this machine only"}, 403)
            await refused(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def _from_here(headers: Headers) -> bool:
    host, origin = headers.get("host", ""), headers.get("origin")
    if not is_loopback(urlsplit(f"//{host}").hostname or ""):
        return False
    return origin is None or urlsplit(origin).netloc == host


async def _refuse(_: Request, error: Exception) -> Response:
    assert isinstance(error, TwilioError)
    return twilio.refusal(error)
