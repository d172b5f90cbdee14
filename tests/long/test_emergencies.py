"""An emergency is answered within two seconds, whatever else is away or waiting."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from uuid import uuid4

import httpx
import pytest

from bot import emergency
from bot.words import fold
from tests.citizen import Citizen, Visitor
from tests.long.crowd import QUESTIONS
from tests.long.disturbing import gone, held, order, until
from tests.stack import Stack

DANGER, SECONDS = "huele a gas en la cocina", 2.0
PHONES = ("telegram", "whatsapp", "sms")
NEEDED = ("postgres", "assistant", "worker")


def script(channel: str = "") -> str:
    """The beginning of the office's words, as every channel shows them."""
    danger = emergency.detect(DANGER)
    assert danger
    return fold(danger.script(sms=channel == "sms"))[:40]


def seconds_to_script(citizen: Citizen) -> float:
    """Write of the danger; how long until the script is on the phone."""
    before = len(citizen.received())
    began = time.monotonic()
    citizen.post(DANGER)
    until(lambda: any(script(citizen.channel) in fold(one["text"]) for one in citizen.received()[before:]), 15)
    return time.monotonic() - began


def seconds_to_reply(visitor: Visitor) -> float:
    """The same on the web chat, whose own response carries the script when nothing can be stored."""
    began = time.monotonic()
    answer = visitor.api.post("/chat/messages", json={"id": str(uuid4()), "text": DANGER}).raise_for_status().json()
    assert answer["accepted"] is True
    assert script() in fold(answer["reply"])
    return time.monotonic() - began


@pytest.mark.parametrize("away", [gone, held])
def test_without_database_assistant_and_worker(stack: Stack, away: Callable[..., AbstractContextManager[None]]) -> None:
    known = [Citizen(stack, channel).start() for channel in PHONES]
    strangers = [Citizen(stack, channel) for channel in PHONES]
    for stranger in strangers:
        stranger.say("hola")  # makes the phone
    visitor = Visitor(stack)
    with away(stack, *NEEDED):
        taken = {citizen.phone: seconds_to_script(citizen) for citizen in known + strangers}
        taken["web"] = seconds_to_reply(visitor)
        assert httpx.get(f"{stack.web_url}/health/live").status_code == 200
    assert max(taken.values()) < SECONDS, taken
    citizen = Citizen(stack, "telegram").start()
    assert QUESTIONS["¿qué horario tienen?"] in citizen.say("¿qué horario tienen?").text


def test_past_twenty_waiting_messages_of_the_same_conversation(stack: Stack) -> None:
    citizens = [Citizen(stack, channel).start() for channel in PHONES]
    with held(stack, "worker"):
        for citizen in citizens:
            before = citizen.said()
            for number in range(20):
                citizen.post(f"{list(QUESTIONS)[number % 10]} {'por favor ' * (number // 10)}".strip())
            until(partial(_has_said, citizen, before + 20))
            assert citizen.state()["unhandled"] >= 20
        taken = {citizen.phone: seconds_to_script(citizen) for citizen in citizens}
    assert max(taken.values()) < SECONDS, taken
    for citizen in citizens:
        until(partial(_is_answered, citizen))


@pytest.mark.parametrize("point", ["during_action", "before_commit"])
def test_while_a_turn_of_the_same_conversation_is_held_open(stack: Stack, point: str) -> None:
    citizen = Citizen(stack, "whatsapp").start()  # Telegram itself delivers one after the other
    fault = order(stack, f"hold {point} 5")
    citizen.post("¿qué horario tienen?")
    until(lambda: not fault.exists())
    for _ in range(3):
        citizen.post("¿dónde queda la oficina?")
    assert seconds_to_script(citizen) < SECONDS
    until(partial(_is_answered, citizen))


def _has_said(citizen: Citizen, count: int) -> bool:
    return citizen.said() == count


def _is_answered(citizen: Citizen) -> bool:
    return not citizen.state()["unhandled"]
