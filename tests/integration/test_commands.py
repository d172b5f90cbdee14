"""The command line as an operator types it: its own process, one line where something is wrong."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
import typer

from bot.commands.demo import parse
from bot.embedded_postgres import url
from bot.secrets import derive
from bot.settings import settings

PROGRAM = Path(sys.executable).parent / "ventanilla"
# rasa.core.tracker_store.SQLTrackerStore.SQLEvent
AS_RASA_MAKES_IT = (
    "CREATE TABLE events (id serial PRIMARY KEY, sender_id varchar(255) NOT NULL, type_name varchar(255) NOT NULL, "
    "timestamp float, intent_name varchar(255), action_name varchar(255), data text)"
)


def ventanilla(*arguments: str, typed: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """The command on the embedded database of the tests' data directory."""
    inherited = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return subprocess.run(
        [PROGRAM, *arguments],
        input=typed,
        env=inherited | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_agents_are_made_listed_and_disabled(database: str) -> None:
    made = ventanilla("agents", "add", "Rosa", "--name", "Rosa Prieto", typed="una clave larga\n")
    assert (made.returncode, made.stdout) == (0, "Rosa can log in.\n"), made.stderr

    again = ventanilla("agents", "add", "rosa", "--name", "Rosa Prieto", typed="una clave larga\n")
    assert again.returncode == 1
    assert again.stderr == "ventanilla: this login is taken: choose another\n"

    ventanilla("agents", "disable", "rosa")
    assert ventanilla("agents", "list").stdout.split() == ["rosa", "Rosa", "Prieto", "disabled"]


def test_the_clock_moves_in_a_demo_only(database: str) -> None:
    refused = ventanilla("clock", "move", "3d")

    assert refused.returncode == 1
    assert refused.stderr == "ventanilla: this is for a demo only: start one with `make run`\n"


def test_a_reset_of_the_demo_forgets_the_assistants_dialogs(assistants_table: psycopg.Connection) -> None:
    assistants_table.execute("INSERT INTO events (sender_id, type_name, data) VALUES ('someone', 'user', '{}')")

    done = ventanilla("demo", "reset")

    assert (done.returncode, done.stdout) == (0, "The demo is as on its first day.\n"), done.stderr
    assert assistants_table.execute("SELECT count(*) FROM events").fetchone() == (0,)


@pytest.fixture
def assistants_table(database: str) -> Iterator[psycopg.Connection]:
    """The assistant's login, and its table: Rasa's own where one has run on this database, and may still; else such a
    table for the test alone.
    """
    rasa = url(settings().data_dir, "ventanilla_rasa", derive("database ventanilla_rasa"))
    with psycopg.connect(rasa, autocommit=True) as connection:
        is_there = connection.execute("SELECT to_regclass('events') IS NOT NULL").fetchone() == (True,)
        if not is_there:
            connection.execute(AS_RASA_MAKES_IT)
        yield connection
        if not is_there:
            connection.execute("DROP TABLE events")


@pytest.mark.parametrize(("typed", "meant"), [("90m", timedelta(minutes=90)), ("3d", timedelta(3)), ("0", timedelta())])
def test_spans_of_time(typed: str, meant: timedelta) -> None:
    assert parse(typed) == meant


@pytest.mark.parametrize("typed", ["-3d", "3", "d", "3w", ""])
def test_what_is_no_span_of_time(typed: str) -> None:
    with pytest.raises(typer.BadParameter):
        parse(typed)


def test_asking_where_nothing_runs() -> None:
    done = ventanilla("ask", "hola", VENTANILLA_PORT="1")

    assert done.returncode == 1
    assert done.stderr.startswith("ventanilla: nothing answers at http://127.0.0.1:1")
    assert done.stderr.count("\n") == 1


def test_a_taken_port_is_named_before_anything_starts(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        done = ventanilla("run", VENTANILLA_PORT=str(port - 1), VENTANILLA_DATA_DIR=str(tmp_path))

    assert done.returncode == 1
    assert done.stderr.startswith(f"ventanilla: port {port} on 127.0.0.1 is taken: set VENTANILLA_PORT")
    assert not (tmp_path / "pgdata").exists()


def test_a_database_that_cannot_be_reached(tmp_path: Path) -> None:
    nowhere = "postgresql://someone:secret@127.0.0.1:1/ventanilla"

    done = ventanilla("migrate", VENTANILLA_DATA_DIR=str(tmp_path), DATABASE_URL=nowhere)

    assert done.returncode == 1
    assert "ventanilla on 127.0.0.1:1 cannot be reached" in done.stderr
    assert done.stderr.count("\n") == 1
    assert "secret" not in done.stderr


def test_help_loads_nothing_that_takes_long() -> None:
    heavy = "{'sqlalchemy', 'fastapi', 'pydantic', 'procrastinate', 'telegram', 'twilio', 'httpx'}"
    code = f"import sys, bot.cli; print(sorted({heavy} & set(sys.modules)))"

    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "[]\n"
    assert ventanilla("--help").returncode == 0
