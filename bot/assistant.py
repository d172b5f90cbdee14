"""The Rasa assistant, as the platform speaks to it: one turn over HTTP, and what a failed turn is."""

import asyncio
from functools import lru_cache
from typing import Any

import aiohttp
from pydantic import BaseModel

from bot import clock
from bot.messaging.content import Choice, Reply
from bot.secrets import derive
from bot.settings import settings


class TurnFailed(Exception):
    """The assistant did not answer, or answered without knowing what it did; names the cause, never content.

    `reachable` says that it runs: then the turn itself is what breaks.
    """

    def __init__(self, reason: str, *, reachable: bool):
        super().__init__(reason)
        self.reachable = reachable


class Interruption(BaseModel):
    """A form that another one replaced before it was filled. `next_action`: the intent that it was to be filled for, if
    it serves several; `said`: the text that began it; `slots`: what it had been told.
    """

    form: str
    by: str
    next_action: str | None = None
    said: str = ""
    slots: dict[str, Any] = {}


class AssistantTurn(BaseModel):
    """What the assistant said to one message. `dialog_open`: it is in the middle of a form; `intent`: what it took it
    for; `danger`: what it may speak of (emergency, self_harm), whatever it was answered as.
    """

    replies: list[Reply]
    dialog_open: bool = False
    intent: str = ""
    danger: str = ""
    interrupted: Interruption | None = None


# Shorter than the 5 s after which Rasa's server closes an idle connection: we never write into a closing one.
KEEP_ALIVE_SECONDS = 3.0
CONNECT_SECONDS = 2.0
LOADING_SECONDS = 120.0


class Meaning(BaseModel):
    """An intent, how sure the assistant is of it (0 to 1), and the danger that a text may speak of, likely or not."""

    intent: str
    confidence: float
    danger: str = ""


class LoadedModel(BaseModel):
    """The file of the assistant's model, and the fingerprint of the code and data that it was started from."""

    model: str
    fingerprint: str

    def may_load(self, model: str) -> bool:
        """Whether this assistant's code is what a model was trained with."""
        return model.startswith(f"assistant-{self.fingerprint}")


@lru_cache
def _client(_loop: asyncio.AbstractEventLoop) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        base_url=settings().rasa_url,
        headers={"Authorization": f"Bearer {derive('rasa')}"},
        timeout=_patience(settings().turn_timeout_seconds),
        connector=aiohttp.TCPConnector(limit=32, keepalive_timeout=KEEP_ALIVE_SECONDS),
    )


def _patience(seconds: float) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(sock_read=seconds, sock_connect=CONNECT_SECONDS)


async def take_turn(
    *, sender_id: str, text: str, event_id: str, resumes: dict[str, Any] | None = None
) -> AssistantTurn:
    """One turn of the dialog `sender_id`. The same `event_id` again gives the replies recorded with it. Raises
    TurnFailed.

    `text` is what the citizen wrote, or an explicit intent of the platform ("/affirm"); citizens' texts pass `plain`
    first. `resumes`: what an interrupted form had been told, where the intent goes on with it.
    """
    metadata = {"event_id": event_id, "today": clock.today().isoformat()} | ({"resumes": resumes} if resumes else {})
    answer = await _post(
        "/webhooks/ventanilla/webhook",
        {"sender": sender_id, "message": text, "metadata": metadata},
    )
    end = answer[-1].get("custom", {}) if isinstance(answer, list) and answer else {}
    if end.get("end") != event_id:
        raise TurnFailed("no end marker", reachable=True)
    if end.get("failures"):
        raise TurnFailed("; ".join(end["failures"])[:200], reachable=True)
    replies = [reply_of(message) for message in answer[:-1]]
    if not replies:
        raise TurnFailed("no reply", reachable=True)
    return AssistantTurn(
        replies=replies,
        dialog_open=bool(end.get("active_loop")),
        intent=end.get("intent") or "",
        danger=end.get("danger", ""),
        interrupted=end.get("interrupted"),
    )


async def meaning_of(text: str) -> Meaning:
    """What the assistant takes a text for, without a turn. Raises TurnFailed."""
    return Meaning.model_validate(await _post("/webhooks/ventanilla/parse", {"text": text}))


async def loaded_model() -> LoadedModel | None:
    """The model that the assistant has loaded; None while it is away."""
    try:
        async with _client(asyncio.get_running_loop()).get("/webhooks/ventanilla/", timeout=_patience(2)) as response:
            return LoadedModel.model_validate(await response.json())
    except (aiohttp.ClientError, TimeoutError, ValueError):
        return None


async def load_model(name: str) -> None:
    """Have the assistant load another model of its folder; it answers with the present one meanwhile. Raises
    TurnFailed.
    """
    await _post("/webhooks/ventanilla/model", {"file": name}, _patience(LOADING_SECONDS))


async def is_ready() -> bool:
    """Whether the assistant would answer now."""
    try:
        async with _client(asyncio.get_running_loop()).get("/webhooks/ventanilla/", timeout=_patience(2)) as response:
            return response.ok
    except (aiohttp.ClientError, TimeoutError):
        return False


async def close() -> None:
    """Close this process's connections to the assistant."""
    await _client(asyncio.get_running_loop()).close()
    _client.cache_clear()


def plain(text: str) -> str:
    """A citizen's text as it may be given to Rasa, which takes a leading "/" for an intent of the platform's own."""
    return text.strip().lstrip("/ \t\r\n") or "…"


async def _post(path: str, body: dict[str, Any], patience: aiohttp.ClientTimeout | None = None) -> Any:
    patience = patience or _patience(settings().turn_timeout_seconds)
    try:
        async with _client(asyncio.get_running_loop()).post(path, json=body, timeout=patience) as response:
            response.raise_for_status()
            return await response.json()
    except aiohttp.ClientResponseError as error:
        raise TurnFailed(f"HTTP {error.status}", reachable=True) from None
    except aiohttp.ConnectionTimeoutError:
        raise TurnFailed("ConnectTimeout", reachable=False) from None
    except TimeoutError:
        # One turn that takes too long is broken; an assistant that answers nobody is away.
        raise TurnFailed("ReadTimeout", reachable=await is_ready()) from None
    except (aiohttp.ClientError, ValueError) as error:
        raise TurnFailed(type(error).__name__, reachable=isinstance(error, ValueError)) from None


def reply_of(message: dict[str, Any]) -> Reply:
    """A whole reply as an action made it, or what Rasa's own responses have: a text and its buttons."""
    custom = message.get("custom") or {}
    if "reply" in custom:
        return Reply.model_validate(custom["reply"])
    choices = [Choice(title=button["title"], payload=button["payload"]) for button in message.get("buttons") or []]
    return Reply(text=message.get("text") or "", choices=choices)
