"""The channel between the platform's worker and Rasa: one turn in, its replies and an end marker out."""

import hmac
import logging
from typing import Any, Awaitable, Callable, Dict, List, Optional

from rasa.core.channels.channel import UserMessage
from rasa.core.channels.rest import RestInput
from rasa.shared.exceptions import RasaException
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from assistant.turn import TurnFailed, TurnOutput

log = logging.getLogger("assistant")


class Ventanilla(RestInput):
    """POST /webhooks/ventanilla/webhook {sender, message, metadata: {event_id, …}}, with a bearer token.

    Answers a JSON list: the bot's messages, then {"custom": {"end": event_id, "failures": […], "intent": …, "danger":
    the danger that the message may speak of, or "", "active_loop": the form that waits for an answer, or null,
    "interrupted": the form that this turn replaced by another, or null (`interruption.of_turn`)}}. With a failure there
    are no messages and nothing was stored: the same event may be sent again. An event that was answered before is not
    run again: its recorded replies come back.
    """

    def __init__(self, token: str) -> None:
        self._token = f"Bearer {token}".encode()

    @classmethod
    def name(cls) -> str:
        """The channel's name, part of its address."""
        return "ventanilla"

    @classmethod
    def from_credentials(cls, credentials: Optional[Dict[str, Any]]) -> "Ventanilla":
        """Make the channel from credentials.yml. Raises RasaException without a token."""
        token = str((credentials or {}).get("token") or "")
        if not token:
            raise RasaException("the assistant's channel needs a token: set VENTANILLA_RASA_TOKEN")
        return cls(token)

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The channel's routes."""
        routes = Blueprint("ventanilla_channel", __name__)

        @routes.route("/", methods=["GET"])
        async def health(request: Request) -> HTTPResponse:
            return response.json({"status": "ok", **request.app.ctx.models.loaded()})

        @routes.route("/model", methods=["POST"])
        async def change_model(request: Request) -> HTTPResponse:
            """Load another model of the folder: {"file": …}; turns go on with the present one meanwhile."""
            if not self._allowed(request):
                return _refused()
            try:
                await request.app.ctx.models.change(str((request.json or {}).get("file")))
            except ValueError as error:
                return response.json({"error": str(error)}, status=409)
            return response.json(request.app.ctx.models.loaded())

        @routes.route("/webhook", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            if not self._allowed(request):
                return _refused()
            message = _message(request)
            if message is None:
                return response.json({"error": "sender, message and metadata.event_id are needed"}, status=400)
            return response.json(await _turn(message, on_new_message))

        @routes.route("/parse", methods=["POST"])
        async def parse(request: Request) -> HTTPResponse:
            """The intent of a text, without a turn: {"text": …} gives {"intent": …, "confidence": …, "danger": …}."""
            if not self._allowed(request):
                return _refused()
            text = (request.json or {}).get("text")
            if not isinstance(text, str):
                return response.json({"error": "text is needed"}, status=400)
            parsed = await request.app.ctx.agent.processor.parse_message(UserMessage(text))
            intent = parsed["intent"]
            meaning = {"intent": intent["name"], "confidence": intent["confidence"], "danger": parsed.get("danger", "")}
            return response.json(meaning)

        @routes.route("/conversations/<sender>/turns/<event_id>", methods=["GET"])
        async def recorded(request: Request, sender: str, event_id: str) -> HTTPResponse:
            if not self._allowed(request):
                return _refused()
            try:
                turn = await request.app.ctx.agent.recorded_turn(sender, event_id)
            except TurnFailed as failed:
                return response.json({"error": failed.failure}, status=503)
            if not turn:
                return response.json({"error": "no such turn"}, status=404)
            output = TurnOutput()
            await output.repeat(sender, turn)
            return response.json([*output.messages, _end(event_id, output)])

        return routes

    def _allowed(self, request: Request) -> bool:
        return hmac.compare_digest(request.headers.get("Authorization", "").encode(), self._token)


async def _turn(message: UserMessage, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> List[Dict[str, Any]]:
    event_id = message.metadata["event_id"]
    output: TurnOutput = message.output_channel
    try:
        await on_new_message(message)
    except TurnFailed as failed:
        failure = failed.failure
    except Exception as error:  # the kind only: its words may be the citizen's
        failure = f"turn: {type(error).__name__}"
    else:
        return [*output.messages, _end(event_id, output)]
    log.error("turn of event %s failed: %s", event_id, failure)
    return [_end(event_id, TurnOutput(), failure)]


def _message(request: Request) -> Optional[UserMessage]:
    try:
        body = request.json
        sender, text, metadata = body["sender"], body["message"], body["metadata"]
        if not (isinstance(sender, str) and sender and isinstance(text, str) and metadata["event_id"]):
            return None
    except Exception:  # sanic raises its own errors for a body that is no JSON
        return None
    return UserMessage(text, TurnOutput(), sender, input_channel=Ventanilla.name(), metadata=metadata)


def _end(event_id: Any, output: TurnOutput, *failures: str) -> Dict[str, Any]:
    told = {
        "intent": output.intent,
        "danger": output.danger,
        "active_loop": output.active_loop,
        "interrupted": output.interrupted,
    }
    return {"custom": {"end": event_id, "failures": failures, **told}}


def _refused() -> HTTPResponse:
    return response.json({"error": "the bearer token is missing or wrong"}, status=401)
