import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot import clock
from bot.citizens import identity, lock
from bot.citizens.identity import IdentityAttempt, Result, VerifiedIdentity
from bot.database import transaction
from bot.messaging.questions import open_questions
from bot.settings import settings
from tests.billing_builders import create_account
from tests.builders import create_conversation

MISSING = "4999999"
RIGHT, WRONG = "4521", "0000"


@pytest.fixture
async def account(session):
    return await create_account(session)


@pytest.fixture
async def conversation(session):
    return await create_conversation(session)


async def ask(session, conversation, number):
    words = await identity.ask(session, conversation, number, then="bill_amount")
    questions = await open_questions(session, conversation)
    return words, next((question for question in questions if question.kind == identity.QUESTION), None)


async def try_fact(session, conversation, number, fact, event_id):
    _, question = await ask(session, conversation, number)
    if question is None:
        return None
    return await identity.answer(session, conversation, question, fact, event_id=event_id)


@pytest.mark.parametrize("fact", ["4521", "1.020.304.521", "7788", "EN-10007788"])
async def test_the_document_or_the_meter_opens_the_account(session, conversation, account, fact):
    outcome = await try_fact(session, conversation, account.number, fact, "e1")
    assert (outcome.result, outcome.then) == (Result.VERIFIED, "/bill_amount")
    assert await identity.verified_account(session, address=conversation.address) == account.number
    assert await open_questions(session, conversation) == []


async def test_nothing_is_open_before_the_check_nor_to_another_address(session, conversation, account):
    other = await create_conversation(session)
    assert await identity.verified_account(session, address=conversation.address) is None
    await try_fact(session, conversation, account.number, RIGHT, "e1")
    assert await identity.verified_account(session, address=other.address) is None


async def test_an_identity_ends_after_thirty_idle_minutes(session, conversation, account):
    await try_fact(session, conversation, account.number, RIGHT, "e1")
    clock.move(timedelta(minutes=29))
    assert await identity.verified_account(session, address=conversation.address) == account.number
    clock.move(timedelta(minutes=58))
    assert await identity.verified_account(session, address=conversation.address) == account.number
    clock.move(timedelta(minutes=89))
    assert await identity.verified_account(session, address=conversation.address) is None


async def test_an_identity_ends_after_a_day_however_much_it_is_used(session, conversation, account):
    await try_fact(session, conversation, account.number, RIGHT, "e1")
    for minutes in range(25, 24 * 60, 25):
        clock.move(timedelta(minutes=minutes))
        assert await identity.verified_account(session, address=conversation.address) == account.number
    clock.move(timedelta(hours=24, minutes=1))
    assert await identity.verified_account(session, address=conversation.address) is None


async def test_an_unknown_account_is_asked_refused_and_locked_in_the_same_words(session, account):
    said = {}
    for number in (account.number, MISSING):
        conversation = await create_conversation(session)
        words = []
        for attempt in range(5):
            asked, question = await ask(session, conversation, number)
            words.append(asked.replace(number, "N"))
            if question:
                outcome = await identity.answer(session, conversation, question, WRONG, event_id=f"{number}{attempt}")
                words.append((outcome.result, outcome.text.replace(number, "N")))
        said[number] = words
    assert said[account.number] == said[MISSING]
    assert [word[0] for word in said[MISSING] if isinstance(word, tuple)] == [Result.WRONG, Result.WRONG, Result.LOCKED]


async def test_the_right_fact_does_not_open_a_locked_account(session, conversation, account):
    _, question = await ask(session, conversation, account.number)
    for attempt in range(3):
        await identity.answer(session, conversation, question, WRONG, event_id=f"e{attempt}")
    wrong = await identity.answer(session, conversation, question, WRONG, event_id="e3")
    right = await identity.answer(session, conversation, question, RIGHT, event_id="e4")
    assert (right.result, right.text) == (wrong.result, wrong.text)
    assert right.result is Result.LOCKED
    assert await identity.verified_account(session, address=conversation.address) is None


async def test_the_lock_ends_after_thirty_minutes(session, conversation, account):
    for attempt in range(3):
        await try_fact(session, conversation, account.number, WRONG, f"e{attempt}")
    clock.move(timedelta(minutes=29))
    assert await try_fact(session, conversation, account.number, RIGHT, "e8") is None
    clock.move(timedelta(minutes=31))
    assert (await try_fact(session, conversation, account.number, RIGHT, "e9")).verified


