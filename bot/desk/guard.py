"""Who may reach the desk: nobody without a login, over HTTP and over WebSocket alike."""

import logging
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from bot.database import transaction
from bot.desk import login_session
from bot.desk.login_session import LoggedIn
from bot.settings import settings

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

log = logging.getLogger(__name__)

# Pages for supervisors alone.
SUPERVISED = "/learning"
OPEN_PATHS = ("/login", "/health", "/desk-static/", "/favicon.ico")
CONTENT_POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; font-src 'self' data:; "
    "script-src 'self' 'unsafe-inline' 'unsafe-eval'; connect-src 'self' ws: wss:; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)
SAFE_HEADERS = {
    "content-security-policy": CONTENT_POLICY,
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
}


class Guard:
    """ASGI middleware: puts the login into the scope, or turns the caller away. Adds the headers of a private page."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        refusal = await self._admit(scope)
        if refusal is None:
            await self._pass_on(scope, receive, _with_headers(send, private=not _is_open(scope["path"])))
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await refusal(scope, receive, send)

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Errors end here, by name only: their texts and traces may hold what people wrote."""
        try:
            await self.app(scope, receive, send)
        except Exception as error:
            log.error("the desk failed at a request: %s", type(error).__name__)
            if scope["type"] == "http" and not scope.get("answered"):
                await PlainTextResponse("Algo falló. Intente de nuevo en un momento.", 500)(scope, receive, send)

    async def _admit(self, scope: Scope) -> Response | None:
        if scope.get("method") not in {None, "GET", "HEAD"} and not same_origin(Headers(scope=scope)):
            return PlainTextResponse("Solicitud de otro sitio.", 403)
        try:
            scope["logged_in"] = await logged_in(HTTPConnection(scope))
        except (SQLAlchemyError, OSError):
            return PlainTextResponse("La base de datos no responde. Intente de nuevo en un momento.", 503)
        supervised = _is_below(scope["path"], SUPERVISED)
        if scope["logged_in"] and supervised and not scope["logged_in"].supervisor:
            return PlainTextResponse("Esta página es solo para supervisores.", 403)
        if scope["logged_in"] or _is_open(scope["path"]):
            return None
        page = scope["path"] == "/" or scope["path"].startswith("/c/") or supervised
        return RedirectResponse("/login", 303) if page else PlainTextResponse("", 401)


async def logged_in(connection: HTTPConnection) -> LoggedIn | None:
    """Who is at the other end of a request or a WebSocket."""
    token = connection.cookies.get(cookie_name())
    if not token:
        return None
    async with transaction() as session:
        return await login_session.find(session, login_session.hash_of(token))


def cookie_name() -> str:
    """Browsers tell cookies apart by host but not by port: two installations on one machine need two names."""
    return f"ventanilla_desk_{settings().desk_port}"


def same_origin(headers: Headers) -> bool:
    """Whether a request that changes something was sent by a page of the desk itself."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = headers.get("origin")
    return origin is None or origin.split("://", 1)[-1] == headers.get("host")


def _is_open(path: str) -> bool:
    return any(_is_below(path, open_path) for open_path in OPEN_PATHS)


def _is_below(path: str, place: str) -> bool:
    return path == place or path.startswith(place.rstrip("/") + "/")


def _with_headers(send: Send, *, private: bool) -> Send:
    async def sending(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in SAFE_HEADERS.items():
                headers.setdefault(name, value)  # a citizen's file comes with a stricter policy
            if private and headers.get("content-type", "").startswith("text/html"):
                headers["cache-control"] = "no-store"
        await send(message)

    return sending
