"""Rasa away for longer than a failed turn is tried again: one apology with a way to a person, then the answer."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest

from bot.messaging.phrases import APOLOGY, PERSON
from tests import office_time
from tests.citizen import Citizen
from tests.long.crowd import QUESTIONS
from tests.long.disturbing import gone, held, until
from tests.stack import Stack

QUESTION = "¿dónde puedo pagar la factura?"
APOLOGISED = APOLOGY[:40]


@pytest.fixture(scope="module")
def impatient() -> Iterator[Stack]:
    """A system that says after three seconds that it cannot answer."""
    running = Stack(environment={"VENTANILLA_TURN_RETRY_SECONDS": "3", "VENTANILLA_TURN_TIMEOUT_SECONDS": "2"})
    office_time.open_office(running.data_dir)
    try:
        yield running.start()
    finally:
        running.stop()


@pytest.mark.parametrize("away", [gone, held])
def test_one_apology_and_then_the_answer_or_a_person(
    impatient: Stack, away: Callable[..., AbstractContextManager[None]]
) -> None:
    waits, wants_person = Citizen(impatient, "telegram").start(), Citizen(impatient, "whatsapp").start()
    with away(impatient, "assistant"):
        for citizen in (waits, wants_person):
            citizen.post(QUESTION)
            citizen.hear(APOLOGISED)
        waits.post("¿sigue ahí?")
        wants_person.post(PERSON)
        until(lambda: wants_person.conversation["owner"] == "queue")
    waits.hear(QUESTIONS[QUESTION])
    for citizen in (waits, wants_person):
        until(lambda one=citizen: not one.state()["unhandled"] and not one.state()["unsent"])  # type: ignore[misc]
    assert waits.conversation["owner"] == "assistant"
    assert wants_person.conversation["queue_reason"] == "person"
    for citizen in (waits, wants_person):
        assert sum(APOLOGISED in one["text"] for one in citizen.received()) == 1
    assert sum(QUESTIONS[QUESTION] in one["text"] for one in waits.received()) == 1


def test_a_restart_of_rasa_stays_invisible(stack: Stack) -> None:
    citizen = Citizen(stack, "telegram").start()
    before = len(citizen.received())
    stack.kill("assistant")
    assert QUESTIONS[QUESTION] in citizen.say(QUESTION).text
    assert len(citizen.received()) == before + 1
