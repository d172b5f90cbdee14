"""Live updates: one listener for all open browsers, each of which reads its own conversation when something changed."""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

from bot import notify
from bot.database import AWAY, transaction
from connectors.web import history, refusal

HEARTBEAT_SECONDS = 15.0
STREAM_SECONDS = 600.0
STREAMS_PER_SESSION = 8
HEARTBEAT = ": \n\n"

log = logging.getLogger(__name__)


class Listener:
    """One open stream: woken when its conversation may have changed."""

    def __init__(self, address: str):
        self.address = address
        self.conversation_id: int | None = None
        self.changed = asyncio.Event()


class Updates:
    """The open streams of this process. A notification is only a hint: what is sent is read from the database."""

    def __init__(self) -> None:
        self._listeners: set[Listener] = set()
        self._per_address: Counter[str] = Counter()
        self._task: asyncio.Task[None] | None = None
        self._stopping = False

    def start(self) -> None:
        self._stopping = False
        self._task = asyncio.create_task(self._listen())

    async def stop(self) -> None:
        self._stopping = True
        self._wake(list(self._listeners))
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    def wake(self, address: str) -> None:
        """The citizen at this address has written: a first message makes a conversation that no stream knows yet."""
        self._wake([listener for listener in self._listeners if listener.address == address])

    def check(self, address: str) -> None:
        """Raises Refusal if this session has too many streams open."""
        if self._per_address[address] >= STREAMS_PER_SESSION:
            raise refusal.too_fast(HEARTBEAT_SECONDS)

    async def stream(self, address: str, after: int) -> AsyncIterator[str]:
        """Server-sent events, each a history.Update, from the number `after` on; a heartbeat where nothing happens.

        Ends by itself after ten minutes: the browser comes back with the number that it has.
        """
        loop = asyncio.get_running_loop()
        ends, sent = loop.time() + STREAM_SECONDS, None
        with self._registered(address) as listener:
            while not self._stopping and loop.time() < ends:
                listener.changed.clear()
                update = await self._read(listener, after)
                if update and not update.says_the_same(sent):
                    # The number that the browser has with this event: what it asks for when it comes back.
                    after = _reached(update, after)
                    yield f"id: {after}\ndata: {update.model_dump_json()}\n\n"
                    sent = update.model_copy(update={"messages": []})
                    if after < update.last:
                        continue
                else:
                    yield HEARTBEAT
                await self._pause(listener)

    async def _read(self, listener: Listener, after: int) -> history.Update | None:
        """What is new; None while the database is away."""
        try:
            async with transaction() as session:
                conversation_id, update = await history.read(session, listener.address, after)
        except AWAY as error:
            log.warning("a web chat's updates could not be read: %s", type(error).__name__)
            return None
        if listener.conversation_id != conversation_id:
            # Known only now: a change since the reading may have passed by unnoticed.
            listener.conversation_id = conversation_id
            listener.changed.set()
        return update

    @staticmethod
    async def _pause(listener: Listener) -> None:
        try:
            await asyncio.wait_for(listener.changed.wait(), HEARTBEAT_SECONDS)
        except TimeoutError:
            return

    @contextmanager
    def _registered(self, address: str) -> Iterator[Listener]:
        listener = Listener(address)
        self._listeners.add(listener)
        self._per_address[address] += 1
        try:
            yield listener
        finally:
            self._listeners.discard(listener)
            self._per_address[address] -= 1
            if not self._per_address[address]:
                del self._per_address[address]

    async def _listen(self) -> None:
        while True:
            try:
                async for conversation_id in notify.listen():
                    self._wake(
                        [
                            listener
                            for listener in self._listeners
                            if conversation_id is None or listener.conversation_id == conversation_id
                        ]
                    )
            except Exception:
                log.exception("the web chat's notifications broke off; beginning again")
                await asyncio.sleep(1)

    @staticmethod
    def _wake(listeners: list[Listener]) -> None:
        for listener in listeners:
            listener.changed.set()


def _reached(update: history.Update, after: int) -> int:
    """The number up to which the browser knows everything; lower than before if the office has started afresh."""
    if update.messages:
        return update.messages[-1].seq
    return min(after, update.last)
