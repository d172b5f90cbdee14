"""One message to the running system as a citizen, on the web chat's public interface."""

import json
import time
import uuid
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import httpx

SECONDS_BETWEEN_LOOKS = 0.15


class AskError(Exception):
    """The system did not take the message or did not answer; the text says why."""


@dataclass
class Kept:
    """What continues a conversation: its token, the last number seen, and the choices offered last (title to data)."""

    session: str = ""
    last: int = 0
    choices: dict[str, str] = field(default_factory=dict)


def ask(gateway_url: str, text: str, kept_in: Path | None = None, seconds: float = 60) -> Iterator[str]:
    """Send a text (or the title of a choice that was offered) and give the answers' lines as they come. AskError.

    `kept_in` is the file that continues a conversation; without it each call is a citizen of its own.
    """
    kept = _read(kept_in)
    with httpx.Client(base_url=gateway_url, timeout=15, trust_env=False) as client:
        if not kept.session:
            kept.session = _call(client, "POST", "/chat/sessions")["session"]
        client.headers["Authorization"] = f"Bearer {kept.session}"
        said = {"id": str(uuid.uuid4()), "text": text, "choice": kept.choices.get(text, "")}
        taken = _call(client, "POST", "/chat/messages", json=said)
        if not taken["accepted"]:
            yield taken["reply"]
            return
        # From before our own message on: an emergency may be answered with a lower number than the next turn.
        kept.last = max(kept.last, taken["seq"])
        for shown in _answers(client, kept, seconds):
            yield from _lines(shown)
    if kept_in:
        _write(kept_in, kept)


def _answers(client: httpx.Client, kept: Kept, seconds: float) -> Iterator[dict[str, Any]]:
    deadline = time.monotonic() + seconds
    while True:
        update = _call(client, "GET", "/chat/messages", params={"after": kept.last})
        for shown in update["messages"]:
            kept.last = max(kept.last, shown["seq"])
            if shown["direction"] == "out":
                kept.choices = {choice["title"]: choice["data"] for choice in shown["choices"]} or kept.choices
                yield shown
        if not update["pending"]:
            return
        if time.monotonic() > deadline:
            raise AskError(f"no answer within {seconds:.0f} s: see the logs in the data directory")
        time.sleep(SECONDS_BETWEEN_LOOKS)


def _lines(shown: dict[str, Any]) -> Iterator[str]:
    if shown["text"]:
        yield shown["text"]
    for choice in shown["choices"]:
        yield f"  [{choice['title']}]"
    if shown["document"]:
        yield f"  {shown['document']['name']}: {shown['document']['url']}"


def _call(client: httpx.Client, method: str, path: str, **options: Any) -> dict[str, Any]:
    try:
        answer = client.request(method, path, **options)
        if answer.is_success:
            found: dict[str, Any] = answer.json()
            return found
        raise AskError(f"the web chat refused ({answer.status_code}): {answer.json().get('detail', '')}")
    except httpx.TransportError as error:
        raise AskError(
            f"nothing answers at {client.base_url}: start it with `make run`, or set VENTANILLA_PORT"
        ) from error


def _read(file: Path | None) -> Kept:
    if file is None or not file.exists():
        return Kept()
    return Kept(**json.loads(file.read_text()))


def _write(file: Path, kept: Kept) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.write_text(json.dumps(asdict(kept)))
    file.chmod(0o600)
