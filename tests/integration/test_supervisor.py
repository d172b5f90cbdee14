"""The supervisor with real processes: what dies is started again, nothing outlives it, one line for what is wrong."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from bot.embedded_postgres import ended
from bot.supervisor import Child, StartError, Supervisor, rotate

STAYS = "import time; print('here', flush=True); time.sleep(600)"
DEAF = "import signal; signal.signal(15, signal.SIG_IGN); print('deaf', flush=True); signal.pause()"
ENDS = "raise SystemExit('no such model')"


def child(role: str, program: str = STAYS, **more: object) -> Child:
    return Child(role, [sys.executable, "-c", program], dict(os.environ), **more)  # type: ignore[arg-type]


@pytest.fixture
async def supervisor(tmp_path: Path) -> AsyncIterator[Supervisor]:
    said: list[str] = []
    made = Supervisor(tmp_path, said.append)
    made.said = said  # type: ignore[attr-defined]
    yield made
    made.kill()
    await made.stop([[each.role for each in made.children]])


async def until(true: Callable[[], bool], seconds: float = 60) -> None:
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.02)


def pid(supervisor: Supervisor, role: str) -> int:
    return int((supervisor.data_dir / "run" / f"{role}.pid").read_text())


async def test_starts_again_what_dies_and_says_so_in_one_line(supervisor: Supervisor) -> None:
    await supervisor.start(child("worker"))
    first = pid(supervisor, "worker")
    os.kill(first, signal.SIGKILL)

    await until(lambda: pid(supervisor, "worker") != first and not ended(pid(supervisor, "worker")))

    assert supervisor.said == ["worker was ended by SIGKILL: starting it again."]  # type: ignore[attr-defined]
    assert supervisor.children[0].restarts == 1


async def test_a_child_that_never_starts_ends_the_start_with_its_reason(
    supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.supervisor.FIRST_PAUSE", 0.01)
    await supervisor.start(child("assistant", ENDS))

    with pytest.raises(StartError, match=r"assistant does not start \(no such model\): see .*assistant\.log"):
        await asyncio.wait_for(supervisor.failed, 60)


async def test_after_the_start_it_goes_on_trying(supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.supervisor.FIRST_PAUSE", 0.01)
    monkeypatch.setattr("bot.supervisor.LONGEST_PAUSE", 0.02)
    supervisor.ready = True
    await supervisor.start(child("assistant", ENDS))

    await until(lambda: supervisor.children[0].restarts > 5)

    assert not supervisor.failed.done()


async def test_stops_in_order_and_ends_the_deaf(supervisor: Supervisor) -> None:
    order: list[str] = []
    for role, program in (("worker", STAYS), ("gateway", DEAF), ("postgres", STAYS)):
        await supervisor.start(child(role, program, grace=0.3))
    for each in supervisor.children:
        assert each.process
        asyncio.create_task(_note(each.process.wait(), each.role, order))  # noqa: RUF006 - awaited below
    await until(lambda: "deaf" in supervisor.log_file("gateway").read_text())

    await supervisor.stop((("worker",), ("gateway",), ("postgres",)))
    await until(lambda: len(order) == 3)

    assert order == ["worker", "gateway", "postgres"]
    assert list((supervisor.data_dir / "run").glob("*.pid")) == []


async def test_children_die_with_the_supervisor(tmp_path: Path) -> None:
    program = (
        "import asyncio, os, signal, sys; from pathlib import Path; from bot.supervisor import Child, Supervisor\n"
        "async def main():\n"
        "    supervisor = Supervisor(Path(sys.argv[1]))\n"
        f"    await supervisor.start(Child('worker', [sys.executable, '-c', {DEAF!r}], os.environ))\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "asyncio.run(main())"
    )
    await asyncio.to_thread(subprocess.run, [sys.executable, "-c", program, str(tmp_path)], check=False)

    left = int((tmp_path / "run" / "worker.pid").read_text())

    await until(lambda: ended(left))


def test_a_log_that_has_grown_makes_room(tmp_path: Path) -> None:
    log = tmp_path / "worker.log"
    for content in ("first", "second", "third", "fourth", "fifth"):
        log.write_text(content)
        rotate(log, limit=1)

    kept = {each.name: each.read_text() for each in tmp_path.iterdir()}
    assert kept == {"worker.log.1": "fifth", "worker.log.2": "fourth", "worker.log.3": "third"}


async def _note(end: Awaitable[int], role: str, order: list[str]) -> None:
    await end
    order.append(role)
