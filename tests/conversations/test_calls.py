"""On the telephone: the same assistant, heard and spoken."""

import itertools
import re

import pytest

from bot.demo.people import make_person
from connectors.voice.numbers import amount, digit_by_digit
from tests.caller import Caller
from tests.citizen import Citizen
from tests.conversations.accounts import pesos
from tests.conversations.hearing import bare

_numbers = itertools.count(1)


@pytest.fixture
def caller(stack):
    return Caller(stack, f"+57302{next(_numbers):07d}")


def heard(said, *words):
    missing = [each for each in words if bare(each) not in bare(said)]
    assert not missing, f"not said: {missing}\nsaid: {said}"
    assert not re.search(r"\d|https?:|[*_•]", said), said


def test_a_bill_with_the_identity_by_keypad_and_the_answer_by_text(caller, accounts, stack):
    account = accounts.fresh(least=1)
    texts = Citizen(stack, "sms", caller.address)
    texts.say("hola")  # the phone is there
    heard(caller.call(), "asistente virtual automático", "emergencia", "marque uno")
    heard(caller.press("1"), "En qué le puedo ayudar")
    heard(caller.say("Cuánto debo."), "marque su número de cuenta")
    heard(caller.press(f"{account.number}#"), digit_by_digit(account.number), "marque los últimos cuatro dígitos")
    owed = amount(account.owed)
    heard(caller.press(f"{account.document}#"), owed)
    heard(caller.say("Mándemelo por mensaje."), "se lo envié por mensaje de texto")
    texts.hear(pesos(account.owed))
    caller.hang_up()
    assert caller.errors == []
    # The next call from this number proves nothing.
    caller.call()
    heard(caller.say("cuánto debo"), "cuenta")
    assert not caller.rows.all(
        "select 1 from identities i join addresses a on a.id = i.address_id where a.address = %s and ended_at is null",
        caller.address,
    )
    assert make_person(account.number).document not in str(caller.rows.all("select said from call_steps"))
    caller.hang_up()


def test_a_complaint_that_goes_to_a_person(caller, accounts):
    caller.call()
    caller.press("1")
    heard(caller.say("quiero poner una queja"), "cuénteme qué pasó y qué solicita")
    heard(caller.say("el técnico me trató muy mal y no arregló nada"), "marque uno")
    said = caller.press("1")
    heard(said, "quedó radicad", "V, S", "Lo comunico con una persona")
    assert caller.phase == "dialing"
    heard(caller.office("busy"), "le devolverá la llamada")
    caller.hang_up()
    conversation = caller.conversation
    assert (conversation["owner"], conversation["queue_reason"]) == ("queue", "complaint")
    owed = caller.rows.one("select * from callbacks where conversation_id = %s", conversation["id"])
    assert (owed["number"], owed["done_at"]) == (caller.address, None)
    assert caller.errors == []


def test_an_emergency_in_the_middle_of_a_call(caller):
    caller.call()
    caller.press("1")
    caller.say("quiero poner una queja")
    heard(
        caller.say("espere, huele muchísimo a gas"), "Abra puertas y ventanas", "uno, seis, cuatro", "cuelgue y salga"
    )
    assert caller.phase == "dialing"
    caller.office("answer")
    caller.office("hangup")
    assert caller.phase == "ended"
    conversation = caller.conversation
    assert (conversation["queue_reason"], conversation["priority"]) == ("emergency", 10)
    assert caller.rows.all("select 1 from callbacks where conversation_id = %s", conversation["id"]) == []


def test_a_person_by_key(caller):
    caller.call()
    heard(caller.press("0"), "Lo comunico con una persona")
    caller.office("answer")
    heard(caller.office("hangup"), "Gracias por llamar")
