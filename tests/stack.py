"""The whole system for tests: `ventanilla run --demo` in a data directory and on ports of its own."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS, STOP_SECONDS = 420, 60
ROLES = ("postgres", "gateway", "worker", "desk", "assistant", "sandbox")
FIRST_PORT, LAST_PORT, PORTS = 21000, 29000, 5


class Stack:
    """A running system. `start()` waits until a citizen would be answered; `stop()` leaves nothing behind."""

    def __init__(
        self, data_dir: Path | None = None, port: int | None = None, environment: Mapping[str, str] | None = None
    ) -> None:
        self._temporary = None if data_dir else Path(tempfile.mkdtemp(prefix="ventanilla-stack-"))
        self.data_dir = data_dir or self._temporary or Path()
        self.port = port or free_ports()
        self.environment = {**_clean_environment(), **(environment or {})}
        self.environment |= {"VENTANILLA_PORT": str(self.port), "VENTANILLA_DATA_DIR": str(self.data_dir)}
        self.environment.setdefault("VENTANILLA_MODELS_DIR", str(ROOT / "models"))
        # Citizens of the tests wait for each answer, so that nothing follows a greeting.
        self.environment.setdefault("VENTANILLA_BURST_SECONDS", "0")
        # A busy machine is no reason to apologise.
        self.environment.setdefault("VENTANILLA_TURN_RETRY_SECONDS", "180")
        self.environment.setdefault("VENTANILLA_FAULT_FILE", str(self.data_dir / "fault"))
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def web_url(self) -> str:
        """The gateway: web chat, webhooks, health."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def desk_url(self) -> str:
        return f"http://127.0.0.1:{self.port + 1}"

    @property
    def internal_url(self) -> str:
        return f"http://127.0.0.1:{self.port + 2}"

    @property
    def phones_url(self) -> str:
        """The sandbox: simulated phones, and the providers' stand-ins."""
        return f"http://127.0.0.1:{self.port + 3}"

    @property
    def rasa_url(self) -> str:
        return f"http://127.0.0.1:{self.port + 4}"

    @property
    def console(self) -> str:
        """What the person at the console has read so far."""
        return (self.data_dir / "console.log").read_text(errors="replace")

    def start(self, demo: bool = True) -> "Stack":
        """Start it and wait until it is ready."""
        self.launch(demo)
        self.wait_ready()
        return self

    def launch(self, demo: bool = True) -> None:
        """Start it and return at once."""
        program = str(Path(sys.executable).parent / "ventanilla")
        self.data_dir.mkdir(parents=True, exist_ok=True)
        with (self.data_dir / "console.log").open("ab") as console:
            self.process = subprocess.Popen(
                [program, "run", *(["--demo"] if demo else [])],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=console,
                stderr=console,
            )

    def wait_ready(self, seconds: float = START_SECONDS) -> float:
        """Wait for GET /health/ready; how long that took."""
        began = time.monotonic()
        while time.monotonic() - began < seconds:
            if self.process and self.process.poll() is not None:
                raise AssertionError(f"the system ended before it was ready:\n{self.console}")
            if self.ready():
                return time.monotonic() - began
            time.sleep(0.1)
        raise AssertionError(f"not ready after {seconds} s:\n{self.console}")

    def ready(self) -> bool:
        """Whether a citizen would be answered now."""
        try:
            return httpx.get(f"{self.web_url}/health/ready", timeout=5, trust_env=False).status_code == 200
        except httpx.HTTPError:
            return False

    def pid(self, role: str) -> int:
        """The present process of a role. FileNotFoundError before its first start."""
        return int((self.data_dir / "run" / f"{role}.pid").read_text())

    def kill(self, role: str, number: signal.Signals = signal.SIGKILL) -> int:
        """Send a signal to a role's process; its id."""
        found = self.pid(role)
        os.kill(found, number)
        return found

    def log(self, role: str) -> str:
        return (self.data_dir / "logs" / f"{role}.log").read_text(errors="replace")

    def command(self, *arguments: str, seconds: float = 120) -> subprocess.CompletedProcess[str]:
        """Run `ventanilla …` on this system."""
        program = str(Path(sys.executable).parent / "ventanilla")
        return subprocess.run(
            [program, *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )

    def stop(self) -> int:
        """End it as Ctrl-C does; its exit status. A data directory that it made is removed."""
        status = 0
        if self.process:
            if self.process.poll() is None:
                self.process.send_signal(signal.SIGINT)
            try:
                status = self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()  # its children die with it
                raise
            finally:
                self.process = None
        if self._temporary:
            shutil.rmtree(self._temporary, ignore_errors=True)
        return status


def free_ports() -> int:
    """The first of five free ports, from a range that depends on the process, so that two runs rarely meet."""
    places = (LAST_PORT - FIRST_PORT) // 10
    for attempt in range(places):
        first = FIRST_PORT + 10 * ((os.getpid() * 7 + attempt) % places)
        if all(_is_free(first + offset) for offset in range(PORTS)):
            return first
    raise AssertionError("no five free ports")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _clean_environment() -> dict[str, str]:
    """The test's environment without the installation that belongs to the test itself."""
    return {
        name: value
        for name, value in os.environ.items()
        if name == "VENTANILLA_MODELS_DIR" or not name.startswith(("VENTANILLA_", "DATABASE_"))
    }
