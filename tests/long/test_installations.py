"""Installations beside each other, on an operator's database, and after their supervisor was killed."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import httpx
import psycopg
import pytest

from bot.embedded_postgres import EmbeddedPostgres, admin_url, ended
from tests.stack import ROLES, Stack


@contextmanager
def started(demo: bool = True, **environment: str) -> Iterator[Stack]:
    stack = Stack(environment=environment)
    try:
        yield stack.start(demo)
    finally:
        stack.stop()


def test_two_copies_run_side_by_side() -> None:
    with started() as one, started() as other:
        for each in (one, other):
            assert each.command("ask", "hola").stdout.strip()
        session = httpx.post(f"{one.web_url}/chat/sessions").json()["session"]
        headers = {"Authorization": f"Bearer {session}"}

        assert httpx.get(f"{one.web_url}/chat/messages", headers=headers).status_code == 200
        assert httpx.get(f"{other.web_url}/chat/messages", headers=headers).status_code == 401


def test_what_dies_comes_back_and_the_supervisor_takes_all_with_it() -> None:
    with started() as stack:
        for role in ROLES:
            before = stack.kill(role)
            _until(partial(_is_another, stack, role, before))
        _until(stack.ready, 120)
        assert stack.command("ask", "hola").returncode == 0

        assert stack.process
        children = [stack.pid(role) for role in ROLES]
        stack.process.kill()
        stack.process.wait()
        _until(lambda: all(ended(pid) for pid in children))

        assert stack.start().command("ask", "hola").returncode == 0


@pytest.fixture
def operators_database(postgres: EmbeddedPostgres) -> Iterator[str]:
    admin = admin_url(postgres.data_dir, "postgres")
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute("CREATE DATABASE office TEMPLATE template0")
    yield admin_url(postgres.data_dir, "office")
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute("DROP DATABASE office WITH (FORCE)")


def test_an_operators_database_is_used_instead(operators_database: str) -> None:
    with started(DATABASE_URL=operators_database) as stack:
        assert stack.command("ask", "hola").stdout.strip()
        assert not (stack.data_dir / "pgdata").exists()
    with psycopg.connect(operators_database) as connection:
        assert connection.execute("SELECT mode FROM app.installation").fetchone() == ("demo",)
        assert connection.execute("SELECT count(*) > 0 FROM rasa.events").fetchone() == (True,)


def test_a_live_installation_takes_no_demo(operators_database: str) -> None:
    with started(demo=False, DATABASE_URL=operators_database) as live:
        assert live.ready()
        assert "Simulated phones" not in live.console

    demo = Stack(environment={"DATABASE_URL": operators_database})
    demo.launch()
    assert demo.process
    assert demo.process.wait(120) == 1
    assert "ventanilla: This database is live" in demo.console
    demo.stop()


def test_a_supervisor_asked_twice_does_not_wait() -> None:
    with started() as stack:
        assert stack.process
        os.kill(stack.pid("worker"), signal.SIGSTOP)  # it cannot end in order
        children = [stack.pid(role) for role in ROLES]
        stack.process.send_signal(signal.SIGINT)
        _until(lambda: "Stopping." in stack.console)

        began = time.monotonic()
        stack.process.send_signal(signal.SIGINT)
        stack.process.wait(30)

        assert time.monotonic() - began < 10
        _until(lambda: all(ended(pid) for pid in children))


def _is_another(stack: Stack, role: str, before: int) -> bool:
    return stack.pid(role) != before


def _until(true: Callable[[], bool], seconds: float = 180) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)
