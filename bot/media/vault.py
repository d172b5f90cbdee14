"""The vault: where the bytes of files are, outside of the database, behind one interface."""

import asyncio
import os
import re
import secrets
import time
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from bot.settings import settings

KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")
PRIVATE_FOLDER, PRIVATE_FILE = 0o700, 0o600


class Vault(Protocol):
    """Keeps bytes under a key of letters, digits, - and _. What `put` has returned from survives a power cut."""

    async def put(self, key: str, data: bytes) -> None:
        """Keep bytes under a key; the same key again replaces them, wholly or not at all. OSError where it cannot."""

    async def get(self, key: str) -> bytes:
        """What is kept under a key. LookupError if nothing is."""

    async def delete(self, key: str) -> None:
        """Forget a key; nothing happens if there is nothing."""

    def older_than(self, seconds: float) -> Iterator[str]:
        """The keys that were put that long ago, or longer."""


class FolderVault:
    """A folder with a file a key, in 64 times 64 subfolders named after the key's beginning.

    Several machines share it where they share the folder (a network file system).
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def put(self, key: str, data: bytes) -> None:
        await asyncio.to_thread(self.write, key, data)

    async def get(self, key: str) -> bytes:
        return await asyncio.to_thread(self.read, key)

    async def delete(self, key: str) -> None:
        file = self._file(key)
        await asyncio.to_thread(file.unlink, missing_ok=True)

    def older_than(self, seconds: float) -> Iterator[str]:
        limit = time.time() - seconds
        for file in self._folder.glob("??/*"):
            if KEY.fullmatch(file.name) and _changed(file) < limit:
                yield file.name
            elif file.name.endswith(_UNFINISHED) and _changed(file) < limit:
                file.unlink(missing_ok=True)

    def write(self, key: str, data: bytes) -> None:
        """`put` for callers that may wait: beside the file first, then under its name, each step on the disk."""
        file = self._file(key)
        file.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        beside = file.with_name(f"{key}.{secrets.token_hex(4)}{_UNFINISHED}")
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
        try:
            with os.fdopen(descriptor, "wb") as out:
                out.write(data)
                out.flush()
                os.fsync(out.fileno())
            beside.replace(file)
        except OSError:
            beside.unlink(missing_ok=True)
            raise
        for folder in (file.parent, self._folder):
            sync_folder(folder)

    def read(self, key: str) -> bytes:
        """`get` for callers that may wait."""
        try:
            return self._file(key).read_bytes()
        except FileNotFoundError:
            raise LookupError("no such file") from None

    def _file(self, key: str) -> Path:
        if not KEY.fullmatch(key):
            raise LookupError("no key of the vault")
        return self._folder / key[:2] / key


_UNFINISHED = ".part"


@lru_cache
def vault() -> FolderVault:
    """The vault of this installation."""
    return FolderVault(settings().media_dir or settings().data_dir / "media")


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on the disk: a file that is synced, but whose name is not, is gone after a power
    cut.
    """
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _changed(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except FileNotFoundError:
        return time.time()
