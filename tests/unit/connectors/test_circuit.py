"""Twilio is not called while it refuses the whole office."""

import pytest

from connectors.base import Refused, Retry
from connectors.twilio.circuit import Circuit


class Hand:
    """A clock that is moved by hand."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_open_for_a_while_and_then_tried_again() -> None:
    clock = Hand()
    circuit = Circuit(clock)
    circuit.check()

    circuit.note(Retry("twilio 20003"))
    clock.now += 299
    circuit.note(Retry("twilio 20003"))  # of a call that was under way
    with pytest.raises(Retry) as caught:
        circuit.check()
    assert (str(caught.value), caught.value.after, caught.value.patient) == ("twilio 20003", 1.0, True)

    clock.now += 1
    circuit.check()


@pytest.mark.parametrize("error", [Refused("twilio 21211"), Retry("twilio 20429"), Retry("twilio 21611")])
def test_what_is_wrong_with_one_message_or_number_stops_no_other(error: Retry | Refused) -> None:
    circuit = Circuit()

    circuit.note(error)

    circuit.check()
