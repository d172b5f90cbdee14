"""After a case closes: was it solved? "No" reopens it, "sí" asks for a rating."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot import clock
from bot.cases import closing
from bot.cases.case import Case, Status
from bot.followup import follow_up, planned, quiet_hours
from bot.followup.rating import Rating
from bot.messaging import answers, ownership, questions
from bot.messaging.content import Reply
from bot.messaging.conversation import Owner
from bot.messaging.message import Message
from bot.messaging.outbox import send
from bot.settings import settings
from tests.builders import create_agent, create_case, create_conversation, create_message
from tests.channels import SMS_NUMBER, VOICE_NUMBER, WHATSAPP_NUMBER, configure, forget

TUESDAY_NOON = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)


def go_to(moment):
    clock.move(moment - datetime.now(UTC))


@pytest.fixture
async def closed_case(session):
    """A case closed on Tuesday at noon, on the web chat."""
    go_to(TUESDAY_NOON)
    return await close_one(session, await create_conversation(session))


async def close_one(session, conversation):
    case = await create_case(session, conversation)
    await closing.close(session, case, outcome="solved")
    return case


async def conversation_of(session, case):
    return await ownership.lock(session, case.conversation_id)


async def follow_up_of(session, case):
    return await planned.of_case(session, case)


async def sent(session, case):
    return list(
        await session.scalars(
            select(Message).where(Message.conversation_id == case.conversation_id, Message.purpose == "survey")
        )
    )


async def answered(session, case, text, payload=None):
    """What the platform makes of a citizen's message."""
    conversation = await conversation_of(session, case)
    message = await create_message(session, conversation, body=text)
    return await answers.find(session, conversation, message, payload)


async def asked(session, case):
    assert await follow_up.send_now(session, case)
    return await follow_up_of(session, case)


async def test_it_waits_for_its_time_and_is_sent_once(session, closed_case):
    assert await follow_up.send_due(session) == 0
    go_to(TUESDAY_NOON + timedelta(hours=24, minutes=1))
    assert await follow_up.send_due(session) == 1
    assert await follow_up.send_due(session) == 0
    assert not await follow_up.send_now(session, closed_case)
    [message] = await sent(session, closed_case)
    assert closed_case.number in message.body
    assert [choice["title"] for choice in message.content["choices"]] == ["Sí", "No"]


async def test_outside_the_contact_hours_it_waits_but_not_in_the_demo(session, closed_case, monkeypatch):
    saturday_night = datetime(2026, 11, 29, 2, 0, tzinfo=UTC)
    go_to(saturday_night)
    assert await follow_up.send_due(session) == 0
    monkeypatch.setattr(settings(), "demo", True)
    assert await follow_up.send_due(session) == 1


@pytest.mark.parametrize(
    ("local_hour", "may"),
    [
        ("2026-11-24 06:59", False),
        ("2026-11-24 07:00", True),
        ("2026-11-24 19:00", False),
        ("2026-11-28 14:59", True),
        ("2026-11-28 15:00", False),
        ("2026-11-29 10:00", False),
        ("2026-12-08 10:00", False),
    ],
)
def test_contact_hours(local_hour, may):
    moment = datetime.fromisoformat(f"{local_hour}-05:00")
    assert quiet_hours.may_contact(moment) is may


async def test_what_no_longer_makes_sense_is_not_sent(session, closed_case):
    conversation = await conversation_of(session, closed_case)
    conversation.address.opted_out_at = clock.now()
    go_to(TUESDAY_NOON + timedelta(hours=25))
    assert await follow_up.send_due(session) == 0
    assert (await follow_up_of(session, closed_case)).waits_for == "opted_out"
    reopened = await close_one(session, await create_conversation(session))
    await closing.reopen(session, reopened, reason="…")
    go_to(TUESDAY_NOON + timedelta(hours=60))
    assert await follow_up.send_due(session) == 0
    assert not await sent(session, closed_case) and not await sent(session, reopened)


