"""Somebody who calls the office of a running stack, from a simulated telephone."""

import time
from typing import Any

import httpx

from tests.citizen import Rows
from tests.stack import Stack

SECONDS, BETWEEN_LOOKS = 60, 0.05
QUIET = ("listening", "dialing", "with_person", "ended")


class Caller:
    """A telephone. What is said in answer comes back from `call`, `say`, `press` and the others, as one text."""

    def __init__(self, stack: Stack, number: str) -> None:
        self.address = number
        self.rows = Rows(stack)
        self.api = httpx.Client(base_url=f"{stack.phones_url}/api/voice/{number}", trust_env=False, timeout=30)
        self._seen = 0

    def call(self) -> str:
        return self._do("call")

    def say(self, words: str) -> str:
        return self._do("say", text=words)

    def press(self, keys: str) -> str:
        return self._do("keys", keys=keys)

    def stay_silent(self) -> str:
        return self._do("silence")

    def office(self, does: str) -> str:
        """What happens where the office is dialled: answer, busy, no-answer, failed, hangup."""
        return self._do("office", does=does)

    def hang_up(self) -> None:
        self._do("hangup")

    @property
    def phase(self) -> str:
        return str(self._state()["phase"])

    @property
    def errors(self) -> list[str]:
        """Twilio's error codes for what the office answered."""
        found: list[str] = self._state()["errors"]
        return found

    @property
    def conversation(self) -> dict[str, Any]:
        return self.rows.one(
            "select c.* from conversations c join addresses a on a.id = c.address_id "
            "where a.channel = 'voice' and a.address = %s",
            self.address,
        )

    def _do(self, what: str, **values: str) -> str:
        self.api.post(f"/{what}", json=values).raise_for_status()
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            if self.phase in QUIET and (what in ("hangup", "office", "call") or self._answered()):
                return self._new()
            time.sleep(BETWEEN_LOOKS)
        raise AssertionError(f"nothing was said in {SECONDS} s: {self._state()}")

    def _answered(self) -> bool:
        """Whether the office has said something since the caller spoke last."""
        messages = self._messages()
        return bool(messages) and messages[-1]["direction"] != "sent" and messages[-1]["id"] > self._seen

    def _new(self) -> str:
        fresh = [message for message in self._messages() if message["id"] > self._seen]
        self._seen = max([self._seen, *(message["id"] for message in fresh)])
        return " ".join(message["text"] for message in fresh if message["direction"] == "received")

    def _messages(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.api.get("/messages").raise_for_status().json()
        return found

    def _state(self) -> dict[str, Any]:
        found: dict[str, Any] = self.api.get("/state").raise_for_status().json()["call"]
        return found
