"""Nothing of what citizens said or are is in any log. Runs last: the logs hold the kills and failures of the others."""

import re
from pathlib import Path

from bot.demo.cast import cast
from bot.demo.people import Person
from tests.citizen import Citizen, Rows, Visitor, Writer
from tests.desk_clerk import Clerk
from tests.stack import Stack

# Shorter texts ("hola", "sí") are words of programs, too.
SHORTEST = 8
# A process or a row may have the same four digits as somebody's document.
OWN_NUMBERS = re.compile(r"(?i)\[\d+\]|\b(?:pid|process|job|message|delivery|event|update|conversation|attempt)s? \d+")
COMPLAINT = "La vecina Eufrasia Montoya rompió mi medidor el martes"
ANSWER = "Doña Eufrasia ya fue citada"


def test_no_log_holds_anything_personal(stack: Stack) -> None:
    clerk = Clerk(stack, Rows(stack).url)
    people = [person for _, person in cast()]
    writers: list[Writer] = [Visitor(stack), *(Citizen(stack, channel) for channel in ("telegram", "whatsapp", "sms"))]
    try:
        for writer, person in zip(writers, people, strict=False):
            talk(writer, person, clerk)
    finally:
        clerk.stop()
    logs = {file.name: OWN_NUMBERS.sub("", file.read_text(errors="replace")) for file in log_files(stack)}
    assert {"gateway.log", "worker.log", "assistant.log", "postgres.log", "console.log"} <= set(logs)
    for secret in personal(stack, people):
        pattern = re.compile(rf"(?<![\w.:,/-]){re.escape(secret)}(?![\w:])")
        found = [name for name, text in logs.items() if pattern.search(text)]
        assert not found, f"{secret!r} is in {found}"


def talk(writer: Writer, person: Person, clerk: Clerk) -> None:
    """A whole conversation: a wrong fact, the right one, a bill, an outage, a complaint, a person."""
    writer.start()
    writer.say("¿cuánto debo?")
    writer.say(person.number)
    writer.say("0000")
    assert "$" in writer.say(person.document).text
    writer.say(f"soy {person.name}, mi teléfono es {person.phone}")
    writer.say(f"no hay luz en la {person.address}")
    writer.say("quiero poner una queja")
    writer.say(COMPLAINT)
    assert "radicad" in writer.say("sí").text
    clerk.take(writer.conversation)
    clerk.answer(writer.conversation, ANSWER)


def log_files(stack: Stack) -> list[Path]:
    return [*(stack.data_dir / "logs").rglob("*.log*"), stack.data_dir / "console.log"]


def personal(stack: Stack, people: list[Person]) -> set[str]:
    """What these and all other citizens of the run said, from where, and what the office knows of the people."""
    rows = Rows(stack)
    said = {row["body"] for row in rows.all("select distinct body from messages where direction = 'in'")}
    addresses = {row["address"] for row in rows.all("select address from addresses")}
    known = {value for one in people for value in (one.name, one.number, one.document, one.phone, one.address)}
    parts = {name for one in people for name in one.name.split() if len(name) > 4}
    every = said | addresses | known | parts | {COMPLAINT, ANSWER, "Eufrasia"}
    kept = {text for text in every if len(text) >= SHORTEST or text in known | parts}
    return kept | {text.removeprefix("+57") for text in addresses if text.startswith("+57")}
