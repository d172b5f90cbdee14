"""A bare yes or no to what was offered."""

import pytest

from bot.messaging import offers
from bot.messaging.choosing import Offer
from bot.messaging.content import Choice, Reply
from bot.messaging.message import Message
from bot.messaging.person import PERSON

BILL, COPY = Choice(title="Cuánto debo", payload="/bill_amount"), Choice(title="Copia", payload="/bill_copy")


def offer(said: str, *choices: Choice, about: str = "") -> Offer:
    content = Reply(text=said, choices=list(choices)).model_dump(mode="json")
    return Offer([Message(content=content)], abouts=(about,) if about else (), said=said)


@pytest.mark.parametrize("text", ["sí", "si porfa", "Claro que sí", "sí, gracias"])
def test_a_yes_to_several_is_asked_which(text):
    answer = offers.read(text, offer("¿Es alguna de estas cosas?", BILL, COPY))
    assert answer is not None and answer.replies[0].choices == [BILL, COPY]


def test_a_yes_to_one_takes_it():
    report = Choice(title="Reportar una falla", payload="/outage_report")
    answer = offers.read("sí por favor", offer("No tengo cortes. Si le falta el servicio, lo reporto.", report))
    assert answer is not None and answer.intent == "/outage_report"


@pytest.mark.parametrize("text", ["sí, gracias", "bueno, por favor, gracias", "claro, gracias", "bueno"])
def test_a_yes_with_thanks_is_a_yes(text):
    person = Choice(title="Hablar con una persona", payload="/human_handoff")
    answer = offers.read(text, offer("Escríbame qué necesita, o se la paso a una persona.", person))
    assert answer is not None and answer.intent == "/human_handoff"


@pytest.mark.parametrize("text", ["bueno, gracias", "Bueno, gracias", "correcto gracias", "exacto, gracias señora"])
@pytest.mark.parametrize(
    ("said", "payload"),
    [
        ("No tengo cortes registrados en El Prado. Si le falta el servicio, lo reporto.", "/outage_report"),
        ("Escríbame qué necesita, o se la paso a una persona.", "/human_handoff"),
        ("Si quiere, dejo su caso radicado ahora.", "/complaint_file"),
    ],
)
def test_who_takes_note_and_thanks_wants_nothing_more(text, said, payload):
    assert offers.read(text, offer(said, Choice(title="Sí", payload=payload))) is None


@pytest.mark.parametrize("text", ["no", "ninguna de esas", "no, ninguna", "nada de eso"])
def test_a_no_to_guesses_asks_for_other_words(text):
    answer = offers.read(text, offer("¿Es alguna de estas cosas?", BILL, COPY, about=offers.NOT_UNDERSTOOD))
    assert answer is not None and "otras palabras" in answer.replies[0].text


@pytest.mark.parametrize(
    ("text", "said", "choices"),
    [
        ("sí", "Su factura es de $20.000.", (BILL, COPY)),
        ("ok", "¿Es alguna de estas cosas?", (BILL, COPY)),
        ("sí tengo luz", "¿Es alguna de estas cosas?", (BILL, COPY)),
        ("sí", "¿Desea un reclamo?", (Choice(title="Sí", payload="/affirm"), Choice(title="No", payload="/deny"))),
        ("no", "¿En qué le ayudo?", (BILL, COPY)),
        ("sí", "¿En qué le ayudo?", ()),
    ],
)
def test_anything_else_is_read_by_others(text, said, choices):
    assert offers.read(text, offer(said, *choices)) is None


def test_after_two_messages_that_were_not_for_us_a_person_is_offered():
    answer = Reply(text="Eso no lo puedo resolver aquí.")
    assert offers.way_out([answer], "out_of_scope")[0].choices == [PERSON]
    assert offers.way_out([answer], "bill_amount") == [answer]
    offered = Reply(text="¿Le sirve?", choices=[BILL])
    assert offers.way_out([offered], "out_of_scope") == [offered]
