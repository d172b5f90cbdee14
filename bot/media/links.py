"""Links to files: signed, and good for a while only."""

import hashlib
import hmac
from datetime import timedelta

from bot import clock
from bot.secrets import derive
from bot.settings import settings

FOR_PROVIDERS = timedelta(hours=24)
FOR_AGENTS = timedelta(hours=2)
# Ends are moved to the next full hour, so that a page drawn again shows the same link and loads nothing again.
STEP_SECONDS = 3600


def link(file_id: str, lasts: timedelta = FOR_PROVIDERS) -> str:
    """An address on the gateway under which a file can be had for at least so long."""
    return f"{settings().gateway_url}{path(file_id, lasts)}"


def path(file_id: str, lasts: timedelta) -> str:
    """The same without the host: for the desk, which serves files too, to whoever is logged in."""
    end = (clock.now() + lasts).timestamp()
    expires = int(-(-end // STEP_SECONDS) * STEP_SECONDS)
    return f"/media/{file_id}?expires={expires}&signature={_signature(file_id, expires)}"


def link_is_good(file_id: str, expires: int, signature: str) -> bool:
    """Whether a link was made here and has not expired."""
    given, wanted = signature.encode(), _signature(file_id, expires).encode()
    return clock.now().timestamp() < expires and hmac.compare_digest(given, wanted)


def _signature(file_id: str, expires: int) -> str:
    return hmac.new(derive("media").encode(), f"{file_id}:{expires}".encode(), hashlib.sha256).hexdigest()
