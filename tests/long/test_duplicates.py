"""Webhooks that come more than once, and citizens whose messages have the same number."""

import asyncio

import httpx
import pytest

from bot.words import fold
from tests.citizen import Citizen
from tests.long.crowd import QUESTIONS
from tests.long.disturbing import held, until
from tests.serving import until as eventually
from tests.stack import Stack

QUESTION = "¿dónde puedo pagar la factura?"


def test_two_telegram_citizens_with_the_same_message_id(stack: Stack) -> None:
    citizens = [Citizen(stack, "telegram") for _ in range(2)]
    for citizen in citizens:
        citizen.post(QUESTION)
    numbers = []
    for citizen in citizens:
        citizen.hear(QUESTIONS[QUESTION])
        numbers.append(citizen.api.get("/messages").json()[0]["provider_id"])
        (said,) = [row for row in citizen.of_conversation("messages") if row["direction"] == "in"]
        assert said["body"] == QUESTION
    assert numbers[0] == numbers[1]


@pytest.mark.parametrize("channel", ["telegram", "whatsapp", "sms"])
async def test_the_same_webhook_five_times_at_once(stack: Stack, channel: str) -> None:
    citizen = Citizen(stack, channel).start()
    before, shown = citizen.said(), len(citizen.received())
    async with httpx.AsyncClient(base_url=f"{stack.phones_url}/api", trust_env=False, timeout=60) as api:
        last = (await api.get("/webhooks")).json()[-1]["id"]
        with held(stack, "gateway"):  # all five wait at its door, and come in together
            citizen.post(QUESTION)
            (first,) = until(lambda: _to_us(stack, channel, last))
            repeats = [asyncio.create_task(api.post(f"/webhooks/{first['id']}/repeat")) for _ in range(4)]
            await eventually(lambda: len(_to_us(stack, channel, last)) == 5)
        assert {(await repeat).json()["status"] for repeat in repeats} == {200}
    answer = citizen.answers(before + 1)
    assert fold(answer.text).count(fold(QUESTIONS[QUESTION])) == 1
    assert citizen.said() == before + 1
    assert len(citizen.received()) == shown + len(answer)


def _to_us(stack: Stack, channel: str, after: int) -> list[dict[str, object]]:
    """Deliveries of messages on a channel since then."""
    log = httpx.get(f"{stack.phones_url}/api/webhooks", params={"after": after}, trust_env=False).json()
    return [one for one in log if one["channel"] == channel and "status" not in one["kind"]]
