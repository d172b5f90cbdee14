"""A citizen with a simulated phone on a running stack, and the rows that their conversation leaves."""

import hashlib
import hmac
import itertools
import time
from typing import Any

import httpx
import psycopg
from psycopg.rows import dict_row

from bot.embedded_postgres import url
from tests.stack import Stack

ANSWER_SECONDS = 45
_numbers = itertools.count(1)

UNDONE = """
    select count(*) filter (where m.direction = 'in') as said,
           count(*) filter (where m.direction = 'in' and m.handled_at is null) as unhandled,
           count(d.id) filter (where d.status in ('queued', 'sending')) as unsent
    from app.messages m
    join app.conversations c on c.id = m.conversation_id join app.addresses a on a.id = c.address_id
    left join app.deliveries d on d.message_id = m.id
    where a.channel = %s and a.address = %s
"""


class Rows:
    """The stack's database, read by the test."""

    def __init__(self, stack: Stack) -> None:
        secret = (stack.data_dir / "secret").read_text().strip()
        password = hmac.new(secret.encode(), b"database ventanilla_app", hashlib.sha256).hexdigest()[:43]
        self.url = url(stack.data_dir, "ventanilla_app", password)

    def all(self, query: str, *values: Any) -> list[dict[str, Any]]:
        with psycopg.connect(self.url, row_factory=dict_row, options="-csearch_path=app,queue") as connection:
            return connection.execute(query, values).fetchall()

    def one(self, query: str, *values: Any) -> dict[str, Any]:
        found = self.all(query, *values)
        assert len(found) == 1, f"{len(found)} rows"
        return found[0]


class Citizen:
    """Somebody who writes from a simulated phone: `say` returns what the phone received in answer."""

    def __init__(self, stack: Stack, channel: str = "whatsapp", phone: str = "") -> None:
        self.channel = channel
        number = next(_numbers)
        self.phone = phone or (f"{7_000_000 + number}" if channel == "telegram" else f"+57301{number:07d}")
        self.rows = Rows(stack)
        self.api = httpx.Client(base_url=f"{stack.phones_url}/api/{channel}/{self.phone}", trust_env=False, timeout=30)
        self._seen = 0

    def say(self, text: str = "", **fields: Any) -> list[dict[str, Any]]:
        """Write a message, wait until it is dealt with and answered; the messages that came in."""
        before = self._said()
        self.api.post("/messages", json={"text": text} | fields).raise_for_status()
        return self._answers(before + 1)

    def press(self, button: str) -> list[dict[str, Any]]:
        """Press a button of the latest message by its title; the messages that came in."""
        before = self._said()
        self.api.post("/press", json={"button": button}).raise_for_status()
        return self._answers(before + 1)

    def start(self) -> "Citizen":
        """Say hello and accept the use of data, as the first contact asks."""
        self.say("hola")
        self.say("Sí, acepto")
        return self

    def identify(self, account: str, fact: str, wish: str = "¿cuánto debo?") -> list[dict[str, Any]]:
        """Ask for something of an account, and pass the identity check; the answers to the wish."""
        self.say(wish)
        self.say(account)
        return self.say(fact)

    def received(self) -> list[dict[str, Any]]:
        """All that the office has sent to this phone."""
        messages = self.api.get("/messages").raise_for_status().json()
        return [message for message in messages if message["direction"] == "received"]

    def wait_for(self, words: str, seconds: float = ANSWER_SECONDS) -> dict[str, Any]:
        """The first message with these words, when it has come."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if found := [message for message in self.received() if words in message["text"]]:
                self._seen = max(self._seen, found[0]["id"])
                return found[0]
            time.sleep(0.1)
        raise AssertionError(f"nothing with {words!r} came; the phone shows {self.texts(self.received()[-3:])}")

    @property
    def conversation(self) -> dict[str, Any]:
        """The conversation's row."""
        return self.rows.one(
            "select c.* from conversations c join addresses a on a.id = c.address_id "
            "where a.channel = %s and a.address = %s",
            self.channel,
            self.phone,
        )

    @staticmethod
    def texts(messages: list[dict[str, Any]]) -> list[str]:
        return [message["text"] for message in messages]

    def _said(self) -> int:
        return int(self.rows.one(UNDONE, self.channel, self.phone)["said"])

    def _answers(self, said: int) -> list[dict[str, Any]]:
        deadline = time.monotonic() + ANSWER_SECONDS
        while time.monotonic() < deadline:
            state = self.rows.one(UNDONE, self.channel, self.phone)
            if state["said"] >= said and not state["unhandled"] and not state["unsent"]:
                new = [message for message in self.received() if message["id"] > self._seen]
                self._seen = max([self._seen, *(message["id"] for message in new)])
                return new
            time.sleep(0.05)
        raise AssertionError(f"no answer in {ANSWER_SECONDS} s: {state}")


def texts(messages: list[dict[str, Any]]) -> str:
    """What a phone received, as one text."""
    return "\n".join(message["text"] for message in messages)
