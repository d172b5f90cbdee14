"""Citizens of a running stack, with a simulated phone or the web chat, and the rows that their conversation leaves."""

import hashlib
import hmac
import itertools
import time
import unicodedata
from abc import ABC, abstractmethod
from functools import lru_cache
from typing import Any, Self
from uuid import uuid4

import httpx
import psycopg
from psycopg.rows import dict_row

from bot.embedded_postgres import url
from tests.serving import eventually
from tests.stack import Stack

ANSWER_SECONDS = 120
SECONDS_BETWEEN_LOOKS = 0.05
_numbers = itertools.count(1)

# What there is to wait for: messages that nobody has handled, and deliveries that have not left.
STATE = """
    select count(*) filter (where m.direction = 'in') as said,
           count(*) filter (where m.direction = 'in' and m.handled_at is null) as unhandled,
           count(d.id) filter (where d.status in ('queued', 'sending')) as unsent,
           coalesce(array_agg(d.provider_id) filter (where d.provider_id is not null and d.status <> 'failed'), '{}')
               as sent
    from app.messages m
    join app.conversations c on c.id = m.conversation_id join app.addresses a on a.id = c.address_id
    left join app.deliveries d on d.message_id = m.id
    where a.channel = %s and a.address = %s
"""


def password(stack: Stack, purpose: str) -> str:
    """A password of the stack's installation."""
    secret = (stack.data_dir / "secret").read_text().strip()
    return hmac.new(secret.encode(), purpose.encode(), hashlib.sha256).hexdigest()[:43]


class Rows:
    """The stack's database, read by the test."""

    def __init__(self, stack: Stack) -> None:
        self.url = url(stack.data_dir, "ventanilla_app", password(stack, "database ventanilla_app"))

    def all(self, query: str, *values: Any) -> list[dict[str, Any]]:
        try:
            return _connection(self.url).execute(query, values).fetchall()
        except psycopg.OperationalError:  # a test has restarted the database
            _connection.cache_clear()
            return _connection(self.url).execute(query, values).fetchall()

    def one(self, query: str, *values: Any) -> dict[str, Any]:
        found = self.all(query, *values)
        assert len(found) == 1, f"{len(found)} rows"
        return found[0]


@lru_cache
def _connection(url: str) -> psycopg.Connection[dict[str, Any]]:
    """One connection for all citizens of a stack: they look often."""
    return psycopg.connect(url, row_factory=dict_row, options="-csearch_path=app,queue", autocommit=True)


class Answers(list[dict[str, Any]]):
    """Messages that came to a citizen, each with `text`, `buttons` and `document`."""

    @property
    def text(self) -> str:
        """What was received, as one text."""
        return "\n".join(message["text"] for message in self)

    @property
    def titles(self) -> list[str]:
        """The titles of all buttons, and the choices that stand in the text as "1. Sí"."""
        buttons = [button["title"] for message in self for button in message["buttons"]]
        lines = (line.partition(". ") for line in self.text.splitlines())
        return buttons + [title for number, _, title in lines if number.isdigit() and title]

    @property
    def document(self) -> dict[str, Any]:
        """The one file that came."""
        found = [message["document"] for message in self if message["document"]]
        assert len(found) == 1, f"{len(found)} files came"
        return found[0]


class Writer(ABC):
    """Somebody who writes to the office. What is received in answer comes back from `say` and `press`."""

    channel: str
    address: str
    rows: Rows

    @abstractmethod
    def post(self, text: str = "", **fields: Any) -> None:
        """Write a message and return at once."""

    @abstractmethod
    def press(self, button: str) -> Answers:
        """Press the newest button with this title; the messages that came in."""

    @abstractmethod
    def new(self) -> Answers | None:
        """What has come since the last look; None while something is still to come."""

    def say(self, text: str = "", **fields: Any) -> Answers:
        """Write a message, wait until it is dealt with and answered; the messages that came in."""
        before = self.said()
        self.post(text, **fields)
        return self.answers(before + 1)

    def hear(self, words: str) -> Answers:
        """Wait for a message that nobody asked for; what has come with it."""
        came, deadline = Answers(), time.monotonic() + ANSWER_SECONDS
        while time.monotonic() < deadline:
            came.extend(self.new() or [])
            if _bare(words) in _bare(came.text):
                return came
            time.sleep(SECONDS_BETWEEN_LOOKS)
        raise AssertionError(f"nothing with {words!r} came, but: {came.text}")

    def start(self) -> Self:
        """Say hello and accept the use of data, as the first contact asks."""
        self.say("hola")
        self.say("Sí, acepto")
        return self

    def identify(self, account: str, fact: str, wish: str = "¿cuánto debo?") -> Answers:
        """Ask for something of an account, and pass the identity check; the answers to the wish."""
        self.say(wish)
        self.say(account)
        return self.say(fact)

    def said(self) -> int:
        """How many messages of this citizen the office has stored."""
        return int(self.state()["said"])

    def state(self) -> dict[str, Any]:
        return self.rows.one(STATE, self.channel, self.address)

    def answers(self, said: int) -> Answers:
        """What came, once the office has stored so many messages of this citizen and has dealt with all of them."""
        deadline = time.monotonic() + ANSWER_SECONDS
        state: dict[str, Any] = {}
        while time.monotonic() < deadline:
            state = self.state()
            settled = state["said"] >= said and not state["unhandled"] and not state["unsent"]
            if settled and (found := self.new()) is not None:
                return found
            time.sleep(SECONDS_BETWEEN_LOOKS)
        raise AssertionError(f"no answer in {ANSWER_SECONDS} s: {state}")

    def stored(self, said: int) -> None:
        """Wait until the office has so many messages of this citizen, answered or not."""
        eventually(lambda: self.said() >= said)

    @property
    def conversation(self) -> dict[str, Any]:
        """The conversation's row."""
        return self.rows.one(
            "select c.* from conversations c join addresses a on a.id = c.address_id "
            "where a.channel = %s and a.address = %s",
            self.channel,
            self.address,
        )

    def of_conversation(self, table: str) -> list[dict[str, Any]]:
        """The rows of a table that belong to the conversation, in their order."""
        return self.rows.all(f"select * from {table} where conversation_id = %s order by id", self.conversation["id"])


