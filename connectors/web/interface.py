"""The web chat's public HTTP interface. The token travels in a header, never in an address, and nothing is a cookie."""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, StreamingResponse
from fastapi.routing import APIRoute
from pydantic import BaseModel

from bot import emergency
from bot.database import transaction
from bot.messaging import intake
from bot.settings import settings
from connectors.body import TooLarge, read_body
from connectors.web import history, message, office_page, refusal, script, session
from connectors.web.rate import Rate
from connectors.web.updates import Updates

MAX_SEQ = 2**31 - 1
PRIVATE = {"Cache-Control": "no-store"}
STREAM_HEADERS = PRIVATE | {"X-Accel-Buffering": "no"}

After = Annotated[int, Query(ge=0, le=MAX_SEQ, description="the last number that the browser has")]
Bearer = Annotated[str, Header(alias="Authorization", description="Bearer and the session's token")]


class Opened(BaseModel):
    """A new session; its token is known to nobody else and cannot be had again."""

    session: str


class Accepted(BaseModel):
    """A message that was stored; `reply` is an emergency's answer where it could not be stored, to be sent again."""

    accepted: bool
    seq: int | None = None
    reply: str | None = None


class Limits:
    """How fast the web chat may be used: by one session, and by all behind one network address."""

    def __init__(self) -> None:
        address = settings().web_per_address
        self.sessions = Rate(burst=10 * address, per_second=address)
        self.posts = Rate(burst=20, per_second=settings().web_per_session)
        self.posts_by_address = Rate(burst=10 * address, per_second=address)
        self.reads_by_address = Rate(burst=30 * address, per_second=3 * address)
        self.emergencies = Rate(burst=30, per_second=1)

    def post(self, request: Request, address: str, text: str) -> None:
        """Raises Refusal. An emergency is let through where an ordinary message is not."""
        wait = max(self.posts.wait(address), self.posts_by_address.wait(_client(request)))
        if wait and not (emergency.detect(text) and not self.emergencies.wait(_client(request))):
            raise refusal.too_fast(wait)

    def ask(self, rate: Rate, request: Request) -> None:
        """Raises Refusal."""
        if wait := rate.wait(_client(request)):
            raise refusal.too_fast(wait)


class ChatRoute(APIRoute):
    """Refusals become answers here, and pages that may use the chat are told so, refused or not."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        answer = super().get_route_handler()

        async def handler(request: Request) -> Response:
            try:
                response = await answer(request)
            except refusal.Refusal as refused:
                response = refused.response()
            except RequestValidationError:
                response = refusal.not_understood().response()
            response.headers.update(_allowed(request))
            return response

        return handler


def routes(updates: Updates) -> APIRouter:
    """The routes of the chat, for the gateway's public listener."""
    router = APIRouter(tags=["web chat"], route_class=ChatRoute)
    limits = Limits()

    @router.post("/chat/sessions", status_code=201)
    async def open_session(request: Request) -> Opened:
        """Begin a session."""
        limits.ask(limits.sessions, request)
        return Opened(session=session.new_token())

    @router.post("/chat/messages", status_code=202, openapi_extra=_body_schema(), responses=_problems(400, 413, 422))
    async def post_message(request: Request, authorization: Bearer = "") -> Accepted:
        """Say something; the same `id` again is the same message."""
        address = _address(authorization)
        posted = message.parse(await _body(request))
        limits.post(request, address, posted.text)
        try:
            receipt = await intake.receive(posted.inbound(address))
        except intake.Unavailable:
            raise refusal.unavailable() from None
        updates.wake(address)
        if receipt.emergency_script:
            return Accepted(accepted=False, reply=receipt.emergency_script)
        return Accepted(accepted=True, seq=receipt.seq)

    @router.get("/chat/messages", responses=_problems(422))
    async def messages(
        request: Request, response: Response, after: After = 0, authorization: Bearer = ""
    ) -> history.Update:
        """What came after a number; from the beginning, the latest messages."""
        address = _address(authorization)
        limits.ask(limits.reads_by_address, request)
        response.headers.update(PRIVATE)
        try:
            async with transaction() as opened:
                return (await history.read(opened, address, after))[1]
        except intake.AWAY:
            raise refusal.unavailable() from None

    @router.get("/chat/stream", response_class=StreamingResponse, responses=_problems(422))
    async def stream(request: Request, after: After = 0, authorization: Bearer = "") -> StreamingResponse:
        """The same as server-sent events, for as long as the browser listens."""
        address = _address(authorization)
        limits.ask(limits.reads_by_address, request)
        updates.check(address)
        return StreamingResponse(updates.stream(address, after), media_type="text/event-stream", headers=STREAM_HEADERS)

    @router.options("/chat/{path:path}", status_code=204, include_in_schema=False)
    async def preflight(path: str) -> Response:
        return Response(status_code=204)

    @router.get("/chat.js", response_class=Response)
    async def chat_script(request: Request) -> Response:
        """The script that puts the chat on any page."""
        return script.respond(request)

    @router.get("/", response_class=HTMLResponse)
    async def office() -> HTMLResponse:
        """The office's page with the chat on it."""
        return HTMLResponse(office_page.page(), headers=office_page.HEADERS)

    @router.get("/office.css", response_class=Response, include_in_schema=False)
    async def office_style() -> Response:
        return Response(office_page.style(), media_type="text/css", headers={"Cache-Control": "public, max-age=300"})

    return router


async def _body(request: Request) -> bytes:
    try:
        return await read_body(request)
    except TooLarge:
        raise refusal.too_large() from None


def _address(authorization: str) -> str:
    scheme, _, token = authorization.partition(" ")
    try:
        if scheme.lower() != "bearer":
            raise session.UnknownSession
        return session.address_of(token.strip())
    except session.UnknownSession:
        raise refusal.unknown_session() from None


def _client(request: Request) -> str:
    return request.client.host if request.client else ""


def _allowed(request: Request) -> dict[str, str]:
    """Headers for a page of another origin, if that origin may use the chat."""
    origin = request.headers.get("origin", "")
    allowed = settings().web_origins.split()
    if not origin or not (origin in allowed or "*" in allowed):
        return {"Vary": "Origin"} if request.url.path.startswith("/chat/") else {}
    return {
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Allow-Methods": "GET, POST",
        "Access-Control-Allow-Headers": "Authorization, Content-Type",
        "Access-Control-Expose-Headers": "Retry-After",
        "Access-Control-Max-Age": "86400",
        "Vary": "Origin",
    }


def _body_schema() -> dict[str, Any]:
    schema = message.Posted.model_json_schema()
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def _problems(*more: int) -> dict[int | str, dict[str, Any]]:
    """The statuses that a request for a session's messages may get besides."""
    detail = {"type": "object", "properties": {"detail": {"type": "string"}}, "required": ["detail"]}
    content = {"application/json": {"schema": detail}}
    return {status: {"description": "Refused", "content": content} for status in (401, 429, 503, *more)}
