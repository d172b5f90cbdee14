"""A spool: a file at whose end records are kept, synced, until they are taken from its beginning.

A record is framed as `MAGIC length crc32 payload` (numbers of 4 bytes, the highest first). What a power cut tears off
the end was never acknowledged, and is dropped; a damaged record in the middle is skipped, and the file it was in
is kept beside for a person to look at.
"""

import asyncio
import contextlib
import fcntl
import logging
import mmap
import os
import shutil
import struct
import time
import zlib
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path

from bot.media.vault import sync_folder

MAGIC = b"\xf5SP\x01"  # no text in UTF-8 holds it
HEADER = struct.Struct(">4sII")
MOST_SPOOLS = 9  # of one account on one machine: one for each gateway process

log = logging.getLogger(__name__)


class Full(Exception):
    """A spool has grown to its limit."""


@dataclass(frozen=True)
class Reading:
    """What a file holds: where each whole record's payload is and how long, where the last one ends, bytes damaged
    before that end.
    """

    records: list[tuple[int, int]]
    end: int
    damaged: int


@dataclass
class _Waiting:
    framed: bytes
    most: int  # how large the file may be with it
    kept: "asyncio.Future[None]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())


def frame(payload: bytes) -> bytes:
    """A payload as it stands in the file."""
    return HEADER.pack(MAGIC, len(payload), zlib.crc32(payload)) + payload


def read(data: bytes | mmap.mmap) -> Reading:
    """The whole records of a file's content, whatever else has become of it."""
    records: list[tuple[int, int]] = []
    end = damaged = place = 0
    while 0 <= place < len(data):
        length = _whole(data, place)
        if length is None:
            place = data.find(MAGIC, place + 1)
            continue
        damaged += place - end
        records.append((place + HEADER.size, length))
        end = place = place + HEADER.size + length
    return Reading(records, end, damaged)


class Spool:
    """One open file. Only one process at a time has it: see `open_first`."""

    def __init__(self, file: Path, limit: int) -> None:
        """Open or make the file, with what is in it. BlockingIOError where another process has it."""
        self.file, self._limit = file, limit
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            sync_folder(file.parent)
            found = _read_file(self._descriptor)
            if found.damaged:
                shutil.copy2(file, file.with_suffix(f".damaged-{time.time_ns()}"))
                log.error("%d bytes of %s are damaged: a copy is kept beside it", found.damaged, file.name)
            os.ftruncate(self._descriptor, found.end)
        except BaseException:
            os.close(self._descriptor)
            raise
        self._end = found.end
        self._records = deque(found.records)
        self._waiting: list[_Waiting] = []
        self._writer: asyncio.Task[None] | None = None
        self._lock = asyncio.Lock()

    @property
    def depth(self) -> int:
        """How many records are in it, those on their way to the disk included."""
        return len(self._records) + len(self._waiting)

    async def append(self, payload: bytes, share: float = 1.0) -> None:
        """Keep a record: on the disk when this returns. Raises Full or OSError, and then nothing is kept. `share`: how
        much of the file's limit may be used with it.

        Records that come while others are being synced share the next sync.
        """
        waiting = _Waiting(frame(payload), int(share * self._limit))
        self._waiting.append(waiting)
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write_waiting())
        await waiting.kept

    async def first(self) -> bytes | None:
        """The oldest record; None when there is none."""
        if not self._records:
            return None
        place, length = self._records[0]
        return await asyncio.to_thread(os.pread, self._descriptor, length, place)

    async def done(self) -> None:
        """Forget the oldest record. The file is emptied when all are: until then a restart gives them out again."""
        async with self._lock:
            self._records.popleft()
            if not self._records:
                await asyncio.to_thread(self._cut, 0)
                self._end = 0

    async def close(self) -> None:
        """Let go of the file; what is in it stays."""
        if self._writer:
            await asyncio.gather(self._writer, return_exceptions=True)
        os.close(self._descriptor)

    async def _write_waiting(self) -> None:
        while self._waiting:
            async with self._lock:
                batch, self._waiting = self._waiting, []
                await self._write_batch(batch)

    async def _write_batch(self, batch: list[_Waiting]) -> None:
        end = self._end
        fitting: list[_Waiting] = []
        for waiting in batch:
            if end + len(waiting.framed) > waiting.most:
                _settle(waiting, Full(f"{self.file.name} is full"))
            else:
                end += len(waiting.framed)
                fitting.append(waiting)
        error: OSError | None = None
        try:
            await asyncio.to_thread(self._write, b"".join(waiting.framed for waiting in fitting))
        except OSError as failed:
            error = failed
        for waiting in fitting:
            if error is None:
                payload = len(waiting.framed) - HEADER.size
                self._records.append((self._end + HEADER.size, payload))
                self._end += len(waiting.framed)
            _settle(waiting, error)

    def _write(self, data: bytes) -> None:
        """All or nothing: what a failure leaves behind is cut off again."""
        try:
            place = self._end
            while data:
                written = os.pwrite(self._descriptor, data, place)
                place, data = place + written, data[written:]
            os.fsync(self._descriptor)
        except OSError:
            with contextlib.suppress(OSError):
                self._cut(self._end)
            raise

    def _cut(self, end: int) -> None:
        os.ftruncate(self._descriptor, end)
        os.fsync(self._descriptor)


def open_first(folder: Path, name: str, limit: int) -> Spool:
    """The first spool of this name that no other process has: each gateway on a machine gets one of its own."""
    for number in range(1, MOST_SPOOLS + 1):
        with contextlib.suppress(BlockingIOError):
            return Spool(folder / f"{name}.{number}.spool", limit)
    raise OSError(f"{MOST_SPOOLS} processes have spools of {name}")


def _read_file(descriptor: int) -> Reading:
    if not os.fstat(descriptor).st_size:
        return Reading([], 0, 0)
    with mmap.mmap(descriptor, 0, access=mmap.ACCESS_READ) as data:
        return read(data)


def _whole(data: bytes | mmap.mmap, place: int) -> int | None:
    """The length of the whole record at a place; None where there is none."""
    if len(data) - place < HEADER.size:
        return None
    magic, length, checksum = HEADER.unpack_from(data, place)
    start = place + HEADER.size
    if magic != MAGIC or start + length > len(data):
        return None
    return length if zlib.crc32(memoryview(data)[start : start + length]) == checksum else None


def _settle(waiting: _Waiting, error: Exception | None) -> None:
    if waiting.kept.cancelled():
        return
    if error:
        waiting.kept.set_exception(error)
    else:
        waiting.kept.set_result(None)
