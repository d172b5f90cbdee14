"""A process killed at a named point of a turn, in the middle of a complaint's form: nothing is done twice."""

import pytest

from tests.citizen import Citizen
from tests.long.crowd import QUESTIONS
from tests.long.disturbing import dialog, order
from tests.stack import Stack

COMPLAINT = "Llevo tres días llamando y nadie viene a revisar el medidor"
# The action runs in the gateway, all the rest of a turn in the worker.
POINTS = {
    "after_storing": "worker",
    "during_action": "gateway",
    "after_answer": "worker",
    "before_commit": "worker",
    "before_send": "worker",
    "after_send": "worker",
}
CASES = "select c.* from cases c join conversations o on o.id = c.conversation_id where o.id = %s"


@pytest.fixture(scope="module")
def undisturbed(stack: Stack) -> list[tuple[str, str | None, object]]:
    """The same dialog when nothing is killed."""
    citizen = Citizen(stack, "telegram")
    complain(stack, citizen)
    return turns(stack, citizen)


@pytest.mark.parametrize("point", POINTS)
def test_killed_in_the_middle_of_a_form(
    stack: Stack, undisturbed: list[tuple[str, str | None, object]], point: str
) -> None:
    citizen = Citizen(stack, "telegram")
    complain(stack, citizen, point)

    cases = citizen.rows.all(CASES, citizen.conversation["id"])
    assert [case["text"] for case in cases] == [COMPLAINT]
    assert turns(stack, citizen) == undisturbed
    twice = 2 if point == "after_send" else 1
    for words in ("¿Es correcto?", cases[0]["number"]):
        assert 1 <= sum(words in message["text"] for message in citizen.received()) <= twice
    assert citizen.conversation["owner"] == "queue"
    assert QUESTIONS["¿qué horario tienen?"] in citizen.say("¿qué horario tienen?").text


def say_while_killed(stack: Stack, citizen: Citizen, text: str, point: str) -> None:
    """Say something in whose turn a process is killed; returns when it has been answered all the same."""
    before = stack.pid(POINTS[point])
    fault = order(stack, f"kill {point}")
    citizen.say(text)
    assert not fault.exists()
    assert stack.pid(POINTS[point]) != before


def complain(stack: Stack, citizen: Citizen, point: str = "") -> None:
    """A whole complaint, its two last turns disturbed at a named point if one is given."""
    citizen.start()
    citizen.say("quiero poner una queja")
    for text in (COMPLAINT, "sí"):
        if point:
            say_while_killed(stack, citizen, text, point)
        else:
            citizen.say(text)


def turns(stack: Stack, citizen: Citizen) -> list[tuple[str, str | None, object]]:
    """What Rasa has recorded of the dialog, without times and numbers: what was done, and each slot that was filled."""
    events = dialog(stack, f"{citizen.conversation['id']}-1")
    return [(event["type_name"], event["data"].get("name"), event["data"].get("value")) for event in events]
