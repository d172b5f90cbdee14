"""From nothing: a fresh clone in an empty home, `make run`, the first answer, Ctrl-C, and the second start."""

import json
import os
import pwd
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.embedded_postgres import ended
from tests.long.memory import megabytes
from tests.stack import ROLES, ROOT, Stack

READY_SECONDS = 900


class Clone(Stack):
    """A clone of the last commit, started with `make run` as its README says."""

    def __init__(self, folder: Path) -> None:
        # uv's downloads are shared, everything else of the home is new.
        cache = os.environ.get("UV_CACHE_DIR", str(Path(pwd.getpwuid(os.getuid()).pw_dir) / ".cache" / "uv"))
        super().__init__(folder / "clone" / "var", environment={"HOME": str(folder / "home"), "UV_CACHE_DIR": cache})
        for name in ("VENTANILLA_DATA_DIR", "VENTANILLA_MODELS_DIR", "VENTANILLA_FAULT_FILE", "VIRTUAL_ENV"):
            self.environment.pop(name, None)
        self.folder = folder / "clone"
        (folder / "home").mkdir()
        subprocess.run(["git", "clone", "-q", str(ROOT), str(self.folder)], check=True)

    def launch(self, demo: bool = True) -> None:
        self.data_dir.mkdir(exist_ok=True)
        with (self.data_dir / "console.log").open("ab") as console:
            self.process = subprocess.Popen(
                ["make", "run"],
                cwd=self.folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=console,
                stderr=console,
                start_new_session=True,
            )

    def command(self, *arguments: str, seconds: float = 120) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [".venv/bin/ventanilla", *arguments],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )

    def ctrl_c(self) -> None:
        """What a terminal does: SIGINT to all of the foreground."""
        assert self.process
        os.killpg(self.process.pid, signal.SIGINT)
        self.process.wait(60)
        self.process = None


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clone]:
    made = Clone(tmp_path_factory.mktemp("fresh"))
    yield made
    if made.process and made.process.poll() is None:
        made.ctrl_c()


@pytest.mark.timeout(1500)
def test_make_run_answers_from_nothing(clone: Clone, capsys: pytest.CaptureFixture[str]) -> None:
    began = time.monotonic()
    clone.launch()
    clone.wait_ready(READY_SECONDS)
    answer = clone.command("ask", "hola")
    seconds = time.monotonic() - began

    assert answer.returncode == 0, answer.stderr
    assert "automático" in answer.stdout
    assert clone.console.count("Traceback") == 0
    for shown in (clone.web_url, clone.phones_url, clone.desk_url):
        assert f"{shown}/" in clone.console
    for login in json.loads((clone.data_dir / "demo-logins.json").read_text()):
        assert f"{login['login']} / {login['password']}" in clone.console
    with capsys.disabled():
        print(f"\nfresh clone: first answer {seconds:.0f} s after `make run`")
        for environment in (".venv", ".venv-assistant"):
            print(f"fresh clone: {environment} {_size(clone.folder / environment):.0f} MB")
        print(f"fresh clone: memory of the running system {megabytes(_supervisor(clone)):.0f} MB")


def test_ctrl_c_ends_all_of_it(clone: Clone) -> None:
    running = _pids(clone)

    clone.ctrl_c()

    assert [pid for pid in running if not ended(pid)] == []
    assert list((clone.data_dir / "run").glob("*.pid")) == []
    assert "Stopping." in clone.console
    assert "Traceback" not in clone.console


def test_a_second_start_answers(clone: Clone, capsys: pytest.CaptureFixture[str]) -> None:
    began = time.monotonic()
    clone.launch()
    clone.wait_ready(READY_SECONDS)
    answer = clone.command("ask", "¿dónde quedan las oficinas?")
    seconds = time.monotonic() - began

    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.strip()
    with capsys.disabled():
        print(f"\nfresh clone: second start to first answer {seconds:.1f} s")


def test_a_third_process_is_told_that_it_is_one_too_many(clone: Clone) -> None:
    refused = clone.command("run", "--demo")

    assert refused.returncode == 1
    assert "already runs" in refused.stderr
    assert refused.stderr.count("\n") == 1
    assert clone.ready()


def _pids(clone: Clone) -> list[int]:
    return [_supervisor(clone), *(clone.pid(role) for role in ROLES)]


def _supervisor(clone: Clone) -> int:
    return int((clone.data_dir / "run" / "lock").read_text())


def _size(folder: Path) -> float:
    """Megabytes on disk, each file once."""
    done = subprocess.run(["du", "-sm", str(folder)], capture_output=True, text=True, check=True)
    return float(done.stdout.split()[0])
