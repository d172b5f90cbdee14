"""Our entry point to Rasa's server: `python -m assistant.serve --model models/assistant-….tar.gz --port 8004`."""

import argparse
import logging
import os
import sys
from asyncio import AbstractEventLoop
from pathlib import Path

os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")

from assistant import logs, tensorflow_aside

_formatter = logs.configure()
tensorflow_aside.install()

from rasa.core.lock_store import InMemoryLockStore  # noqa: E402
from rasa.core.run import configure_app, create_http_input_channels  # noqa: E402
from rasa.core.tracker_store import TrackerStore  # noqa: E402
from rasa.core.utils import AvailableEndpoints  # noqa: E402
from rasa.shared.exceptions import RasaException  # noqa: E402
from sanic import Sanic  # noqa: E402

from assistant import tunings  # noqa: E402
from assistant.endpoint import ActionEndpoint  # noqa: E402
from assistant.models import Models  # noqa: E402
from assistant.turn import TurnAgent  # noqa: E402

log = logging.getLogger("assistant")


def main() -> None:
    """Serve the model until a signal ends the process. Exits with one line when something is missing."""
    arguments = _arguments()
    try:
        app = make_app(arguments.model, arguments.endpoints, arguments.credentials)
    except (RasaException, ValueError, OSError) as error:
        sys.exit(f"assistant: {error}")
    app.run(host=arguments.host, port=arguments.port, workers=1, access_log=False)


def make_app(model: Path, endpoints_file: str, credentials_file: str) -> Sanic:
    """The Sanic application: our channel, none of Rasa's own HTTP API, the model loaded before the first request."""
    if not model.is_file():
        raise FileNotFoundError(
            f"there is no model at {model}: train one with `python -m assistant.train --out {model}`"
        )
    tunings.apply()
    endpoints = AvailableEndpoints.read_endpoints(endpoints_file)
    actions = ActionEndpoint.of(endpoints.action)
    app = configure_app(create_http_input_channels(None, credentials_file), enable_api=False, endpoints=endpoints)

    async def load(app: Sanic, _loop: AbstractEventLoop) -> None:
        store = TrackerStore.create(endpoints.tracker_store)
        app.ctx.agent = TurnAgent(tracker_store=store, lock_store=InMemoryLockStore(), action_endpoint=actions)
        app.ctx.agent.load_model(model)
        app.ctx.models = Models(app.ctx.agent, model)
        await app.ctx.agent.processor.parse_message(_warm_up())
        _formatter.serving = True
        log.info("ready with model %s", model.name)

    async def close(_app: Sanic, _loop: AbstractEventLoop) -> None:
        await actions.close()

    app.register_listener(load, "before_server_start")
    app.register_listener(close, "after_server_stop")
    return app


def _warm_up():  # type: ignore[no-untyped-def]
    """A first message, so that the first citizen does not wait for what is loaded late."""
    from rasa.core.channels.channel import UserMessage

    return UserMessage("hola")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m assistant.serve", description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--port", type=int, default=5005)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--endpoints", default="endpoints.yml")
    parser.add_argument("--credentials", default="credentials.yml")
    return parser.parse_args()


if __name__ == "__main__":
    main()
