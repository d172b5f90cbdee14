"""Every switch of the sandbox thrown while messages flow: the providers fail in every way they can."""

import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from bot.messaging.content import STATUS_RANK
from tests.citizen import Citizen, password
from tests.long.crowd import Crowd
from tests.long.disturbing import until
from tests.stack import ROOT, Stack

QUESTION = "¿dónde puedo pagar la factura?"
REPORT_SECONDS = 180
NOTICE = "Mañana habrá un corte programado en su barrio."
LOST_SECONDS = 20  # longer than anybody waits for an answer

# Each strikes one call in so many, which differs, so that they also meet.
SWITCHES: list[dict[str, Any]] = [
    {"kind": "slow", "seconds": 0.5, "every": 4},
    {"kind": "429", "seconds": 1, "every": 7},
    {"kind": "500", "every": 9},
    {"kind": "timeout_after_accept", "seconds": LOST_SECONDS, "every": 37},
]
CALLBACK_SWITCHES: list[dict[str, Any]] = [
    {"kind": "callbacks_twice", "every": 3},
    {"kind": "callbacks_out_of_order", "every": 2},
    {"kind": "callbacks_never", "every": 5},
]
UNCERTAIN = """
    select d.status, d.error, d.attempts, d.uncertain from deliveries d join messages m on m.id = d.message_id
    join conversations c on c.id = m.conversation_id join addresses a on a.id = c.address_id
    where a.address = %s order by m.seq desc, d.part desc limit 1
"""


class Switches:
    """The sandbox's switches, over its control API."""

    def __init__(self, stack: Stack) -> None:
        self._api = httpx.Client(base_url=f"{stack.phones_url}/api", trust_env=False, timeout=60)

    def throw(self, channel: str, **values: Any) -> None:
        self._api.post("/faults", json={"channel": channel, "count": None} | values).raise_for_status()

    def on(self) -> list[dict[str, Any]]:
        return list(self._api.get("/faults").json())

    def all_off(self) -> None:
        self._api.delete("/faults").raise_for_status()

    def told(self) -> dict[str, set[str]]:
        """The statuses that the office was told of each message, by the provider's id, and has taken."""
        found: dict[str, set[str]] = defaultdict(set)
        for one in self._api.get("/webhooks").json():
            if one["kind"] == "status" and one["status"] == 200:
                provider_id, _, status = one["reference"].partition(":")
                found[provider_id].add(status)
        return found


@pytest.fixture
def switches(stack: Stack) -> Iterator[Switches]:
    switches = Switches(stack)
    yield switches
    switches.all_off()


async def test_five_hundred_messages_while_every_switch_is_thrown(stack: Stack, switches: Switches) -> None:
    crowd = Crowd(stack, ("telegram", "whatsapp", "sms"), 51)
    assert crowd.total == 510
    for channel in ("telegram", "whatsapp", "sms"):
        for switch in SWITCHES + (CALLBACK_SWITCHES if channel != "telegram" else []):
            switches.throw(channel, **switch)
    began = time.monotonic()

    await crowd.write()
    await crowd.until_answered(240)

    print(f"510 messages among failures answered in {time.monotonic() - began:.0f} s")
    thrown = switches.on()
    assert all(switch["used"] > 0 for switch in thrown), thrown
    switches.all_off()
    parts = crowd.check_or_failed()
    failed = [part for part in parts if part["status"] == "failed"]
    assert len(failed) < 10, failed  # what is only busy, or fails now and then, gets through
    assert any(part["uncertain"] for part in parts if part["channel"] == "telegram")
    # A report may come before its message's id is known, and is looked at again after up to half a minute.
    until(lambda: not _behind(crowd.parts(), switches.told()), REPORT_SECONDS)


def test_what_telegram_took_and_never_confirmed(stack: Stack, switches: Switches) -> None:
    answered, notified = [[Citizen(stack, "telegram").start() for _ in range(2)] for _ in range(2)]
    before = _counted(stack)
    switches.throw("telegram", kind="timeout_after_accept", seconds=LOST_SECONDS)

    for citizen in answered:
        citizen.post(QUESTION)
    _notify(stack, [citizen.address for citizen in notified])

    for citizen in (*answered, *notified):
        until(lambda: _last(citizen)["status"] == "failed")  # noqa: B023 - looked at before the loop goes on
    switches.all_off()
    for citizen in answered:
        assert _shown(citizen, "Pagos en línea") == 2
        assert _last(citizen)["attempts"] == 2
    for citizen in notified:
        assert _shown(citizen, NOTICE) == 1
        assert _last(citizen)["attempts"] == 1
    for citizen in (*answered, *notified):
        last = _last(citizen)
        assert last["uncertain"]
        assert last["error"].startswith("uncertain")
    assert _counted(stack) == before + 4
    # The line goes on: what comes next arrives.
    assert "Pagos en línea" in answered[0].say(QUESTION).text


def _behind(parts: list[dict[str, Any]], told: dict[str, set[str]]) -> list[dict[str, Any]]:
    """The parts whose status is not yet what the office was told of them."""
    return [
        part
        for part in parts
        if any(STATUS_RANK[part["status"]] < STATUS_RANK.get(status, 0) for status in told[part["provider_id"]])
    ]


def _notify(stack: Stack, addresses: list[str]) -> None:
    """Have the office write to them by itself."""
    command = [sys.executable, "-m", "tests.long.proactive", NOTICE, *addresses]
    subprocess.run(command, cwd=ROOT, env=stack.environment, check=True, timeout=60)


def _last(citizen: Citizen) -> dict[str, Any]:
    """The newest part that was sent to a citizen."""
    return citizen.rows.one(UNCERTAIN, citizen.address)


def _shown(citizen: Citizen, words: str) -> int:
    """How many messages with these words are on a phone."""
    return sum(words in message["text"] for message in citizen.received())


def _counted(stack: Stack) -> float:
    """How many deliveries to Telegram were given up in doubt, as the metrics have it."""
    allowed = {"Authorization": f"Bearer {password(stack, 'metrics')}"}
    answer = httpx.get(f"{stack.internal_url}/metrics", headers=allowed, trust_env=False).raise_for_status()
    wanted = 'ventanilla_uncertain_deliveries{channel="telegram",done="given_up"}'
    return sum(float(line.split()[-1]) for line in answer.text.splitlines() if line.startswith(wanted))
