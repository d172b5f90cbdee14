"""What the platform's processes write to their logs: where and what happened, never what somebody wrote."""

import logging
import traceback
from types import TracebackType

# These log addresses (a bot's holds its token), payloads, or a line for every job.
QUIET = ("httpx", "httpcore", "telegram", "twilio", "procrastinate", "sqlalchemy", "asyncio", "multipart", "nicegui")


class Formatter(logging.Formatter):
    """One line a record; of an exception its type and its places, not its words, which may quote a citizen."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatException(
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        error = ei[1]
        lines: list[str] = []
        while error is not None:
            places = traceback.extract_tb(error.__traceback__)[-8:]
            path = " > ".join(f"{place.filename.rsplit('/', 1)[-1]}:{place.lineno} {place.name}" for place in places)
            lines.append(f"  {type(error).__name__} at {path}")
            error = error.__cause__ or error.__context__
        return "\n".join(lines)


def configure() -> None:
    """Log to standard error from INFO on; the libraries that say too much, from WARNING on."""
    handler = logging.StreamHandler()
    handler.setFormatter(Formatter())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
