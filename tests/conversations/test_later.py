"""What depends on the time: nobody attends in the evening, an identity check ends, a "no" comes days later.

These move the time of the system that all tests share, only ever forward, and run last.
"""

import pytest

from bot import attention
from tests.conversations.accounts import in_words, pesos
from tests.conversations.hearing import heard, not_heard
from tests.conversations.test_complaints import due_on, file
from tests.conversations.test_hand_over import closed

pytestmark = pytest.mark.moves_time


def test_an_identity_check_ends_when_it_rests(on, accounts, clock):
    account = accounts.role("normal")
    writer = on("telegram").start()
    writer.identify(account.number, account.document)
    heard(writer.say("cuánto debo"), pesos(account.owed))
    clock.ahead(minutes=31)
    answer = writer.say("cuánto debo")
    heard(answer, f"terminada en {account.number[-3:]}", "documento")
    not_heard(answer, pesos(account.owed))


def test_a_question_for_the_second_fact_expires(on, accounts, clock):
    account = accounts.role("normal")
    writer = on("sms").start()
    writer.say("cuánto debo")
    writer.say(account.number)
    clock.ahead(minutes=16)
    not_heard(writer.say(account.document), pesos(account.owed))


@pytest.fixture(scope="module")
def evening(clock):
    """From here on it is evening, until the module's end, when it is morning again."""
    clock.to_evening()
    yield clock
    clock.to_morning()


def test_a_complaint_in_the_evening_is_filed_and_stays_with_the_assistant(on, evening):
    assert not attention.is_open(evening.now())
    writer = on("whatsapp").start()
    answer = file(writer, "El agua sale sucia desde el lunes")
    case = writer.of_conversation("cases")[0]
    due, days = due_on(case["kind"], evening.now().date())
    heard(answer, case["number"], f"{days} días hábiles", in_words(due), "Atendemos de nuevo", "le sigo ayudando")
    opens = attention.next_opening(evening.now())
    heard(answer, f"{opens.hour % 12}:{opens.minute:02d} a. m.")
    assert writer.conversation["owner"] == "assistant" and case["due_on"] == due
    heard(writer.say("en qué va mi caso"), case["number"])


def test_a_person_in_the_evening_is_not_promised_at_once(on, evening):
    writer = on("sms").start()
    answer = writer.say("quiero hablar con un asesor")
    heard(answer, "no hay personas atendiendo")
    assert writer.conversation["owner"] == "assistant"
    heard(writer.say("1"), "Cuénteme")


def test_an_appointment_in_the_evening_becomes_a_request(on, evening):
    writer = on("web").start()
    answer = writer.say("necesito una cita para revisar el contador")
    case = writer.of_conversation("cases")[0]
    heard(answer, case["number"], in_words(case["due_on"]))
    assert case["kind"] == "peticion_general" and writer.conversation["owner"] == "assistant"


def test_an_emergency_in_the_evening_is_as_urgent(on, evening):
    writer = on("telegram").start()
    heard(writer.say("huele a gas en el edificio"), "FUGA DE GAS")
    assert (writer.conversation["owner"], writer.conversation["priority"]) == ("queue", 10)


def test_a_no_three_days_later_after_another_topic_reopens(on, clerk, clock):
    clock.to_morning()
    writer = on("telegram").start()
    case = closed(writer, clerk)
    writer.hear("¿Se resolvió?")
    clock.to_morning(days=3)
    heard(writer.say("qué trámites hacen?"), "¿Qué trámite necesita?")
    heard(writer.say("No"), "Reabrí su caso", case["number"])
    assert writer.of_conversation("cases")[0]["status"] == "reopened"
    conversation = writer.conversation
    assert (conversation["owner"], conversation["queue_reason"]) == ("queue", "follow_up")


def test_the_same_complaint_on_another_day_is_another_case(on, clerk, clock):
    writer = on("web").start()
    file(writer)
    conversation = writer.conversation
    clerk.take(conversation)
    clerk.give_back(conversation)
    clock.to_morning(days=2)
    file(writer)
    assert len(writer.of_conversation("cases")) == 2
