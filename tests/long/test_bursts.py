"""One wish in several messages, as people write: with the wait that an office has."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests.citizen import Citizen
from tests.stack import Stack

LINKS = """
    select m.body, m.covered_by, m.handled_at - m.created_at as took, j.body as read_with,
           (select count(*) from messages r where r.reply_to = m.id) as replies
    from messages m left join messages j on j.id = m.joined_to
    where m.conversation_id = %s and m.direction = 'in' order by m.seq
"""
PATIENCE = timedelta(seconds=5)


@pytest.fixture(scope="module")
def office() -> Iterator[Stack]:
    """A system that waits for what follows a greeting."""
    stack = Stack(environment={"VENTANILLA_BURST_SECONDS": "5"})
    try:
        yield stack.start()
    finally:
        stack.stop()


def links(citizen: Citizen) -> list[dict[str, Any]]:
    """The citizen's messages, what each was read with, and how many replies it has."""
    return citizen.rows.all(LINKS, citizen.conversation["id"])


def write(citizen: Citizen, text: str, said: int) -> None:
    """Write one message; the network may bring the next one sooner, so it is stored before that is written."""
    citizen.post(text)
    citizen.stored(said)


def test_pieces_are_read_as_one(office: Stack) -> None:
    citizen = Citizen(office, "whatsapp").start()
    before = citizen.said()
    for number, text in enumerate(("buenas", "una pregunta", "es que quería saber", "en qué horario atienden"), 1):
        write(citizen, text, before + number)

    answers = citizen.answers(before + 4)

    assert answers.text.count("Oficina principal") == 1
    *pieces, last = links(citizen)[2:]
    assert [piece["read_with"] for piece in pieces] == ["en qué horario atienden"] * 3
    assert {piece["covered_by"] for piece in pieces} == {"joined"}
    assert [piece["replies"] for piece in pieces] == [0, 0, 0] and last["replies"] >= 1


def test_a_greeting_alone_waits_and_a_request_does_not(office: Stack) -> None:
    citizen = Citizen(office, "telegram").start()
    citizen.say("buenas tardes")
    citizen.say("¿en qué horario atienden?")

    greeting, request = links(citizen)[2:]
    assert greeting["took"] >= PATIENCE
    assert request["took"] < PATIENCE


def test_a_danger_told_in_two_messages(office: Stack) -> None:
    citizen = Citizen(office, "sms").start()
    before = citizen.said()
    write(citizen, "hola, aquí en la casa huele a", before + 1)
    write(citizen, "gas", before + 2)

    answers = citizen.answers(before + 2)

    assert "164" in answers.text or "123" in answers.text
    assert citizen.conversation["priority"] > 0
