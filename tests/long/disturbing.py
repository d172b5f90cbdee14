"""What is done to a running system: faults at named points, processes held or gone, and a look behind it."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row

from bot.embedded_postgres import ended, url
from tests.citizen import password
from tests.stack import Stack


def until(look: Callable[[], Any], seconds: float = 180) -> Any:
    """Look again and again until there is something: that something."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)
    return found


def order(stack: Stack, fault: str) -> Path:
    """Order "kill POINT" or "hold POINT SECONDS"; the file is gone once the point was reached."""
    file = stack.data_dir / "fault"
    fresh = file.with_suffix(".new")
    fresh.write_text(fault)
    fresh.replace(file)
    return file


def dialog(stack: Stack, sender: str) -> list[dict[str, Any]]:
    """What Rasa has recorded of one dialog, in order."""
    with psycopg.connect(url(stack.data_dir, "postgres", password(stack, "postgres")), row_factory=dict_row) as opened:
        query = "select type_name, action_name, data::json as data from rasa.events where sender_id = %s order by id"
        return opened.execute(query, [sender]).fetchall()


@contextmanager
def gone(stack: Stack, *roles: str) -> Iterator[None]:
    """Roles killed, and nobody there to start them again until the end of the block: then all is as before."""
    assert stack.process
    os.kill(stack.process.pid, signal.SIGSTOP)
    try:
        for role in roles:
            pids = [stack.pid(role), *(_children(stack.pid(role)) if role == "postgres" else [])]
            stack.kill(role)
            until(partial(_all_ended, pids))
        yield
    finally:
        os.kill(stack.process.pid, signal.SIGCONT)
        until(stack.ready, 300)


@contextmanager
def held(stack: Stack, *roles: str) -> Iterator[None]:
    """Roles that answer nobody, without being dead, until the end of the block: then all is as before."""
    pids = [stack.pid(role) for role in roles]
    if "postgres" in roles:
        pids += _children(stack.pid("postgres"))
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            if not ended(pid):
                os.kill(pid, signal.SIGCONT)
        until(stack.ready, 300)


def _all_ended(pids: list[int]) -> bool:
    return all(ended(pid) for pid in pids)


def _children(parent: int) -> list[int]:
    return [int(pid) for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]
