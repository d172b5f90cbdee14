"""`ventanilla run`: everything under one supervisor, from the database to the printed addresses."""

import asyncio
import signal
import time
from collections.abc import Callable, Coroutine
from typing import Any

from bot import roles
from bot.embedded_postgres import EmbeddedPostgres, admin_url
from bot.roles import Access
from bot.settings import settings
from bot.start import children, demo_channels, welcome
from bot.start.chosen import ensure_chosen_model
from bot.start.lock import only_one
from bot.start.model import check_environment
from bot.start.ports import check_ports
from bot.start.ready import wait_ready
from bot.supervisor import Child, Supervisor


def say(line: str) -> None:
    """One line for the person at the console."""
    print(line, flush=True)


async def run(demo: bool) -> None:
    """Start everything, print the addresses, and keep it running until SIGINT or SIGTERM. StartError, DatabaseError."""
    began = time.monotonic()
    settings().data_dir = settings().data_dir.resolve()
    if demo:
        settings().demo, settings().clock_file = True, demo_channels.clock_file(settings())
    with only_one(settings().data_dir):
        check_environment()
        check_ports(settings(), demo)
        supervisor = Supervisor(settings().data_dir, say)
        stopping = _listen_for_signals(supervisor)
        try:
            if await _unless(stopping, supervisor, _start(supervisor, demo)):
                say("\n".join(welcome.lines(settings(), demo, time.monotonic() - began)))
                await _unless(stopping, supervisor, asyncio.Event().wait())
        finally:
            if supervisor.children:
                say("Stopping.")
            await supervisor.stop(children.STOP_ORDER)


async def _start(supervisor: Supervisor, demo: bool) -> None:
    """Database, structure and data in turn; the model, where it must be trained, beside them."""
    beside: list[asyncio.Task[Any]] = []
    try:
        if demo:
            await supervisor.start(children.sandbox(settings()))
        access = await _database(supervisor)
        beside.append(asyncio.create_task(_start_assistant(supervisor, access)))
        await asyncio.to_thread(_migrate, access.app)
        await _prepare_data(demo)
        for child in children.platform(settings(), access, demo):
            await supervisor.start(child)
        await asyncio.gather(*beside)
    finally:
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)
    others = [f"http://127.0.0.1:{settings().desk_port}/"]
    others += [f"http://127.0.0.1:{settings().sandbox_port}/"] if demo else []
    await wait_ready(f"http://127.0.0.1:{settings().port}", others, say)
    supervisor.ready = True


def _migrate(url: str) -> None:
    # Imported only now: it takes a second, in which the assistant, the slowest to start, is already loading.
    from bot import migrate

    migrate.upgrade(url)


async def _prepare_data(demo: bool) -> None:
    from bot.start import data

    await data.prepare(demo, say)


async def _database(supervisor: Supervisor) -> Access:
    """The operator's database, or the embedded one, with its schemas and roles."""
    url = settings().database_url
    if not url:
        await _embedded(supervisor)
        url = admin_url(settings().data_dir)
    access = await asyncio.to_thread(roles.prepare, url, settings().rasa_database_url)
    settings().database_url = access.app
    return access


async def _embedded(supervisor: Supervisor) -> None:
    server = EmbeddedPostgres(settings().data_dir)
    if not (server.cluster / "PG_VERSION").exists():
        say(f"Making a database in {settings().data_dir}.")
    await asyncio.to_thread(server.prepare)
    child = children.postgres(server)
    await supervisor.start(child)
    await asyncio.to_thread(server.wait_ready, alive=lambda: _worth_waiting(supervisor, child))


def _worth_waiting(supervisor: Supervisor, child: Child) -> bool:
    return child.running or not (supervisor.failed.done() or supervisor.stopping)


async def _start_assistant(supervisor: Supervisor, access: Access) -> None:
    model = await ensure_chosen_model(access.app, say)
    await supervisor.start(children.assistant(settings(), access, model))


async def _unless(stopping: asyncio.Event, supervisor: Supervisor, work: Coroutine[Any, Any, Any]) -> bool:
    """Whether the work was done before somebody asked to stop. Raises what it raises, or why a child failed."""
    tasks: list[asyncio.Future[Any]] = [asyncio.ensure_future(work), asyncio.ensure_future(stopping.wait())]
    await asyncio.wait([*tasks, supervisor.failed], return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        if not task.done():
            task.cancel()
    if supervisor.failed.done():
        supervisor.failed.result()
    if stopping.is_set():
        await asyncio.gather(*tasks, return_exceptions=True)
        return False
    await tasks[0]
    return True


def _listen_for_signals(supervisor: Supervisor) -> asyncio.Event:
    """An event for the first SIGINT or SIGTERM; another one ends the children at once."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()

    def asked() -> None:
        if stopping.is_set():
            supervisor.kill()
        stopping.set()

    add: Callable[..., None] = loop.add_signal_handler
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        add(number, asked)
    return stopping
