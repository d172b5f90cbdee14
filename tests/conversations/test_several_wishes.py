"""Two wishes in one message: both are answered, or the second after the first."""

import pytest

from tests.citizen import Citizen
from tests.conversations.accounts import pesos
from tests.conversations.hearing import heard, not_heard

# Which office is told of first depends on where the account is.
HOURS = "lunes a "


@pytest.mark.parametrize("channel", ["telegram", "web"])
def test_two_questions_are_both_answered(on, channel):
    answers = on(channel).start().say("¿En qué horario atienden? ¿Y qué necesito para un paz y salvo?")
    heard(answers, "Oficina principal", "Paz y salvo")
    assert answers.text.index("Oficina principal") < answers.text.index("Paz y salvo")


def test_the_second_is_taken_up_after_the_first(on, accounts):
    account = accounts.fresh(least=1)
    writer = on("telegram").start()
    not_heard(writer.say("¿Cuánto debo? También quiero saber en qué horario atienden"), HOURS)
    not_heard(writer.say(account.number), HOURS, pesos(account.owed))
    answers = writer.say(account.document)
    heard(answers, pesos(account.owed), "lo otro", HOURS)
    assert answers.text.index(pesos(account.owed)) < answers.text.index(HOURS)
    not_heard(writer.say("gracias"), HOURS)


def test_who_asks_for_a_person_gets_one_at_once(stack):
    citizen = Citizen(stack, "whatsapp").start()
    citizen.say("No hay agua hace dos días. Quiero hablar con una persona por favor")
    assert citizen.conversation["owner"] == "queue"


def test_thanks_do_not_hide_the_wish_beside_them(on):
    writer = on("web").start()
    heard(writer.say("¡Muchas gracias! ¿Y dónde puedo pagar?"), "Puede pagar aquí")
    answers = writer.say("qué piden para el registro de nacimiento y cuánto vale el pasaporte")
    heard(answers, "Necesita:", "Pasaporte:")


def test_one_story_in_two_sentences_is_one_wish(on):
    answers = on("sms").start().say("Se fue la luz en el barrio Centro. ¿Cuándo vuelve?")
    not_heard(answers, "lo otro")


def test_all_that_waits_for_consent_is_taken_up_in_its_order(on, accounts):
    account = accounts.fresh(least=1)
    writer = on("web")
    writer.say("¿cuánto debo?")
    writer.say("mándeme la copia de mi factura")
    not_heard(writer.say("Sí, acepto"), "lo otro")
    writer.say(account.number)
    answers = writer.say(account.document)
    heard(answers, pesos(account.owed), "lo otro", "copia")
    assert answers.text.index(pesos(account.owed)) < answers.text.index("lo otro")
    not_heard(writer.say("gracias"), "lo otro")
