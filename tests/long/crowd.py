"""Many citizens who write at once, and what must be true of their conversations afterwards."""

import asyncio
import itertools
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.citizen import Rows
from tests.stack import Stack

# What citizens ask, and a word of the right answer.
QUESTIONS = {
    "¿dónde puedo pagar la factura?": "Pagos en línea",
    "¿qué horario tienen?": "Oficina principal",
    "¿qué trámites puedo hacer?": "¿Qué trámite necesita?",
    "¿qué necesito para un paz y salvo?": "Paz y salvo",
    "¿hay cortes programados esta semana?": "Cortes programados",
    "¿usted es un robot?": "automático",
    "¿dónde queda la oficina?": "Oficina principal",
    "¿en qué me puede ayudar?": "Le ayudo con",
    "requisitos para una conexión nueva": "Conexión de un servicio nuevo",
    "muchas gracias": "Con mucho gusto",
}
PHOTO = ""  # a message without words
# For crowds: what the sandbox lets through is not what is tested.
FAST_NETWORK = {
    "SANDBOX_TELEGRAM_RATE": "2000",
    "SANDBOX_TELEGRAM_CHAT_RATE": "200",
    "SANDBOX_TELEGRAM_CHAT_BURST": "500",
    "SANDBOX_TWILIO_RATE": "2000",
    "SANDBOX_WHATSAPP_RATE": "2000",
    "SANDBOX_SMS_RATE": "5000",
}
ARRIVED = {"sent", "delivered", "read"}
ANSWER_SECONDS = 240
NETWORK_SECONDS = 20
_numbers = itertools.count(1)

MESSAGES = """
    select a.address, m.id, m.seq, m.direction, m.author, m.body, m.reply_to, m.handled_at, m.covered_by,
           m.apologised_at
    from messages m join conversations c on c.id = m.conversation_id join addresses a on a.id = c.address_id
    where a.address = any(%s) order by a.address, m.seq
"""
DELIVERIES = """
    select a.address, d.provider_id, d.status, d.attempts, d.error, d.uncertain, d.part_content ->> 'text' as text
    from deliveries d join messages m on m.id = d.message_id
    join conversations c on c.id = m.conversation_id join addresses a on a.id = c.address_id
    where a.address = any(%s) order by a.address, m.seq, d.part
"""
PROGRESS = """
    select count(*) as stored,
           count(*) filter (where m.handled_at is not null) as handled,
           (select count(*) from deliveries d join conversations o on o.id = d.conversation_id
            join addresses t on t.id = o.address_id
            where t.address = any(%s) and d.status in ('queued', 'sending')) as unsent
    from messages m join conversations c on c.id = m.conversation_id join addresses a on a.id = c.address_id
    where m.direction = 'in' and a.address = any(%s)
"""


@dataclass
class Member:
    """One citizen of a crowd, and what the office took of what they wrote."""

    channel: str
    phone: str
    accepted: list[str] = field(default_factory=list)