async def test_while_a_person_attends_it_waits(session, closed_case):
    agent = await create_agent(session)
    conversation = await conversation_of(session, closed_case)
    await ownership.claim(session, conversation.id, agent_id=agent.id, expected_version=conversation.owner_version)
    go_to(TUESDAY_NOON + timedelta(hours=25))
    assert await follow_up.send_due(session) == 0
    waiting = await follow_up_of(session, closed_case)
    assert waiting.pending and waiting.waits_for == "a_person_attends"
    await ownership.give_back(session, conversation, agent_id=agent.id)
    go_to(TUESDAY_NOON + timedelta(hours=26, minutes=1))
    assert await follow_up.send_due(session) == 1


async def test_two_closed_cases_are_asked_about_one_after_the_other(session, closed_case):
    second = await close_one(session, await conversation_of(session, closed_case))
    go_to(TUESDAY_NOON + timedelta(hours=25))
    assert await follow_up.send_due(session) == 1
    answer = await answered(session, closed_case, "no")
    assert closed_case.number in answer.replies[0].text
    assert (await session.get_one(Case, second.id)).status == Status.CLOSED


@pytest.fixture
def whatsapp(monkeypatch):
    """WhatsApp is set up, with these templates."""

    def set_up(**contents):
        configure(monkeypatch, whatsapp_contents=json.dumps(contents))

    yield set_up
    forget()


async def test_on_whatsapp_without_a_template_it_comes_before_the_window_closes_or_not_at_all(session, whatsapp):
    whatsapp()
    go_to(TUESDAY_NOON)
    conversation = await create_conversation(session, channel="whatsapp", account=WHATSAPP_NUMBER, address="+573001")
    written = clock.now()
    conversation.address.last_inbound_at = written
    case = await close_one(session, conversation)
    follow = await follow_up_of(session, case)
    assert follow.due_at == written + timedelta(hours=23, minutes=55)
    go_to(TUESDAY_NOON + timedelta(hours=24, minutes=30))
    assert await follow_up.send_due(session) == 0
    assert follow.waits_for == "whatsapp_window" and follow.pending


async def test_on_whatsapp_with_a_template_it_comes_in_its_time(session, whatsapp):
    whatsapp(**{"template-survey": "HX1"})
    go_to(TUESDAY_NOON)
    conversation = await create_conversation(session, channel="whatsapp", account=WHATSAPP_NUMBER, address="+573001")
    case = await close_one(session, conversation)
    follow = await follow_up_of(session, case)
    assert follow.due_at >= TUESDAY_NOON + timedelta(hours=24)
    go_to(TUESDAY_NOON + timedelta(hours=24, minutes=30))
    assert await follow_up.send_due(session) == 1


async def test_no_reopens_the_case_and_brings_it_to_the_agents_with_its_history(session, closed_case):
    follow = await asked(session, closed_case)
    answer = await answered(session, closed_case, "No, todavía no")
    conversation = await conversation_of(session, closed_case)
    case = await session.get_one(Case, closed_case.id)
    assert (case.status, case.outcome) == (Status.REOPENED, None)
    assert (conversation.owner, conversation.queue_reason) == (Owner.QUEUE, "follow_up")
    for words in (case.number, case.text, "Cerrado: Resuelto a favor", "no se resolvió"):
        assert words in conversation.summary
    assert case.number in answer.replies[0].text and "persona" in answer.replies[0].text
    assert follow.solved is False and follow.answered_at is not None
    assert await answered(session, closed_case, "no") is None


async def test_no_three_days_later_after_another_topic_reopens_too(session, closed_case):
    await asked(session, closed_case)
    go_to(TUESDAY_NOON + timedelta(days=3))
    conversation = await conversation_of(session, closed_case)
    await create_message(session, conversation, body="¿Dónde pago?", handled_at=clock.now())
    await send(session, conversation, Reply(text="Puede pagar en la oficina."), author="assistant")
    assert await answered(session, closed_case, "no, gracias") is None
    assert await answered(session, closed_case, "2") is None
    assert (await session.get_one(Case, closed_case.id)).status == Status.CLOSED
    assert await answered(session, closed_case, "No") is not None
    assert (await session.get_one(Case, closed_case.id)).status == Status.REOPENED


