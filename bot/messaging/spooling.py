"""What providers tell us while the database is away: kept in a spool for each channel account, then stored in order.

A webhook is kept as it came, after its connector has verified it, and is read again by its connector when it is stored:
what a connector misunderstood may be mended meanwhile. While a spool holds anything, newer events of its account go
behind it. Stored twice is stored once: events are unique.
"""

import asyncio
import contextlib
import logging
import os
import re
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import lru_cache

from prometheus_client import Counter, Gauge
from pydantic import BaseModel

from bot import clock, faults
from bot.database import AWAY
from bot.messaging import spool
from bot.messaging.content import Event
from bot.messaging.spool import Full, Spool
from bot.messaging.webhook import Webhook
from bot.settings import settings
from connectors import registry
from connectors.base import StoresLate

RETRY_SECONDS = 0.5
# One that the database refuses, again and again, is put aside, so that those behind it are stored.
BROKEN_ATTEMPTS = 3
# How much of a spool files may use: the rest is for what citizens write.
FILES_SHARE = 0.75
SECONDS_BETWEEN_LOOKS = 0.05

DEPTH = Gauge("ventanilla_spool_depth", "Events that wait in a spool for the database", ["channel", "account"])
SPOOLED = Counter("ventanilla_spooled", "Events put into a spool", ["channel", "kind"])
log = logging.getLogger(__name__)


class Head(BaseModel):
    """What a spool has of a webhook besides its body, which stands behind it, after a line break.

    `answered`: the response to it was an emergency's script.
    """

    received_at: datetime
    path: str = ""
    query: str = ""
    content_type: str = ""
    sender: str = ""
    headers: dict[str, str] = {}
    answered: bool = False


class Line:
    """The spool of one channel account, and the task that empties it. `stuck`: the database did not take the oldest."""

    def __init__(self, channel: str, account: str) -> None:
        self._channel, self._account = channel, account
        self._depth = DEPTH.labels(channel, account)
        name = f"{channel}-{re.sub(r'[^A-Za-z0-9]', '', account)}"
        self._spool: Spool = spool.open_first(settings().data_dir / "spool", name, settings().spool_max_bytes)
        self._draining: asyncio.Task[None] | None = None
        self._file = asyncio.Lock()
        self.stuck = False

    @property
    def waits(self) -> bool:
        """Whether events wait in it, behind which newer ones belong."""
        return self._spool.depth > 0

    async def put(self, record: bytes) -> None:
        """Keep an event, synced, and have it stored as soon as the database is there. Raises Full or OSError."""
        await self._spool.append(record)
        self.drain()

    async def put_file(self, webhook: Webhook) -> None:
        """The same for an event with a whole file in it: one after the other, since each is in memory several times."""
        async with self._file:
            await self._spool.append(_record(webhook), FILES_SHARE)
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
                await intake.within(intake.DRAIN_SECONDS, self._store_once(record))
            except AWAY:
                self.stuck = True
            except Exception as error:
                broken += 1
                log.error("a spooled event of %s could not be stored: %s", self._channel, type(error).__name__)
                if broken >= BROKEN_ATTEMPTS:
                    await asyncio.to_thread(self._put_aside, record)
                    self.stuck = False
                    return
            else:
                self.stuck = False
                return
            await asyncio.sleep(RETRY_SECONDS)

    async def _store_once(self, record: bytes) -> None:
        from bot.messaging import intake

        head, webhook = _read(record)
        connector = registry.by_name(self._channel, self._account)
        if isinstance(connector, StoresLate):
            await connector.store_late(webhook, head.received_at, answered=head.answered)
        elif event := connector.read(webhook):  # a mended connector may find nothing in it any more
            await intake.store_spooled(event, head.received_at, answered=head.answered)

    def _put_aside(self, record: bytes) -> None:
        aside = self._spool.file.with_suffix(".aside")
        with open(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as out:  # noqa: PTH123
            out.write(spool.frame(record))
            out.flush()
            os.fsync(out.fileno())


@lru_cache(maxsize=1000)
def line(channel: str, account: str) -> Line:
    """The line of a channel account, opened at its first use. Raises OSError."""
    return Line(channel, account)


def must_wait(channel: str, account: str) -> bool:
    """Whether older events of this account wait in its spool: then a newer one belongs behind them."""
    with contextlib.suppress(OSError):
        return line(channel, account).waits
    return False


async def emptied(channel: str, account: str, seconds: float) -> bool:
    """Wait while the database takes what is in an account's spool; False where it does not, or is not done in time."""
    with contextlib.suppress(OSError):
        found, ends = line(channel, account), asyncio.get_running_loop().time() + seconds
        while found.waits:
            if found.stuck or asyncio.get_running_loop().time() > ends:
                return False
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
    return True


async def keep(event: Event, webhook: Webhook, *, answered: bool = False) -> bool:
    """Put the webhook that told of an event into its account's spool; False where that is not possible either."""
    kind = type(event).__name__.lower()
    return await keep_webhook(event.channel, event.account, webhook, kind, answered=answered)


async def keep_webhook(channel: str, account: str, webhook: Webhook, kind: str, *, answered: bool = False) -> bool:
    """The same for any webhook of an account; `kind` is what it is counted as."""
    return await _kept(channel, kind, lambda: line(channel, account).put(_record(webhook, answered=answered)))


async def keep_file(channel: str, account: str, webhook: Webhook) -> bool:
    """The same for a webhook whose body is a citizen's file, which leaves room for what citizens write."""
    return await _kept(channel, "file", lambda: line(channel, account).put_file(webhook))


async def _kept(channel: str, kind: str, put: Callable[[], Awaitable[None]]) -> bool:
    try:
        await put()
    except (Full, OSError) as error:
        log.error("an event of %s is in no spool: %s", channel, type(error).__name__)
        return False
    SPOOLED.labels(channel, kind).inc()
    return True


def _record(webhook: Webhook, *, answered: bool = False) -> bytes:
    head = Head(
        received_at=clock.now(),
        path=webhook.path,
        query=webhook.query,
        content_type=webhook.content_type,
        sender=webhook.sender,
        headers=webhook.headers,
        answered=answered,
    )
    return head.model_dump_json(exclude_defaults=True).encode() + b"\n" + webhook.body


def _read(record: bytes) -> tuple[Head, Webhook]:
    first, _, body = record.partition(b"\n")
    head = Head.model_validate_json(first)
    return head, Webhook(head.path, body, head.query, head.content_type, head.sender, head.headers)


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
    return found
