"""`python -m sandbox`: serve the simulated phones and the providers' stand-ins until interrupted."""

import asyncio
import contextlib
import logging
import sys

import uvicorn
from pydantic import ValidationError

from sandbox.app import create_app
from sandbox.provider import Provider
from sandbox.settings import Settings


class Server(uvicorn.Server):
    """A server whose open event streams end as soon as it is told to stop."""

    def handle_exit(self, sig: int, frame: object) -> None:
        provider: Provider = self.config.app.state.provider  # type: ignore[union-attr]
        provider.stop()
        super().handle_exit(sig, frame)  # type: ignore[arg-type]


def main() -> int:
    """Run the sandbox with the settings of the environment; the process's exit status."""
    try:
        settings = Settings()
    except ValidationError as error:
        for problem in error.errors():
            name = "SANDBOX_" + "_".join(str(part) for part in problem["loc"]).upper()
            print(f"{name}: {problem['msg'].removeprefix('Value error, ')}", file=sys.stderr)
        return 2
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)  # it logs every address, and a bot's holds its token
    config = uvicorn.Config(
        create_app(settings), host=settings.host, port=settings.port, access_log=False, log_level="warning",
        timeout_graceful_shutdown=3,
    )  # fmt: skip
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(Server(config).serve())
    return 0


if __name__ == "__main__":
    sys.exit(main())