class Crowd:
    """Citizens, each with the same number of questions; each writes the next when the last one was taken."""

    def __init__(self, stack: Stack, channels: Sequence[str], size: int, questions: int = len(QUESTIONS)) -> None:
        self.stack, self.rows = stack, Rows(stack)
        self.members = [_member(channels[number % len(channels)]) for number in range(size)]
        self.questions = questions
        self.phones = [member.phone for member in self.members]

    @property
    def total(self) -> int:
        """How many messages all of them write."""
        return len(self.members) * self.questions

    async def write(self) -> None:
        """All of them write all of their questions."""
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=20)
        base = f"{self.stack.phones_url}/api"
        async with httpx.AsyncClient(base_url=base, trust_env=False, timeout=60, limits=limits) as api:
            await asyncio.gather(*(self._write(api, member, start) for start, member in enumerate(self.members)))

    def progress(self) -> dict[str, int]:
        """stored, handled: messages of theirs; unsent: parts of answers."""
        return self.rows.one(PROGRESS, self.phones, self.phones)

    async def until(self, what: str, count: int, seconds: float = ANSWER_SECONDS) -> None:
        """Wait until so many of their messages are "stored" or "handled"."""
        deadline = time.monotonic() + seconds
        while (await asyncio.to_thread(self.progress))[what] < count:
            assert time.monotonic() < deadline, self.progress()
            await asyncio.sleep(0.02)

    async def until_answered(self, seconds: float = ANSWER_SECONDS) -> None:
        """Wait until everything that was taken is handled, and every answer handed over."""
        accepted = sum(len(member.accepted) for member in self.members)
        deadline = time.monotonic() + seconds
        while not _done(state := await asyncio.to_thread(self._progress_if_there), accepted):
            assert time.monotonic() < deadline, state
            await asyncio.sleep(0.1)

    def check(self, repeated: int = 0) -> None:
        """All answered rightly and in order; at most `repeated` parts came twice, none of them to the same phone."""
        messages, deliveries = self._by_phone(MESSAGES), self._by_phone(DELIVERIES)
        twice = 0
        for member in self.members:
            check_answers(member.accepted, messages[member.phone])
            parts = deliveries[member.phone]
            assert {part["status"] for part in parts} <= ARRIVED
            again = self.came_again(member, parts)
            assert len(again) <= 1, f"{len(again)} parts came twice to one phone"
            twice += len(again)
        assert twice <= repeated

    def check_or_failed(self) -> list[dict[str, Any]]:
        """All answered rightly and in order, or failed with a reason; what came twice was uncertain, and came twice
        only once. All parts."""
        messages, deliveries = self._by_phone(MESSAGES), self._by_phone(DELIVERIES)
        for member in self.members:
            check_answers(member.accepted, messages[member.phone])
            parts = deliveries[member.phone]
            assert {part["status"] for part in parts} <= ARRIVED | {"failed"}
            assert all(part["error"] for part in parts if part["status"] == "failed")
            again = self.came_again(member, parts)
            for text in set(again):
                # Of one that was given up nobody knows which copy is which.
                copies = sum(
                    1 + (part["status"] == "failed") for part in parts if part["uncertain"] and _same(part, text)
                )
                assert again.count(text) <= copies, f"{member.channel}: {again.count(text)} more, {copies} uncertain"
        return self.parts()

    def parts(self) -> list[dict[str, Any]]:
        """All parts that were sent to them, each with its `channel`."""
        found = self._by_phone(DELIVERIES)
        return [part | {"channel": member.channel} for member in self.members for part in found[member.phone]]

    def came_again(self, member: Member, parts: list[dict[str, Any]]) -> list[str]:
        """The screen shows every part that was not given up once, in order; the texts of what it shows besides, which
        are parts that were sent more than once."""
        wanted = [part["provider_id"] for part in parts if part["status"] != "failed"]
        screen = self._screen(member, wanted)
        came = [one["provider_id"] for one in screen if one["provider_id"] in wanted]
        order = [wanted.index(one) for one in came]
        assert came == wanted, f"{member.channel} {member.phone}: {order} of {len(wanted)}"
        again = [one["text"] for one in screen if one["provider_id"] not in wanted]
        assert all(any(_same(part, text) for part in parts) for text in again)
        return again

    def _screen(self, member: Member, wanted: list[str]) -> list[dict[str, Any]]:
        """What a phone has received: the network brings what the provider has taken a moment later."""
        url = f"{self.stack.phones_url}/api/{member.channel}/{member.phone}/messages"
        deadline = time.monotonic() + NETWORK_SECONDS
        while True:
            screen = [one for one in httpx.get(url, trust_env=False).json() if one["direction"] == "received"]
            missing = set(wanted) - {one["provider_id"] for one in screen}
            if not missing or time.monotonic() > deadline:
                return screen
            time.sleep(0.1)

    async def _write(self, api: httpx.AsyncClient, member: Member, start: int) -> None:
        texts = itertools.islice(itertools.cycle(QUESTIONS), start, start + self.questions)
        for text in texts:
            answer = await api.post(f"/{member.channel}/{member.phone}/messages", json={"text": text})
            written = answer.raise_for_status().json()["id"]
            if member.channel == "telegram" or await _taken(api, member, written):
                member.accepted.append(text)

    def _progress_if_there(self) -> dict[str, int]:
        try:
            return self.progress()
        except Exception as error:  # the database is what was killed
            return {"stored": -1, "handled": -1, "unsent": -1, type(error).__name__: 1}

    def _by_phone(self, query: str) -> dict[str, list[dict[str, Any]]]:
        found: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in self.rows.all(query, self.phones):
            found[row["address"]].append(row)
        return found


def _member(channel: str) -> Member:
    number = next(_numbers)
    return Member(channel, f"{7_900_000 + number}" if channel == "telegram" else f"+57310{number:07d}")


async def _taken(api: httpx.AsyncClient, member: Member, written: int) -> bool:
    """Whether the office took a message that Twilio does not repeat; waits until that is known."""
    while True:
        screen = (await api.get(f"/{member.channel}/{member.phone}/messages", params={"after": written - 1})).json()
        status = next(one["status"] for one in screen if one["id"] == written)
        if status != "sent":
            return bool(status == "delivered")
        await asyncio.sleep(0.02)


def _done(state: dict[str, int], accepted: int) -> bool:
    return state["stored"] == accepted == state["handled"] and not state["unsent"]


def check_answers(wrote: list[str], messages: list[dict[str, Any]]) -> None:
    """Whether the messages of a conversation are what somebody wrote, in order, each answered rightly once."""
    words = QUESTIONS | {PHOTO: "Recibí su foto"}
    said = [message for message in messages if message["direction"] == "in"]
    assert [message["body"] for message in said] == wrote
    answers = [message for message in messages if message["direction"] == "out"]
    assert all(message["apologised_at"] is None for message in said)
    place = {message["id"]: number for number, message in enumerate(said)}
    order = [place[answer["reply_to"]] for answer in answers]
    assert order == sorted(order), "answered out of order"
    for message in said:
        bodies = [answer["body"] for answer in answers if answer["reply_to"] == message["id"]]
        right = [body for body in bodies if words[message["body"]] in body and "¿Acepta" not in body]
        assert len(right) == 1, f"{len(right)} answers to {message['body']!r}: {bodies}"


def _same(part: dict[str, Any], text: str) -> bool:
    return bool(part["attempts"] > 1 and part["text"].split() == text.split())
