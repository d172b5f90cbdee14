"""An agent takes over while a turn of the assistant is held open: the assistant says nothing more."""

from collections.abc import Iterator

import pytest

from tests.citizen import Citizen, Rows
from tests.desk_clerk import Clerk
from tests.long.disturbing import order, until
from tests.stack import Stack

QUESTION, GREETING = "¿dónde puedo pagar la factura?", "Buenos días, soy Yolanda"


@pytest.fixture
def clerk(stack: Stack) -> Iterator[Clerk]:
    clerk = Clerk(stack, Rows(stack).url)
    yield clerk
    clerk.stop()


@pytest.mark.parametrize("point", ["during_action", "after_answer"])
@pytest.mark.parametrize("channel", ["telegram", "whatsapp"])
def test_nothing_from_the_assistant_after_the_click(stack: Stack, clerk: Clerk, point: str, channel: str) -> None:
    citizen = Citizen(stack, channel).start()
    clerk.take(citizen.conversation)  # the clerk's process needs longer for its first click
    clerk.give_back(citizen.conversation)
    fault = order(stack, f"hold {point} 3")
    before = len(citizen.received())
    citizen.post(QUESTION)
    until(lambda: not fault.exists())
    clerk.take(citizen.conversation)
    citizen.post("¿me puede ayudar?")
    clerk.answer(citizen.conversation, GREETING)
    until(lambda: not citizen.state()["unhandled"] and not citizen.state()["unsent"])

    (held,) = [row for row in citizen.of_conversation("messages") if row["body"] == QUESTION]
    assert held["covered_by"] == "taken_over"
    citizen.hear(GREETING)
    assert [one["text"] for one in citizen.received()[before:]] == [GREETING]
