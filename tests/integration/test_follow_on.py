"""What an answer is about is kept with it, so that a short question after it is understood."""

import pytest

from bot.entity import entity
from bot.messaging import follow_on, reading
from bot.messaging.content import Reply
from tests.builders import create_conversation, create_message


@pytest.fixture
async def known(session):
    """A conversation past its first contact, in which a procedure was just told."""
    conversation = await create_conversation(session)
    conversation.address.policy_shown = entity().privacy.version
    asked = await create_message(session, conversation, body="requisitos para el paz y salvo")
    told = {"text": "Paz y salvo.", "about": "procedure_info"}
    await create_message(session, conversation, direction="out", body="Paz y salvo.", content=told, reply_to=asked.id)
    return conversation


async def test_a_short_question_is_given_the_intent_answered_last(session, known):
    message = await create_message(session, known, body="¿y cuánto cuesta?")
    assert not await reading.read(session, known, message)
    assert message.intent == "/procedure_info"


async def test_in_a_form_it_is_an_answer_or_a_question_of_its_own(session, known):
    known.dialog_open = True
    message = await create_message(session, known, body="¿y cuánto cuesta?")
    assert not await reading.read(session, known, message)
    assert message.intent != "/procedure_info"


async def test_an_answer_within_a_form_is_about_what_the_form_is_for(session, known):
    reply, again = Reply(text="Anotado."), Reply(text="Paz y salvo.")
    assert follow_on.about(reply, "inform", await follow_on.asked_before(session, known)) == "inform"
    known.dialog_open = True
    asked = await follow_on.asked_before(session, known)
    assert follow_on.about(reply, "inform", asked) == "procedure_info"
    assert follow_on.about(reply, "office_info", asked) == "office_info"
    # The form's question, asked again below the answer to something else.
    assert follow_on.about(again, "office_info", asked) == "procedure_info"
