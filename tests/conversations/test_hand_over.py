"""A person takes the conversation, talks, closes the case; and what the office asks afterwards."""

import pytest

from bot.entity import entity
from tests.conversations.hearing import heard, not_heard
from tests.conversations.test_complaints import file


def closed(writer, clerk, outcome="solved"):
    """A complaint of this citizen, answered and closed at the desk, with its follow-up sent."""
    file(writer)
    conversation, case = writer.conversation, writer.of_conversation("cases")[0]
    clerk.take(conversation)
    clerk.answer(conversation, "Ya enviamos la cuadrilla.")
    clerk.close_case(conversation, case, outcome, "Quedó reparado.")
    clerk.follow_up_now(case)
    return case


def test_a_person_is_asked_for(on):
    writer = on("whatsapp").start()
    heard(writer.say("quiero hablar con una persona de verdad"), "Una persona le escribirá")
    conversation = writer.conversation
    assert (conversation["owner"], conversation["queue_reason"]) == ("queue", "person")
    assert "persona de verdad" in conversation["summary"]


def test_who_wants_nobody_any_more_leaves_the_queue(on):
    writer = on("telegram").start()
    writer.say("quiero hablar con un asesor")
    heard(writer.say("vino un muchacho de ustedes y me dejó un papel"), "quedó en la conversación")
    heard(writer.say("ya no, gracias"), "ya no le paso con una persona")
    assert (writer.conversation["owner"], writer.conversation["queue_reason"]) == ("assistant", "")
    heard(writer.press("Hablar con una persona"), "Una persona le escribirá")
    assert writer.conversation["owner"] == "queue"


def test_who_asks_how_long_it_takes_is_told_and_asked_nothing(on):
    writer = on("telegram").start()
    writer.say("necesito hablar con alguien")
    for question in ("¿cuánto se demoran?", "siguen sin contestar"):
        answer = writer.say(question)
        heard(answer, "Una persona le escribirá")
        not_heard(answer, "trámite")
    assert writer.conversation["queue_reason"] == "person"


def test_what_has_a_term_is_filed_while_a_person_is_awaited(on):
    writer = on("telegram").start()
    writer.say("necesito hablar con alguien")
    heard(writer.say("también se fue la luz"), "barrio")
    heard(writer.say("en El Prado"), "El Prado")
    heard(writer.say("quiero poner una queja"), "qué pasó")
    heard(writer.say("el técnico nunca vino y perdí el día de trabajo"), "¿Es correcto?")
    heard(writer.press("Sí"), "quedó radicado")
    assert writer.conversation["owner"] == "queue" and len(writer.of_conversation("cases")) == 1


def test_a_question_that_names_no_procedure_is_left_to_the_person_awaited(on):
    writer = on("telegram").start()
    writer.say("quiero hablar con un asesor")
    heard(writer.say("¿qué tengo que llevar?"), "quedó en la conversación")
    heard(writer.say("qué piden para el cambio de titular"), "titular")
    assert writer.conversation["owner"] == "queue" and not writer.conversation["dialog_open"]


def test_a_complaint_just_filed_is_taken_back_while_a_person_is_awaited(on):
    writer = on("web").start()
    file(writer)
    heard(writer.say("no mejor retírela"), "retir", writer.of_conversation("cases")[0]["number"])


def test_who_was_in_danger_does_not_leave_the_queue_by_a_word(on):
    writer = on("whatsapp").start()
    heard(writer.say("hay un cable caído echando chispas"), "CABLE CAÍDO")
    writer.say("ya no, gracias")
    assert (writer.conversation["owner"], writer.conversation["queue_reason"]) == ("queue", "emergency")


@pytest.mark.parametrize("channel", ["telegram", "web"])
def test_hand_over_in_the_middle_of_a_form_and_back(on, clerk, channel):
    writer = on(channel).start()
    heard(writer.say("no tengo gas"), "barrio")
    heard(writer.say("mejor comuníqueme con un asesor"), "Una persona le escribirá")
    assert "gas" in writer.conversation["summary"]
    conversation = writer.conversation
    clerk.take(conversation)
    assert writer.say("barrio San Antonio") == [], "the assistant is silent while a person speaks"
    clerk.answer(conversation, "Con gusto, ya lo reviso.")
    writer.hear("ya lo reviso")
    assert writer.say("quedo atento") == []
    clerk.give_back(conversation)
    assert writer.conversation["owner"] == "assistant"
    answer = writer.say("gracias")
    heard(answer, "Con mucho gusto")
    not_heard(answer, "barrio", "dirección")
    assert writer.of_conversation("outage_reports") == []


@pytest.mark.parametrize("channel", ["whatsapp", "sms"])
def test_solved_and_rated(on, clerk, channel):
    writer = on(channel).start()
    case = closed(writer, clerk)
    heard(writer.hear("¿Se resolvió?"), case["number"])
    heard(writer.say("si ya quedo, gracias"), "1 (muy mala)")
    heard(writer.say("5"), "Gracias por su calificación")
    rating = writer.rows.one("select * from ratings where case_id = %s", case["id"])
    assert rating["stars"] == 5
    assert writer.of_conversation("follow_ups")[0]["solved"] is True
    assert writer.of_conversation("cases")[0]["status"] == "closed"


def test_not_solved_reopens_and_comes_back_to_the_queue(on, clerk):
    writer = on("telegram").start()
    case = closed(writer, clerk)
    writer.hear("¿Se resolvió?")
    heard(writer.press("No"), "Reabrí su caso", case["number"])
    after = writer.of_conversation("cases")[0]
    assert (after["status"], after["number"], after["due_on"]) == ("reopened", case["number"], case["due_on"])
    conversation = writer.conversation
    assert (conversation["owner"], conversation["queue_reason"]) == ("queue", "follow_up")
    assert case["number"] in conversation["summary"] and "Reabierto" in conversation["summary"]
    # An agent takes it up, and the assistant is silent again.
    clerk.take(conversation)
    assert writer.say("sigue roto") == []


def test_something_else_leaves_the_question_open(on, clerk, rows):
    writer = on("web").start()
    case = closed(writer, clerk)
    writer.hear("¿Se resolvió?")
    office = rows.one("select * from offices where key = 'principal'")
    heard(writer.say("¿a qué hora abren la oficina?"), office["hours"])
    heard(writer.say("no, sigue igual"), "Reabrí su caso", case["number"])


def test_the_thanks_of_another_topic_is_no_answer_to_the_question(on, clerk):
    writer = on("whatsapp").start()
    closed(writer, clerk)
    writer.hear("¿Se resolvió?")
    writer.say("dónde puedo pagar?")
    writer.say("no, gracias")
    assert writer.of_conversation("cases")[0]["status"] == "closed"
    assert writer.of_conversation("follow_ups")[0]["answered_at"] is None


def test_who_has_opted_out_is_not_asked(on, clerk):
    writer = on("sms").start()
    file(writer)
    conversation, case = writer.conversation, writer.of_conversation("cases")[0]
    clerk.take(conversation)
    clerk.give_back(conversation)
    writer.say("no me escriban más")
    clerk.take(writer.conversation)
    clerk.close_case(conversation, case, "solved", "Listo.")
    with pytest.raises(Exception, match="seguimiento"):
        clerk.follow_up_now(case)
    assert not [m for m in writer.received() if entity().follow_up.ask[:12] in m["text"]]