async def test_while_the_assistant_asks_something_else_no_is_its_answer(session, closed_case):
    await asked(session, closed_case)
    conversation = await conversation_of(session, closed_case)
    await send(session, conversation, Reply(text="¿En cuántas cuotas?"), author="assistant")
    conversation.dialog_open = True
    assert await answered(session, closed_case, "no") is None
    assert (await answered(session, closed_case, "", payload=follow_up.QUESTION.no)) is not None


async def test_another_question_leaves_the_follow_up_open(session, closed_case):
    await asked(session, closed_case)
    assert await answered(session, closed_case, "no tengo luz") is None
    conversation = await conversation_of(session, closed_case)
    assert [question.kind for question in await questions.open_questions(session, conversation)] == ["follow_up"]


async def test_after_thirty_days_nobody_expects_an_answer(session, closed_case):
    await asked(session, closed_case)
    go_to(TUESDAY_NOON + timedelta(days=30, minutes=1))
    assert await answered(session, closed_case, "no") is None


async def test_yes_asks_for_a_rating_which_is_stored(session, closed_case):
    follow = await asked(session, closed_case)
    answer = await answered(session, closed_case, "Sí, ya quedó, gracias")
    assert [choice.title for choice in answer.replies[0].choices] == ["1", "2", "3", "4", "5"]
    assert follow.solved is True
    await send(session, await conversation_of(session, closed_case), answer.replies[0])
    assert await answered(session, closed_case, "6") is None
    assert await answered(session, closed_case, "4") is not None
    assert (await session.scalars(select(Rating.stars))).all() == [4]
    assert (await session.get_one(Case, closed_case.id)).status == Status.CLOSED


async def test_an_agent_who_has_the_conversation_keeps_it(session, closed_case):
    await asked(session, closed_case)
    agent, conversation = await create_agent(session), await conversation_of(session, closed_case)
    await ownership.claim(session, conversation.id, agent_id=agent.id, expected_version=conversation.owner_version)
    assert await answered(session, closed_case, "no", payload=follow_up.QUESTION.no) is not None
    after = await conversation_of(session, closed_case)
    assert (after.owner, after.agent_id) == (Owner.AGENT, agent.id)
    assert (await session.get_one(Case, closed_case.id)).status == Status.REOPENED


@pytest.mark.parametrize(
    ("said", "stars"),
    [
        ("5", 5), ("rating:3", 3), ("5 estrellas", 5), ("cinco", 5), ("un 4", 4), ("le doy 2", 2), ("⭐⭐⭐", 3),
        ("4/5", 4),
        ("0", None), ("6", None), ("55", None), ("no", None), ("5 de la tarde", None), ("", None), ("⭐" * 6, None),
    ],
)  # fmt: skip
def test_ratings_as_people_say_them(said, stars):
    assert follow_up.stars_in(said) == stars


async def test_who_called_is_asked_by_text_message(session, whatsapp):
    whatsapp()
    go_to(TUESDAY_NOON)
    caller = await create_conversation(session, channel="voice", account=VOICE_NUMBER, address="+573015550001")
    case = await close_one(session, caller)

    assert await follow_up.send_now(session, case)

    asked = (await session.scalars(select(Message).where(Message.purpose == "survey"))).one()
    there = await ownership.lock(session, asked.conversation_id)
    assert (there.address.channel, there.address.account, there.address.address) == (
        "sms", SMS_NUMBER, "+573015550001",
    )  # fmt: skip
    [question] = await questions.open_questions(session, there)
    assert (question.kind, question.payload["case_id"]) == (follow_up.QUESTION.kind, case.id)
    no = await create_message(session, there, body="no")
    assert await answers.find(session, there, no, None)
    assert case.status == Status.REOPENED and there.owner == Owner.QUEUE
