"""Danger comes before everything: in the middle of a form, without consent, on every channel."""

import pytest

from bot.entity import entity
from tests.conversations.conftest import CHANNELS
from tests.conversations.hearing import heard, not_heard


def number(key):
    return next(phone.number for phone in entity().phones if phone.key == key)


@pytest.mark.parametrize("channel", CHANNELS)
def test_gas_in_the_middle_of_a_form(on, channel):
    writer = on(channel).start()
    heard(writer.say("quiero poner una queja"), "qué pasó")
    answer = writer.say("HUELE MUCHO A GAS EN LA COSINA")
    heard(answer, "FUGA DE GAS", "Abra", number("gas"), number("emergency"))
    not_heard(answer, "Cuénteme en un solo mensaje")
    conversation = writer.conversation
    assert (conversation["owner"], conversation["queue_reason"], conversation["priority"]) == ("queue", "emergency", 10)
    assert conversation["dialog_open"] is False
    assert writer.of_conversation("cases") == []


def test_the_first_message_of_all_may_be_one(on):
    writer = on("sms")
    answer = writer.say("se cayo un cable de la luz en la calle y hay niños jugando")
    heard(answer, "CABLE CAIDO", number("emergency"))
    assert writer.conversation["priority"] == 10


def test_what_to_do_if_it_smells_of_gas_is_an_emergency_too(on):
    heard(on("web").start().say("¿qué hago si huele a gas?"), "gas", number("emergency"))


def test_other_questions_are_still_answered_while_a_person_is_awaited(on, rows):
    writer = on("telegram").start()
    writer.say("hay un cable caído echando chispas")
    office = rows.one("select * from offices where key = 'principal'")
    heard(writer.say("dónde queda la oficina"), office["address"])
    assert writer.conversation["owner"] == "queue"


def test_a_life_at_risk_brings_a_person_and_nothing_else(on):
    writer = on("whatsapp").start()
    writer.say("quiero poner una queja")
    answer = writer.say("ya no quiero vivir, me quiero matar")
    heard(answer, "No está solo", number("emergency"))
    not_heard(answer, "reclamo", "factura", "Cuénteme en un solo mensaje")
    assert answer.titles == []
    conversation = writer.conversation
    assert (conversation["owner"], conversation["queue_reason"], conversation["priority"]) == (
        "queue", "self_harm", 10,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("words", "kind"),
    [("m qiero morir ya no aguanto esta factura", "self_harm"), ("ayer olia a gas en la cosina", "gas")],
)
def test_what_was_asked_at_once_is_not_asked_again(on, words, kind):
    writer = on("whatsapp").start()
    writer.say(words)
    asked = [message for message in writer.of_conversation("messages") if message["purpose"] == "safety"]
    assert [message["body"] for message in asked] == [entity().emergency_text(kind, form="ask")]


def test_exaggeration_is_no_risk(on):
    writer = on("sms").start()
    not_heard(writer.say("esa factura tan cara me va a matar de un infarto"), "No está solo")
    assert writer.conversation["owner"] == "assistant"
