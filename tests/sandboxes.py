"""A sandbox and an office's webhook receiver for tests, both real servers on free loopback ports."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.app import create_app
from sandbox.settings import Settings

TOKEN = "123456:test-token"
ACCOUNT_SID = "AC" + "0123456789abcdef" * 2
AUTH_TOKEN = "auth-token-of-the-tests"
WHATSAPP = "+573000000001"
SMS = "+573000000002"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(condition: Callable[[], Any], seconds: float = 60) -> Any:
    """The condition's first true value; AssertionError when it stays false."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.02)
    raise AssertionError("nothing came in time")


class Served:
    """An ASGI application served from a thread."""

    def __init__(self, app: Any, port: int | None = None) -> None:
        self.port = port or free_port()
        config = uvicorn.Config(app, host="127.0.0.1", port=self.port, log_level="warning", timeout_graceful_shutdown=1)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self._thread.start()
        wait_for(lambda: self._server.started)

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(10)


@dataclass
class Received:
    """A request that the office got."""

    path: str
    headers: dict[str, str]
    body: bytes
    at: float


@dataclass
class Office:
    """A webhook receiver. `answers`: what to answer next, oldest first; then 200 without a body.

    `files`: what is answered on a path of its own, whatever else is asked meanwhile.
    """

    received: list[Received] = field(default_factory=list)
    answers: list[Any] = field(default_factory=list)
    files: dict[str, Response] = field(default_factory=dict)
    served: Served = field(init=False)

    def __post_init__(self) -> None:
        self.served = Served(Starlette(routes=[Route("/{path:path}", self._receive, methods=["GET", "POST"])]))

    @property
    def url(self) -> str:
        return self.served.url

    def on(self, path: str) -> list[Received]:
        return [request for request in self.received if request.path == path]

    def clear(self) -> None:
        self.received.clear()
        self.answers.clear()
        self.files.clear()

    async def _receive(self, request: Request) -> Response:
        body = await request.body()
        path = request.url.path
        self.received.append(Received(path, dict(request.headers), body, time.monotonic()))
        if path in self.files:
            return self.files[path]
        answer = self.answers.pop(0) if self.answers else Response()
        if callable(answer) and not isinstance(answer, Response):
            answer = await answer(self.received[-1])
        return answer


@dataclass
class Sandbox:
    """A sandbox whose webhooks lead to an office."""

    office: Office
    served: Served
    http: httpx.Client

    @property
    def url(self) -> str:
        return self.served.url

    def api(self, method: str, path: str, content: Any = None) -> Any:
        response = self.http.request(method, f"/api/{path}", json=content)
        assert response.is_success, (response.status_code, response.text)
        return response.json() if response.content else None

    def write(self, channel: str, phone: str, text: str) -> dict[str, Any]:
        return self.api("POST", f"{channel}/{phone}/messages", {"text": text})

    def messages(self, channel: str, phone: str, direction: str = "received") -> list[dict[str, Any]]:
        return [m for m in self.api("GET", f"{channel}/{phone}/messages") if m["direction"] == direction]


@contextmanager
def serving_office() -> Iterator[Office]:
    """An office that receives webhooks while the block runs."""
    office = Office()
    office.served.start()
    try:
        yield office
    finally:
        office.served.stop()


@contextmanager
def sandbox_for(office: Office, **changes: Any) -> Iterator[Sandbox]:
    """A sandbox for this office while the block runs."""
    sandbox = start_sandbox(office, **changes)
    try:
        yield sandbox
    finally:
        sandbox.served.stop()


def start_sandbox(office: Office, **changes: Any) -> Sandbox:
    port = free_port()
    values: dict[str, Any] = {
        "port": port,
        "office_name": "Servicios de Prueba",
        "telegram_token": TOKEN,
        "twilio_account_sid": ACCOUNT_SID,
        "twilio_auth_token": AUTH_TOKEN,
        "whatsapp_number": WHATSAPP,
        "sms_number": SMS,
        "whatsapp_webhook": f"{office.url}/whatsapp?canal=1#rc=2&rp=all",
        "sms_webhook": f"{office.url}/sms",
        "read_seconds": 0.1,
        "delivered_seconds": 0.1,
    }
    served = Served(create_app(Settings(**values | changes)), port)
    served.start()
    return Sandbox(office, served, httpx.Client(base_url=served.url, timeout=30))