async def test_failures_count_per_account_over_all_senders(session, account):
    for attempt in range(3):
        outcome = await try_fact(session, await create_conversation(session), account.number, WRONG, f"e{attempt}")
    assert outcome.result is Result.LOCKED
    assert await try_fact(session, await create_conversation(session), account.number, RIGHT, "e9") is None


async def test_failures_count_per_sender_over_all_accounts(session, conversation, account):
    for attempt in range(3):
        other = await create_account(session)
        outcome = await try_fact(session, conversation, other.number, WRONG, f"e{attempt}")
    assert outcome.result is Result.LOCKED
    assert await try_fact(session, conversation, account.number, RIGHT, "e9") is None


async def test_a_sender_does_not_clear_their_failures_with_an_account_of_their_own(session, conversation, account):
    for attempt in range(2):
        other = await create_account(session)
        await try_fact(session, conversation, other.number, WRONG, f"e{attempt}")
    assert (await try_fact(session, conversation, account.number, RIGHT, "e2")).verified
    another = await create_account(session)
    assert (await try_fact(session, conversation, another.number, WRONG, "e3")).result is Result.LOCKED


async def test_the_same_message_is_counted_once(session, conversation, account):
    _, question = await ask(session, conversation, account.number)
    outcomes = [await identity.answer(session, conversation, question, WRONG, event_id="the-same") for _ in range(5)]
    assert {outcome.result for outcome in outcomes} == {Result.WRONG}
    failures = await session.scalars(select(lock.IdentityLock.failures))
    assert set(failures) == {1}


async def test_a_repeated_right_answer_stays_right_and_opens_once(session, conversation, account):
    _, question = await ask(session, conversation, account.number)
    for _ in range(2):
        assert (await identity.answer(session, conversation, question, RIGHT, event_id="e1")).verified
    assert await session.scalar(select(func.count()).select_from(VerifiedIdentity)) == 1


@pytest.mark.parametrize("fact", ["the account number", "521"])
async def test_too_few_digits_or_the_account_number_again_count_as_nothing(session, conversation, account, fact):
    _, question = await ask(session, conversation, account.number)
    given = account.number if fact == "the account number" else fact
    for attempt in range(4):
        outcome = await identity.answer(session, conversation, question, given, event_id=f"e{attempt}")
        assert outcome.result is Result.UNCLEAR
    assert (await identity.answer(session, conversation, question, RIGHT, event_id="e9")).verified


async def test_forgetting_ends_identity_and_question(session, conversation, account):
    await try_fact(session, conversation, account.number, RIGHT, "e1")
    await ask(session, conversation, account.number)
    await identity.forget(session, conversation.address)
    assert await identity.verified_account(session, address=conversation.address) is None
    assert await open_questions(session, conversation) == []


async def test_no_fact_and_no_number_is_stored_with_the_locks(session, conversation, account):
    await try_fact(session, conversation, account.number, WRONG, "e1")
    subjects = list(await session.scalars(select(lock.IdentityLock.subject)))
    assert len(subjects) == 2
    assert all(account.number not in subject for subject in subjects)


async def test_old_failures_are_deleted(session, conversation, account):
    await try_fact(session, conversation, account.number, WRONG, "e1")
    clock.move(timedelta(minutes=61))
    await lock.forget_old(session)
    assert await session.scalar(select(func.count()).select_from(lock.IdentityLock)) == 0


async def test_the_outcomes_of_checks_are_deleted_after_their_time(session, conversation, account):
    await try_fact(session, conversation, account.number, WRONG, "e1")
    clock.move(timedelta(days=settings().identity_attempt_days))
    await try_fact(session, conversation, account.number, WRONG, "e2")
    clock.move(timedelta(days=settings().identity_attempt_days, minutes=1))
    await identity.forget_old(session)
    assert [kept.partition("/")[0] for kept in await session.scalars(select(IdentityAttempt.event_id))] == ["e2"]


async def test_guesses_at_once_are_no_more_than_guesses_in_turn(database):
    async with transaction() as session:
        account = await create_account(session)
        conversations = [await create_conversation(session) for _ in range(8)]
        questions = [(await ask(session, conversation, account.number))[1] for conversation in conversations]

    async def guess(number: int) -> Result:
        async with transaction() as session:
            outcome = await identity.answer(
                session, conversations[number], questions[number], f"{number:04d}", event_id=f"e{number}"
            )
            return outcome.result

    results = await asyncio.gather(*(guess(number) for number in range(8)))
    assert sorted(results) == [Result.LOCKED] * 6 + [Result.WRONG] * 2
