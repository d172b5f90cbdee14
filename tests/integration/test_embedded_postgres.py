"""The embedded PostgreSQL: started, killed, left behind, two at once, as root and as somebody else."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from bot.embedded_postgres import (
    LONGEST_SOCKET_PATH,
    SOCKET_NAME,
    EmbeddedPostgres,
    EmbeddedPostgresError,
    admin_url,
    binary,
    end_process,
    ended,
    running,
    socket_dir,
)
from bot.postgres_account import accounts


@pytest.fixture
def server(tmp_path: Path) -> Iterator[EmbeddedPostgres]:
    made = EmbeddedPostgres(tmp_path / "data")
    made.start()
    yield made
    made.stop()


def ask(server: EmbeddedPostgres, query: str) -> object:
    with psycopg.connect(admin_url(server.data_dir), autocommit=True) as connection:
        found = connection.execute(query)
        return (found.fetchone() or (None,))[0] if found.description else None


def test_knows_spanish_and_shows_nothing_in_its_logs(server: EmbeddedPostgres) -> None:
    assert ask(server, "SELECT lower('ÑANDÚ')") == "ñandú"
    assert ask(server, "SHOW fsync") == "on"
    with pytest.raises(psycopg.Error):
        ask(server, "SELECT 'Fulana de Tal'::int")

    assert "Fulana" not in (server.data_dir / "logs" / "postgres.log").read_text()


def test_only_its_own_account_and_a_password_reach_it(server: EmbeddedPostgres) -> None:
    assert socket_dir(server.data_dir).stat().st_mode & 0o777 == 0o700
    wrong = admin_url(server.data_dir).replace(":", ":x", 2).replace("postgresql:x", "postgresql:")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(wrong)


def test_what_was_committed_survives_sigkill(server: EmbeddedPostgres) -> None:
    ask(server, "CREATE TABLE kept (n int)")
    ask(server, "INSERT INTO kept VALUES (7)")
    assert server.process
    server.process.kill()
    server.process.wait()

    server.start()

    assert ask(server, "SELECT n FROM kept") == 7


def test_children_of_a_killed_server_do_not_stop_the_next(server: EmbeddedPostgres) -> None:
    with psycopg.connect(admin_url(server.data_dir)) as busy:
        backend = busy.info.backend_pid
        os.kill(backend, signal.SIGSTOP)  # it cannot notice that its server has died
        assert server.process
        server.process.kill()
        server.process.wait()

        server.start()

        assert ended(backend)
    assert server.healthy()


def test_a_pid_file_that_names_another_process_does_not_stop_the_start(server: EmbeddedPostgres) -> None:
    server.stop()
    (server.cluster / "postmaster.pid").write_text(f"{os.getppid()}\n{server.cluster}\n")

    server.start()

    assert server.healthy()


def test_a_server_that_outlived_its_starter_is_replaced(tmp_path: Path) -> None:
    program = (
        "import sys, os, signal; from pathlib import Path; from bot.embedded_postgres import EmbeddedPostgres\n"
        "s = EmbeddedPostgres(Path(sys.argv[1])); s._as_account = lambda dies_with_parent=False: s._account\n"
        "s.start(); print(s.process.pid, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=False)
    outlived = int(done.stdout)
    assert not ended(outlived)

    with running_anew(tmp_path) as server:
        assert ended(outlived)
        assert server.healthy()


def test_ends_with_the_process_that_started_it(tmp_path: Path) -> None:
    program = (
        "import sys, os, signal; from pathlib import Path; from bot.embedded_postgres import EmbeddedPostgres\n"
        "s = EmbeddedPostgres(Path(sys.argv[1])); s.start(); print(s.process.pid, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=False)

    deadline = time.monotonic() + 10
    while not ended(int(done.stdout)):
        assert time.monotonic() < deadline, "the server lives on"
        time.sleep(0.05)


def test_two_data_directories_side_by_side_and_one_not_twice(server: EmbeddedPostgres, tmp_path: Path) -> None:
    with running_anew(tmp_path / "another") as other:
        ask(server, "CREATE TABLE here (n int)")
        assert ask(other, "SELECT count(*) FROM pg_tables WHERE tablename = 'here'") == 0

    with pytest.raises(EmbeddedPostgresError, match="already in use"):
        EmbeddedPostgres(server.data_dir).start()


def test_a_short_while_uses_the_server_that_runs(server: EmbeddedPostgres) -> None:
    with running(server.data_dir):
        assert server.healthy()

    assert server.healthy()


def test_a_long_path_gets_its_socket_elsewhere(tmp_path: Path) -> None:
    deep = tmp_path / ("long" * 20) / ("longer" * 10)

    with running_anew(deep) as server:
        assert len(str(server.sockets / SOCKET_NAME)) <= LONGEST_SOCKET_PATH
        assert server.sockets == socket_dir(deep)
        assert server.healthy()
    server.sockets.rmdir()


def test_an_interrupted_making_is_begun_again(tmp_path: Path) -> None:
    (tmp_path / "pgdata.new").mkdir()
    (tmp_path / "pgdata.new" / "PG_VERSION").write_text("18")

    with running_anew(tmp_path) as server:
        assert server.healthy()


def open_to_all(path: Path) -> bool:
    """Whether every folder above lets any account pass; on some machines not even the root folder does."""
    return all(above.stat().st_mode & stat.S_IXOTH for above in path.resolve().parents)


@pytest.mark.parametrize("account", accounts() if os.geteuid() == 0 else [[]], ids=" ".join)
def test_every_way_out_of_root(account: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Below an open folder, so that even the way with the fewest rights gets there. Anybody else runs it as oneself."""
    monkeypatch.setattr("bot.embedded_postgres.accounts", lambda: [account])
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        if "--bounding-set=-all" in account and not open_to_all(binary("initdb")):
            with pytest.raises(EmbeddedPostgresError, match="no other account can be used"):
                EmbeddedPostgres(Path(folder) / "data").start()
            return

        with running_anew(Path(folder) / "data") as server:
            assert server.healthy()


def test_root_passes_a_closed_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Data and programs below a folder that only root may enter, as in a clone in root's home."""
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    package = binary("initdb").parent.parent.parent
    libraries = package.with_name(f"{package.name}.libs")
    shutil.copytree(binary("initdb").parent.parent, home / package.name / "pginstall18")
    shutil.copytree(libraries, home / libraries.name)
    programs = home / package.name / "pginstall18" / "bin"
    monkeypatch.setattr("bot.embedded_postgres.binary", lambda name: programs / name)

    with running_anew(home / "data") as server:
        assert str(programs / "postgres") in server.command()
        assert server.healthy()


def test_ending_gets_harder_until_it_works() -> None:
    program = "import signal; signal.signal(2, signal.SIG_IGN); print('deaf', flush=True); signal.pause()"
    deaf = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
    assert deaf.stdout and deaf.stdout.readline()

    end_process(deaf.pid, (signal.SIGINT, signal.SIGKILL), 4)

    assert deaf.wait(timeout=5) == -signal.SIGKILL


class running_anew:
    """A server in a data directory for the length of a block."""

    def __init__(self, data_dir: Path) -> None:
        self.server = EmbeddedPostgres(data_dir)

    def __enter__(self) -> EmbeddedPostgres:
        self.server.start()
        return self.server

    def __exit__(self, *_: object) -> None:
        self.server.stop()
