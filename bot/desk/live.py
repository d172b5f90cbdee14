"""What keeps all open desks of this process current: one ear on the database, one read of the lists for everybody."""

import asyncio
import contextlib
import logging
from functools import lru_cache
from typing import Protocol

from bot import notify
from bot.database import transaction
from bot.desk import login_session, queries
from bot.desk.login_session import LoggedIn
from bot.desk.queries import Board

# Many changes within this time are one read: a busy queue costs the same as a calm one.
GATHER_SECONDS = 0.1
RETRY_SECONDS = 2.0

log = logging.getLogger(__name__)


class Watcher(Protocol):
    """An open desk. `waiting_limit` and `assistant_limit`: how many rows of the long lists it shows."""

    who: LoggedIn
    waiting_limit: int
    assistant_limit: int

    async def show(self, board: Board, changed: set[int] | None) -> None:
        """Show the lists as they are now, and the open conversation if it is among `changed` (None: it may be)."""

    def log_out(self) -> None:
        """Leave for the login page."""

    def reload(self) -> None:
        """Begin anew, with what the agent may do now."""


class Live:
    """Keeps desks current. `start` and `stop` with the process; a desk joins and leaves with its browser tab."""

    def __init__(self) -> None:
        self._desks: set[Watcher] = set()
        self._changed: set[int] = set()
        self._everything = False
        self._wake = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        self._tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._spread())]

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    def join(self, desk: Watcher) -> None:
        self._desks.add(desk)

    def leave(self, desk: Watcher) -> None:
        self._desks.discard(desk)

    def note(self, conversation_id: int | None) -> None:
        """Something changed in a conversation; None: anything may have."""
        if conversation_id is None:
            self._everything = True
        else:
            self._changed.add(conversation_id)
        self._wake.set()

    def log_out(self, token_hash: str) -> None:
        """Send every tab of one login to the login page."""
        for desk in list(self._desks):
            if desk.who.token_hash == token_hash:
                desk.log_out()

    async def board(self) -> Board:
        """The lists as they are now, as long as the desk that shows most needs them."""
        async with transaction() as session:
            return await queries.board(
                session,
                waiting=max((desk.waiting_limit for desk in self._desks), default=0),
                assistant=max((desk.assistant_limit for desk in self._desks), default=0),
            )

    async def _listen(self) -> None:
        async for changed in notify.listen():
            self.note(changed)

    async def _spread(self) -> None:
        while True:
            await self._wake.wait()
            await asyncio.sleep(GATHER_SECONDS)
            self._wake.clear()
            changed = None if self._everything else self._changed
            self._changed, self._everything = set(), False
            if not self._desks:
                continue
            try:
                await self._refresh(changed)
            except Exception as error:
                log.warning("the desks could not be brought up to date: %s", type(error).__name__)
                self._everything = True
                await asyncio.sleep(RETRY_SECONDS)
                self._wake.set()

    async def _refresh(self, changed: set[int] | None) -> None:
        if changed is None:
            await self._end_expired()
        board = await self.board()
        for desk in list(self._desks):
            await desk.show(board, changed)

    async def _end_expired(self) -> None:
        """Logins end also in tabs that are merely left open, and so does a supervisor's part."""
        for desk in list(self._desks):
            async with transaction() as session:
                now = await login_session.find(session, desk.who.token_hash)
            if now is None:
                desk.log_out()
            elif now.supervisor != desk.who.supervisor:
                desk.reload()


@lru_cache
def live() -> Live:
    """The one of this process."""
    return Live()
