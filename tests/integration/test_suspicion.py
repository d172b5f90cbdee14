"""A danger that was asked about: "sí" brings the script and a person, "no" a word, all else is read as ever."""

import pytest
from sqlalchemy import select

from bot import assistant, emergency
from bot.assistant import AssistantTurn
from bot.citizens import consent
from bot.database import transaction
from bot.messaging import outbox, ownership, phrases, questions, suspicion, turn
from bot.messaging.answer import ASK_AGAIN
from bot.messaging.content import Choice, Reply
from bot.messaging.conversation import Conversation, Owner
from bot.messaging.message import Message
from tests.builders import create_conversation, create_message


@pytest.fixture
async def conversation(database):
    async with transaction() as session:
        found = await create_conversation(session)
        await create_message(session, found, body="huele raro")
        await suspicion.ask(session, found, "gas")
        return found.id


async def say(conversation_id: int, words: str):
    async with transaction() as session:
        conversation = await ownership.lock(session, conversation_id)
        message: Message = await create_message(session, conversation, body=words)
        open_ones = await questions.open_questions(session, conversation)
        asked = next((one for one in open_ones if one.kind == suspicion.QUESTION), None)
        return asked and await suspicion.answer(session, conversation, asked, message, None)


async def now_of(conversation_id: int) -> Conversation:
    async with transaction() as session:
        return await session.get_one(Conversation, conversation_id)


@pytest.mark.parametrize("words", ["sí", "SI", "sip", "claro que sí", "si señora"])
async def test_yes_brings_the_script_and_a_person(conversation, words):
    answer = await say(conversation, words)
    assert [reply.text for reply in answer.replies] == [emergency.script("gas")]
    now = await now_of(conversation)
    assert (now.owner, now.queue_reason, now.priority) == (Owner.QUEUE, "emergency", ownership.EMERGENCY)


@pytest.mark.parametrize(
    "words", ["no", "no, gracias", "ya quedó", "todo bien", "ya pasó, no hay heridos", "no hay humo ni fuego"]
)
async def test_no_ends_it(conversation, words):
    answer = await say(conversation, words)
    assert [reply.text for reply in answer.replies] == [phrases.NO_DANGER]
    assert (await now_of(conversation)).owner == Owner.ASSISTANT
    assert await say(conversation, "sí") is None


async def test_anything_else_goes_to_the_assistant_and_leaves_it_open(conversation):
    assert await say(conversation, "cuánto debo") is None
    assert (await say(conversation, "sí")).replies


async def test_after_other_talk_a_yes_is_one_to_that(conversation):
    assert await say(conversation, "cuánto debo") is None
    assert await say(conversation, "4100107") is None
    assert await say(conversation, "sí") is None


async def test_a_yes_to_another_question_is_not_taken(conversation):
    async with transaction() as session:
        now = await session.get_one(Conversation, conversation)
        await questions.ask(session, now, consent.QUESTION.kind, {}, suspicion.ASKED_FOR)
    assert await say(conversation, "sí") is None


async def in_form(conversation_id: int, asks: Reply) -> None:
    """The assistant's form has put its question below the one about the danger."""
    async with transaction() as session:
        now = await ownership.lock(session, conversation_id)
        now.dialog_open = True
        first = await session.scalar(select(Message.id).where(Message.conversation_id == now.id))
        await outbox.send(session, now, asks, author="assistant", reply_to=first)


@pytest.mark.parametrize(
    "asks",
    [
        Reply(text="¿Fueron $120.000? Si es así responda sí; si no, escriba el valor completo."),
        Reply(
            text="¿Es correcto?", choices=[Choice(title="Sí", payload="/affirm"), Choice(title="No", payload="/deny")]
        ),
    ],
)
async def test_a_yes_to_a_forms_question_is_not_taken(conversation, asks):
    await in_form(conversation, asks)
    assert await say(conversation, "sí") is None


async def test_a_yes_where_a_form_wants_no_yes_is_for_the_danger(conversation):
    await in_form(conversation, Reply(text="¿Qué valor pagó?"))
    answer = await say(conversation, "sí")
    assert [reply.text for reply in answer.replies] == [emergency.script("gas")]


async def test_a_no_to_the_danger_does_not_leave_the_form(conversation):
    await in_form(conversation, Reply(text="¿Qué valor pagó?"))
    answer = await say(conversation, "no")
    assert ([reply.text for reply in answer.replies], answer.intent) == ([phrases.NO_DANGER_IN_FORM], ASK_AGAIN)
    assert (await now_of(conversation)).dialog_open


async def test_a_yes_given_later_in_the_form_is_the_forms(conversation):
    await in_form(conversation, Reply(text="¿Qué valor pagó?"))
    await say(conversation, "120 mil")
    assert await say(conversation, "sí") is None


FORM_ASKS = Reply(text="¿Qué día pagó?")


@pytest.mark.parametrize(
    ("said", "asks"),
    [
        (("el martes", "emergency", True), False),
        (("quedo atento", "emergency", True), False),
        (("el martes y algo suena en la pared", "emergency", True), True),
        (("el martes", "emergency", False), True),
        (("hoy", "self_harm", True), False),
        (("hoy me muero", "self_harm", True), True),
    ],
    ids=[
        "a day",
        "no more than manners",
        "more than a day",
        "no form",
        "a day for despair",
        "more than a day, despair",
    ],
)
async def test_the_fact_that_a_form_asks_for_is_no_danger(session, monkeypatch, said, asks):
    text, danger, form = said

    async def take_turn(**_: str) -> AssistantTurn:
        return AssistantTurn(replies=[FORM_ASKS], danger=danger, dialog_open=True)

    monkeypatch.setattr(assistant, "take_turn", take_turn)
    asking = await create_conversation(session)
    asking.dialog_open = form
    message = await create_message(session, asking, body=text)
    await session.commit()
    assert ((await turn.take(asking, message, text)).replies[0] != FORM_ASKS) is asks
    # While a danger is asked about, the same words may be the answer.
    await suspicion.ask(session, asking, "other")
    await session.commit()
    assert (await turn.take(asking, message, text)).replies[0] != FORM_ASKS
