from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.citizens import consent
from bot.citizens.consent import QUESTION, Consent
from bot.entity import entity
from bot.messaging import outbox
from bot.messaging.content import Choice, Reply
from bot.messaging.questions import open_questions
from tests.builders import create_conversation

YES, NO = QUESTION.yes, QUESTION.no


@pytest.fixture
async def conversation(session):
    return await create_conversation(session)


async def put_question(session, conversation):
    for reply in await consent.first_contact(session, conversation):
        await outbox.send(session, conversation, reply, author="assistant")
    return (await open_questions(session, conversation))[0]


async def test_the_first_contact_says_who_speaks_and_links_the_policy_once(session, conversation):
    [reply] = await consent.first_contact(session, conversation)
    assert "automático" in reply.text
    assert entity().privacy.url in reply.text
    assert [choice.payload for choice in reply.choices] == [YES, NO]
    assert not consent.is_first_contact(conversation.address)
    assert await consent.first_contact(session, conversation) == []


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        (YES, True), (NO, False), ("Sí", True), ("1", True), ("Acepto.", True), ("¡claro!", True), ("👍", True),
        ("2", False), ("NO", False), ("no acepto", False),
        ("cuánto debo", None), ("no tengo luz", None), ("", None), ("11", None),
    ],
)  # fmt: skip
async def test_answers_to_the_question(session, conversation, said, answer):
    question = await put_question(session, conversation)
    assert await consent.read_answer(session, conversation, question, said) is answer


async def test_a_bare_yes_to_a_later_question_is_no_consent(session, conversation):
    question = await put_question(session, conversation)
    later = Reply(text="¿Es correcto?", choices=[Choice(title="Sí", payload="/affirm")])
    await outbox.send(session, conversation, later, author="assistant")
    assert await consent.read_answer(session, conversation, question, "sí") is None
    assert await consent.read_answer(session, conversation, question, "acepto") is True


async def test_without_a_question_only_the_button_counts(session, conversation):
    assert await consent.read_answer(session, conversation, None, "sí") is None
    assert await consent.read_answer(session, conversation, None, YES) is True


async def test_an_answer_is_kept_with_what_was_shown_and_once(session, conversation):
    await put_question(session, conversation)
    for _ in range(2):
        await consent.record(session, conversation, accepted=True)
    [kept] = await session.scalars(select(Consent))
    assert (kept.accepted, kept.policy_version, kept.channel) == (True, entity().privacy.version, "web")
    assert len(kept.text_hash) == 64
    assert await open_questions(session, conversation) == []


async def test_without_an_answer_what_was_wanted_waits_for_it(session, conversation):
    await put_question(session, conversation)
    reply = await consent.needed(session, conversation, then="bill_amount")
    assert reply
    assert [choice.payload for choice in reply.choices] == [YES, NO]
    outcome = await consent.record(session, conversation, accepted=True)
    assert outcome.then == "/bill_amount"
    assert await consent.needed(session, conversation, then="bill_amount") is None


async def test_all_that_was_wanted_waits_in_its_order(session, conversation):
    await put_question(session, conversation)
    for wanted in ("bill_amount", "bill_copy", "bill_amount", "case_status"):
        await consent.needed(session, conversation, then=wanted)
    outcome = await consent.record(session, conversation, accepted=True)
    assert (outcome.then, list(outcome.later)) == ("/bill_amount", ["/bill_copy", "/case_status"])


async def test_a_question_of_an_earlier_version_keeps_its_one_wish(session, conversation):
    await consent.needed(session, conversation, then="bill_amount")
    [question] = await open_questions(session, conversation)
    question.payload = question.payload | {"then": "/bill_amount"}
    await session.flush()
    outcome = await consent.record(session, conversation, accepted=True)
    assert (outcome.then, list(outcome.later)) == ("/bill_amount", [])


async def test_of_what_was_wanted_long_ago_only_the_last_waits(session, conversation):
    for wanted in ("bill_amount", "bill_copy"):
        await consent.needed(session, conversation, then=wanted)
        [question] = await open_questions(session, conversation)
        question.created_at -= timedelta(hours=2)
        await session.flush()
    outcome = await consent.record(session, conversation, accepted=True)
    assert (outcome.then, list(outcome.later)) == ("/bill_copy", [])


async def test_a_no_is_respected_and_can_be_changed(session, conversation):
    await put_question(session, conversation)
    assert (await consent.record(session, conversation, accepted=False)).then == ""
    assert await consent.state(session, conversation.address) is False
    reply = await consent.needed(session, conversation, then="bill_copy")
    assert reply
    assert "información pública" in reply.text
    assert (await consent.record(session, conversation, accepted=True)).then == "/bill_copy"
    assert await consent.state(session, conversation.address) is True
    assert await session.scalar(select(func.count()).select_from(Consent)) == 2


async def test_a_new_policy_is_asked_anew(session, conversation, monkeypatch):
    await put_question(session, conversation)
    await consent.record(session, conversation, accepted=True)
    office = entity()
    newer = office.model_copy(update={"privacy": office.privacy.model_copy(update={"version": "2099-01"})})
    monkeypatch.setattr(consent, "entity", lambda: newer)
    assert consent.is_first_contact(conversation.address)
    assert await consent.state(session, conversation.address) is None
