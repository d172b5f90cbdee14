"""What providers tell us while the database is away: kept in a spool for each channel account, then stored in order.

While a spool holds anything, newer events of its account go behind it. Stored twice is stored once: events are unique.
The web chat and calls have none: the browser sends again by itself, and a caller waits for an answer now.
"""

import asyncio
import contextlib
import logging
import os
import re
from datetime import datetime
from functools import lru_cache
from typing import Any, Literal

from prometheus_client import Counter, Gauge
from pydantic import BaseModel

from bot import clock, faults
from bot.messaging import spool
from bot.messaging.spool import Full, Spool
from bot.settings import settings
from connectors import registry

Kind = Literal["inbound", "status", "reachability"]
SENDER_WAITS = frozenset({"web", "voice"})
RETRY_SECONDS = 0.5
# One that the database refuses, again and again, is put aside, so that those behind it are stored.
BROKEN_ATTEMPTS = 3

DEPTH = Gauge("ventanilla_spool_depth", "Events that wait in a spool for the database", ["channel", "account"])
SPOOLED = Counter("ventanilla_spooled", "Events put into a spool", ["channel", "kind"])
log = logging.getLogger(__name__)


class Event(BaseModel):
    """One event as it stands in a spool: verified by its connector and understood, not yet looked at."""

    kind: Kind
    received_at: datetime
    content: dict[str, Any]


class Line:
    """The spool of one channel account, and the task that empties it."""

    def __init__(self, channel: str, account: str) -> None:
        self._channel = channel
        self._depth = DEPTH.labels(channel, account)
        name = f"{channel}-{re.sub(r'[^A-Za-z0-9]', '', account)}"
        self._spool: Spool = spool.open_first(settings().data_dir / "spool", name, settings().spool_max_bytes)
        self._draining: asyncio.Task[None] | None = None

    @property
    def waits(self) -> bool:
        """Whether events wait in it, behind which newer ones belong."""
        return self._spool.depth > 0

    async def put(self, event: Event) -> None:
        """Keep an event, synced, and have it stored as soon as the database is there. Raises Full or OSError."""
        await self._spool.append(event.model_dump_json().encode())
        SPOOLED.labels(self._channel, event.kind).inc()
        self.drain()

    def drain(self) -> None:
        """Begin to store what is in it, if anything is."""
        self._depth.set(self._spool.depth)
        if self.waits and (self._draining is None or self._draining.done()):
            self._draining = asyncio.create_task(self._drain())

    async def close(self) -> None:
        if self._draining:
            self._draining.cancel()
            await asyncio.gather(self._draining, return_exceptions=True)
        await self._spool.close()

    async def _drain(self) -> None:
        log.warning("%d events of %s wait in the spool", self._spool.depth, self._channel)
        while (record := await self._spool.first()) is not None:
            await self._store(record)
            await faults.reach("while_draining")
            await self._spool.done()
            self._depth.set(self._spool.depth)
        log.warning("the spool of %s is empty", self._channel)

    async def _store(self, record: bytes) -> None:
        """Store one event, however long the database is away; put it aside if it is the event that cannot be stored."""
        from bot.messaging import intake

        broken = 0
        while True:
            try:
                return await intake.store_spooled(Event.model_validate_json(record))
            except intake.AWAY:
                await asyncio.sleep(RETRY_SECONDS)
            except Exception as error:
                broken += 1
                log.error("a spooled event of %s could not be stored: %s", self._channel, type(error).__name__)
                if broken >= BROKEN_ATTEMPTS:
                    return await asyncio.to_thread(self._put_aside, record)
                await asyncio.sleep(RETRY_SECONDS)

    def _put_aside(self, record: bytes) -> None:
        aside = self._spool.file.with_suffix(".aside")
        with open(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as out:  # noqa: PTH123
            out.write(spool.frame(record))
            out.flush()
            os.fsync(out.fileno())


@lru_cache(maxsize=1000)
def line(channel: str, account: str) -> Line | None:
    """The line of a channel account, opened at its first use; None for channels that have none. OSError."""
    return None if channel in SENDER_WAITS else Line(channel, account)


def must_wait(channel: str, account: str) -> bool:
    """Whether older events of this account wait in its spool: then a newer one belongs behind them."""
    with contextlib.suppress(OSError):
        found = line(channel, account)
        return found is not None and found.waits
    return False


async def keep(channel: str, account: str, kind: Kind, content: BaseModel) -> bool:
    """Put an event into its account's spool; False where that is not possible either."""
    try:
        found = line(channel, account)
        if found is None:
            return False
        await found.put(Event(kind=kind, received_at=clock.now(), content=content.model_dump(mode="json")))
    except (Full, OSError) as error:
        log.error("an event of %s is in no spool: %s", channel, type(error).__name__)
        return False
    return True


def waiting() -> bool:
    """Whether anything waits in a spool of this process."""
    return any(found.waits for found in _lines())


def start() -> None:
    """Open the spools of all channels, and store what an earlier process left in them."""
    for found in _lines():
        found.drain()


async def stop() -> None:
    """Let go of the spools; what is in them stays for the next process."""
    for found in _lines():
        await found.close()
    line.cache_clear()


def _lines() -> list[Line]:
    found = []
    for connector in registry.configured():
        with contextlib.suppress(OSError):
            found.append(line(connector.channel, connector.account))
    return [each for each in found if each]
