"""The provider's side: takes messages over HTTP as Twilio does, and tells when a citizen has been answered."""

import asyncio
import itertools
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import parse_qsl

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route


class Provider:
    """Counts what each citizen's phone has received; it accepts everything at once and reports nothing back."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._received: dict[str, int] = defaultdict(int)
        self._arrival = defaultdict[str, asyncio.Event](asyncio.Event)

    def received(self, phone: str) -> int:
        """How many messages a phone has had so far."""
        return self._received[phone]

    async def wait(self, phone: str, beyond: int) -> None:
        """Return when a phone has had more than `beyond` messages."""
        while self._received[phone] <= beyond:
            self._arrival[phone].clear()
            await self._arrival[phone].wait()

    async def accept(self, request: Request) -> JSONResponse:
        """POST …/Messages.json: accepted, with an id."""
        form = dict(parse_qsl((await request.body()).decode()))
        phone = form["To"]
        self._received[phone] += 1
        self._arrival[phone].set()
        sid = f"SM{next(self._numbers):032x}"
        account = request.path_params["account"]
        body = {"sid": sid, "status": "queued", "account_sid": account, "to": phone, "from": form["From"]}
        return JSONResponse(body, status_code=201)


@asynccontextmanager
async def running(port: int) -> AsyncIterator[Provider]:
    """A provider listening on loopback."""
    provider = Provider()
    app = Starlette(routes=[Route("/2010-04-01/Accounts/{account}/Messages.json", provider.accept, methods=["POST"])])
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error", access_log=False))
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield provider
    finally:
        server.should_exit = True
        await serving
