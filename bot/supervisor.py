"""One child process per role: started, restarted when it dies, stopped in order, gone when the supervisor is."""

import asyncio
import contextlib
import ctypes
import os
import signal
import sys
import time
from asyncio.subprocess import DEVNULL, STDOUT, Process
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

PR_SET_PDEATHSIG = 1  # linux/prctl.h
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 15.0
STEADY_SECONDS = 30.0  # a child that ran this long has recovered: its next pause is the first again
TRIES_BEFORE_READY = 4
LOG_BYTES, KEPT_LOGS = 10_000_000, 3

_libc = ctypes.CDLL(None, use_errno=True)


class StartError(Exception):
    """The system cannot start; the message says why and what to do."""


@dataclass
class Child:
    """What runs for one role. `before` is called ahead of every start; `stop` asks for an orderly end."""

    role: str
    command: Sequence[str]
    environment: Mapping[str, str]
    folder: Path | None = None
    before: Callable[[], None] | None = None
    stop: signal.Signals = signal.SIGTERM
    harder: signal.Signals = signal.SIGKILL
    dies_with_supervisor: signal.Signals = signal.SIGKILL
    grace: float = 15.0
    process: Process | None = None
    task: asyncio.Task[None] | None = None
    restarts: int = 0

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.returncode is None


@dataclass
class Supervisor:
    """Keeps children running until they are stopped; `say` prints a line for the person who started it."""

    data_dir: Path
    say: Callable[[str], None] = print
    children: list[Child] = field(default_factory=list)
    ready: bool = False
    failed: asyncio.Future[None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    stopping: bool = False

    async def start(self, child: Child) -> None:
        """Start a child and keep it running from now on. Call from the main thread: children die with their thread."""
        await self._spawn(child)
        self.children.append(child)
        child.task = asyncio.create_task(self._keep(child))

    async def stop(self, order: Sequence[Sequence[str]]) -> None:
        """Stop the children, one group of roles after the other, each child with its time to end in order."""
        self.stopping = True
        for roles in order:
            await asyncio.gather(*(self._stop(child) for child in self.children if child.role in roles))

    def kill(self) -> None:
        """End what still runs at once."""
        self.stopping = True
        for child in self.children:
            if child.process and child.running:
                with contextlib.suppress(ProcessLookupError):
                    child.process.send_signal(child.harder)

    def log_file(self, role: str) -> Path:
        """Where a role's output goes."""
        return self.data_dir / "logs" / f"{role}.log"

    async def _keep(self, child: Child) -> None:
        pause, short_runs = FIRST_PAUSE, 0
        while child.process:
            began = time.monotonic()
            status = await child.process.wait()
            if self.stopping:
                return
            if time.monotonic() - began > STEADY_SECONDS:
                pause, short_runs = FIRST_PAUSE, 0
            short_runs += 1
            if not self.ready and short_runs >= TRIES_BEFORE_READY:
                self._fail(child)
                return
            self.say(f"{child.role} {_ending(status)}: starting it again.")
            await self._restart(child, pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _restart(self, child: Child, pause: float) -> None:
        while not self.stopping:
            await asyncio.sleep(pause)
            try:
                if child.before:
                    await asyncio.to_thread(child.before)
                if not self.stopping:
                    await self._spawn(child)
                    child.restarts += 1
                return
            except Exception as error:
                self.say(f"{child.role} cannot start: {error}.")
                pause = min(pause * 2, LONGEST_PAUSE)

    def _fail(self, child: Child) -> None:
        if not self.failed.done():
            log = self.log_file(child.role)
            reason = f"{child.role} does not start ({last_line(log)}): see {log}"
            self.failed.set_exception(StartError(reason))

    async def _spawn(self, child: Child) -> None:
        log = self.log_file(child.role)
        log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        rotate(log)
        with log.open("ab") as out:
            child.process = await asyncio.create_subprocess_exec(
                *child.command,
                env=dict(child.environment),
                cwd=child.folder,
                stdin=DEVNULL,
                stdout=out,
                stderr=STDOUT,
                start_new_session=True,  # Ctrl-C reaches the supervisor alone, which stops them in order
                preexec_fn=dies_with(os.getpid(), child.dies_with_supervisor),
            )
        file = self.data_dir / "run" / f"{child.role}.pid"
        file.parent.mkdir(exist_ok=True)
        fresh = file.with_suffix(".new")
        fresh.write_text(f"{child.process.pid}\n")
        fresh.replace(file)  # whoever reads finds the old id or the new one, never an empty file

    async def _stop(self, child: Child) -> None:
        if child.process and child.running:
            for number in (child.stop, child.harder, signal.SIGKILL):
                with contextlib.suppress(ProcessLookupError):
                    child.process.send_signal(number)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(child.process.wait(), child.grace)
                    break
        if child.task:
            child.task.cancel()
        (self.data_dir / "run" / f"{child.role}.pid").unlink(missing_ok=True)


def rotate(log: Path, limit: int = LOG_BYTES) -> None:
    """Move a log that has grown past its limit aside, and the older ones one place on."""
    if not log.exists() or log.stat().st_size < limit:
        return
    for number in range(KEPT_LOGS - 1, 0, -1):
        older = log.with_name(f"{log.name}.{number}")
        if older.exists():
            older.replace(log.with_name(f"{log.name}.{number + 1}"))
    log.replace(log.with_name(f"{log.name}.1"))


def last_line(log: Path) -> str:
    """The last line that says something in a log; "no output" where there is none."""
    try:
        lines = [line for line in log.read_text(errors="replace").splitlines() if line.strip()]
    except FileNotFoundError:
        lines = []
    return lines[-1].strip() if lines else "no output"


def dies_with(parent: int, number: signal.Signals, nice: int = 0) -> Callable[[], None]:
    """What a child does first: ask the kernel for a signal at the death of its parent, who may be dead already.

    `nice` is how far it gives way to other processes.
    """

    def ask() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)
        if os.getppid() != parent:
            sys.exit(1)
        os.nice(nice)

    return ask


def _ending(status: int) -> str:
    if status >= 0:
        return f"ended with status {status}"
    with contextlib.suppress(ValueError):
        return f"was ended by {signal.Signals(-status).name}"
    return f"was ended by signal {-status}"
