"""One running system per data directory."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from bot.supervisor import StartError


@contextlib.contextmanager
def only_one(data_dir: Path) -> Iterator[None]:
    """Hold the data directory while the block runs. StartError where another process holds it."""
    file = data_dir / "run" / "lock"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        opened = file.open("a+")
    except OSError as error:
        raise StartError(f"{data_dir} cannot be written ({error.strerror}): set VENTANILLA_DATA_DIR") from error
    with opened as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise StartError(
                f"a system already runs on {data_dir} (process {lock.read().strip() or 'unknown'}): end it, or set "
                "VENTANILLA_DATA_DIR and VENTANILLA_PORT for a second copy"
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield
