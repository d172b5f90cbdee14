"""How fast and how much the web chat may be used: by one session, by all behind one network address, and by all."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import Request

from bot import emergency
from bot.settings import settings
from connectors.web import refusal
from connectors.web.rate import Rate

# Each file is held in memory until it is on the disk.
UPLOADS_AT_ONCE, UPLOADS_PER_ADDRESS, UPLOADS_PER_SESSION = 24, 8, 2
UPLOADS_PAUSE = 5.0


class Limits:
    """Raises Refusal, with the time to wait, for what is too much."""

    def __init__(self) -> None:
        address = settings().web_per_address
        self._sessions = Rate(burst=10 * address, per_second=address)
        self._posts = Rate(burst=20, per_second=settings().web_per_session)
        self._posts_by_address = Rate(burst=10 * address, per_second=address)
        self._reads_by_address = Rate(burst=30 * address, per_second=3 * address)
        self._emergencies = Rate(burst=30, per_second=1)
        self._files = Rate(burst=10, per_second=settings().web_per_session / 10)
        self._files_by_address = Rate(burst=5 * address, per_second=address / 5)
        self._uploads: Counter[str] = Counter()

    def session(self, request: Request) -> None:
        """A new session."""
        _ask(self._sessions.wait(client(request)))

    def read(self, request: Request) -> None:
        """A look at what is new."""
        _ask(self._reads_by_address.wait(client(request)))

    def post(self, request: Request, address: str, text: str) -> None:
        """A message. An emergency is let through where an ordinary message is not."""
        wait = max(self._posts.wait(address), self._posts_by_address.wait(client(request)))
        if wait and not (emergency.detect(text) and not self._emergencies.wait(client(request))):
            raise refusal.too_fast(wait)

    @contextmanager
    def upload(self, request: Request, address: str) -> Iterator[None]:
        """A file, for as long as it takes to receive it."""
        _ask(max(self._files.wait(address), self._files_by_address.wait(client(request))))
        places = {"": UPLOADS_AT_ONCE, f"at {client(request)}": UPLOADS_PER_ADDRESS, address: UPLOADS_PER_SESSION}
        if any(self._uploads[place] >= most for place, most in places.items()):
            raise refusal.too_fast(UPLOADS_PAUSE)
        self._uploads.update(places.keys())
        try:
            yield
        finally:
            self._uploads.subtract(places.keys())
            self._uploads = +self._uploads


def client(request: Request) -> str:
    """The network address of who asks."""
    return request.client.host if request.client else ""


def _ask(wait: float) -> None:
    if wait:
        raise refusal.too_fast(wait)