class Citizen(Writer):
    """Somebody who writes from a simulated phone (whatsapp, sms, telegram)."""

    def __init__(self, stack: Stack, channel: str = "whatsapp", phone: str = "") -> None:
        self.channel = channel
        number = next(_numbers)
        self.phone = phone or (f"{7_000_000 + number}" if channel == "telegram" else f"+57301{number:07d}")
        self.address = self.phone
        self.rows = Rows(stack)
        self.api = httpx.Client(base_url=f"{stack.phones_url}/api/{channel}/{self.phone}", trust_env=False, timeout=30)
        self._files = stack.phones_url
        self._seen = 0

    def post(self, text: str = "", **fields: Any) -> None:
        self.api.post("/messages", json={"text": text} | fields).raise_for_status()

    def press(self, button: str) -> Answers:
        before = self.said()
        self.api.post("/press", json={"button": button}).raise_for_status()
        return self.answers(before + 1)

    def edit(self, text: str, corrected: str) -> None:
        """Edit the newest message with this text, on Telegram."""
        sent = [m for m in self.api.get("/messages").json() if m["direction"] == "sent" and m["text"] == text]
        self.api.put(f"/messages/{sent[-1]['id']}", json={"text": corrected}).raise_for_status()

    def received(self) -> list[dict[str, Any]]:
        """All that the office has sent to this phone."""
        messages = self.api.get("/messages").raise_for_status().json()
        return [message for message in messages if message["direction"] == "received"]

    def new(self) -> Answers | None:
        received = self.received()
        # A provider accepts a message a moment before the phone has it.
        if not set(self.state()["sent"]) <= {message["provider_id"] for message in received}:
            return None
        found = Answers(message for message in received if message["id"] > self._seen)
        self._seen = max([self._seen, *(message["id"] for message in found)])
        return found

    def download(self, document: dict[str, Any]) -> bytes:
        """A file that came."""
        return self.api.get(f"{self._files}{document['url']}").raise_for_status().content


class Visitor(Writer):
    """Somebody who writes on the web chat, over its public interface."""

    channel = "web"

    def __init__(self, stack: Stack) -> None:
        self.rows = Rows(stack)
        self.api = httpx.Client(base_url=stack.web_url, trust_env=False, timeout=30)
        token = self.api.post("/chat/sessions").raise_for_status().json()["session"]
        self.api.headers["Authorization"] = f"Bearer {token}"
        self._buttons: dict[str, str] = {}
        self._seen = 0
        self.address = hashlib.sha256(token.encode()).hexdigest()

    def post(self, text: str = "", **fields: Any) -> None:
        self.api.post("/chat/messages", json={"id": str(uuid4()), "text": text} | fields).raise_for_status()

    def send_file(self, data: bytes, name: str) -> None:
        headers = {"Ventanilla-Id": str(uuid4()), "Ventanilla-Name": name}
        self.api.post("/chat/files", content=data, headers=headers).raise_for_status()

    def press(self, button: str) -> Answers:
        return self.say(button, choice=self._buttons[button])

    def new(self) -> Answers | None:
        update = self.api.get("/chat/messages", params={"after": self._seen}).raise_for_status().json()
        if update["pending"]:
            return None
        shown = [message for message in update["messages"] if message["seq"] > self._seen]
        self._seen = max([self._seen, *(message["seq"] for message in shown)])
        found = Answers(message | {"buttons": message["choices"]} for message in shown if message["direction"] == "out")
        self._buttons |= {button["title"]: button["data"] for message in found for button in message["buttons"]}
        return found

    def download(self, document: dict[str, Any]) -> bytes:
        """A file that came."""
        return self.api.get(document["url"]).raise_for_status().content


def _bare(text: str) -> str:
    """Without accents and capitals, which not every channel carries."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
