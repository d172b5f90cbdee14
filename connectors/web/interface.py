"""The web chat's public HTTP interface. The token travels in a header, never in an address, and nothing is a cookie."""

from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import PlainTextResponse, StreamingResponse
from fastapi.routing import APIRoute
from pydantic import BaseModel

from bot.database import AWAY, transaction
from bot.messaging import intake
from bot.messaging.webhook import Webhook
from connectors.body import TooLarge, read_body
from connectors.web import history, message, origin, refusal, session, transcript, upload
from connectors.web.limits import Limits
from connectors.web.updates import Updates

MAX_SEQ = 2**31 - 1
# The longest text with every character escaped: more would only fill the spool.
MAX_BODY = 64_000
PRIVATE = {"Cache-Control": "no-store"}
STREAM_HEADERS = PRIVATE | {"X-Accel-Buffering": "no"}

After = Annotated[int, Query(ge=0, le=MAX_SEQ, description="the last number that the browser has")]
Before = Annotated[int, Query(ge=0, le=MAX_SEQ, description="the first number that the browser has")]
LastEvent = Annotated[
    str, Header(alias="Last-Event-ID", pattern=r"^\d{0,9}$", description="the same as `after`, which it overrules")
]
FileId = Annotated[UUID, Header(alias="Ventanilla-Id", description="the browser's own id of the message")]
FileName = Annotated[
    str, Header(alias="Ventanilla-Name", max_length=1000, description="the file's name, percent-encoded UTF-8")
]
Bearer = Annotated[str, Header(alias="Authorization", description="Bearer and the session's token")]


class Opened(BaseModel):
    """A new session; its token is known to nobody else and cannot be had again."""

    session: str


class Accepted(BaseModel):
    """A message that the office has: stored as `seq`, or without it kept to be stored. `reply` is an emergency's answer
    to one that is not stored yet; not `accepted` it is to be sent again all the same.
    """

    accepted: bool
    seq: int | None = None
    reply: str | None = None


class ChatRoute(APIRoute):
    """Refusals become answers here, and pages that may use the chat are told so, refused or not."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        answer = super().get_route_handler()

        async def handler(request: Request) -> Response:
            about_the_chat = request.url.path.startswith("/chat/")
            try:
                if about_the_chat and request.method != "OPTIONS":
                    origin.check(request)
                response = await answer(request)
            except refusal.Refusal as refused:
                response = refused.response()
            except RequestValidationError:
                response = refusal.not_understood().response()
            if about_the_chat:
                response.headers.update(origin.headers(request))
            return response

        return handler


def routes(updates: Updates) -> APIRouter:
    """The routes of the chat, for the gateway's public listener."""
    router = APIRouter(tags=["web chat"], route_class=ChatRoute)
    limits = Limits()

    @router.post("/chat/sessions", status_code=201)
    async def open_session(request: Request) -> Opened:
        """Begin a session."""
        limits.session(request)
        return Opened(session=session.new_token())

    @router.post("/chat/messages", status_code=202, openapi_extra=_body_schema(), responses=_problems(400, 413, 422))
    async def post_message(request: Request, authorization: Bearer = "") -> Accepted:
        """Say something; the same `id` again is the same message."""
        address = _address(authorization)
        body = await _body(request)
        posted = message.parse(body)
        limits.post(request, address, posted.text)
        with _storing():
            receipt = await intake.receive(posted.inbound(address), Webhook.of(request, body, sender=address))
        updates.wake(address)
        # What is stored has its script beside it, where the browser reads it.
        reply = receipt.emergency_script if receipt.seq is None else None
        return Accepted(accepted=receipt.kept, seq=receipt.seq, reply=reply)

    @router.post(upload.PATH, status_code=202, openapi_extra=_file_schema(), responses=_problems(408, 413, 422))
    async def post_file(request: Request, id_: FileId, name: FileName = "", authorization: Bearer = "") -> Accepted:
        """Send a photo or a document as it is; the same id again is the same message."""
        address = _address(authorization)
        with limits.upload(request, address):
            posted = await upload.read(request, address)
            with _storing():
                receipt = await upload.receive(posted)
        updates.wake(address)
        return Accepted(accepted=True, seq=receipt.seq)

    @router.get("/chat/messages", responses=_problems(422))
    async def messages(
        request: Request, response: Response, after: After = 0, before: Before = 0, authorization: Bearer = ""
    ) -> history.Update:
        """What came after a number, from the beginning the latest messages; or those before one."""
        address = _address(authorization)
        limits.read(request)
        response.headers.update(PRIVATE)
        with _storing():
            async with transaction() as opened:
                if before:
                    return history.Update(messages=await history.earlier(opened, address, before))
                return (await history.read(opened, address, after))[1]

    @router.get("/chat/transcript", response_class=PlainTextResponse, responses=_problems(422))
    async def download(request: Request, authorization: Bearer = "") -> PlainTextResponse:
        """The conversation as text, to be kept."""
        address = _address(authorization)
        limits.read(request)
        with _storing():
            async with transaction() as opened:
                said = await history.whole(opened, address)
        headers = PRIVATE | {"Content-Disposition": 'attachment; filename="conversacion.txt"'}
        return PlainTextResponse(transcript.text(said), headers=headers)

    @router.get("/chat/stream", response_class=StreamingResponse, responses=_problems(422))
    async def stream(
        request: Request, after: After = 0, last_event_id: LastEvent = "", authorization: Bearer = ""
    ) -> StreamingResponse:
        """The same as server-sent events, for as long as the browser listens."""
        address = _address(authorization)
        if last_event_id:
            after = int(last_event_id)
        limits.read(request)
        updates.check(address)
        return StreamingResponse(updates.stream(address, after), media_type="text/event-stream", headers=STREAM_HEADERS)

    @router.options("/chat/{path:path}", status_code=204, include_in_schema=False)
    async def preflight(path: str) -> Response:
        return Response(status_code=204)

    return router


@contextmanager
def _storing() -> Iterator[None]:
    try:
        yield
    except (intake.Unavailable, *AWAY):
        raise refusal.unavailable() from None


async def _body(request: Request) -> bytes:
    try:
        return await read_body(request, MAX_BODY)
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


def _body_schema() -> dict[str, Any]:
    schema = message.Posted.model_json_schema()
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def _file_schema() -> dict[str, Any]:
    content = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
    return {"requestBody": {"required": True, "content": content}}


def _problems(*more: int) -> dict[int | str, dict[str, Any]]:
    """The statuses that a request for a session's messages may get besides."""
    detail = {"type": "object", "properties": {"detail": {"type": "string"}}, "required": ["detail"]}
    content = {"application/json": {"schema": detail}}
    return {status: {"description": "Refused", "content": content} for status in (401, 403, 429, 503, *more)}
