"""Applications on real sockets, and waiting for what they do."""

import asyncio
import contextlib
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import uvicorn


def listening_socket(port: int = 0) -> socket.socket:
    """A socket on a free port of this machine (or on `port`), to be handed to `serve`."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    return listener


def address_of(listener: socket.socket) -> str:
    """The address of what is served on a socket."""
    return f"http://127.0.0.1:{listener.getsockname()[1]}"


@asynccontextmanager
async def serve(app: Any, listener: socket.socket) -> AsyncIterator[str]:
    """An ASGI application over HTTP while the block runs; its address."""
    config = uvicorn.Config(app, log_level="warning", access_log=False, timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        await until(lambda: _started(server, task))
        yield address_of(listener)
    finally:
        server.should_exit = True
        with contextlib.suppress(asyncio.CancelledError):
            await task
        listener.close()


async def until(look: Callable[[], Any], seconds: float = 120) -> Any:
    """Look again and again until there is something: that something. TimeoutError after `seconds`."""
    async with asyncio.timeout(seconds):
        while True:
            seen = look()
            found = await seen if isinstance(seen, Awaitable) else seen
            if found:
                return found
            await asyncio.sleep(0.02)


def _started(server: uvicorn.Server, task: asyncio.Task[None]) -> bool:
    if task.done():
        task.result()
        raise RuntimeError("the server ended before it had started")
    return server.started


def eventually[T](look: Callable[[], T], seconds: float = 120) -> T:
    """What a look gives once it gives something, for tests that are not asynchronous."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)
    return found
