"""Cases: filed once, with their number and date; closed, reopened, withdrawn, appealed."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot import clock
from bot.cases import calendar, closing, filing, finding, history, phrases
from bot.cases.case import Case, Status
from bot.database import transaction
from bot.followup import planned
from tests.builders import create_agent, create_case, create_conversation

MONDAY_NOON = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)


@pytest.fixture
def monday_noon(database):
    """The office's clock at noon on Monday 23 November 2026."""
    clock.move(MONDAY_NOON - datetime.now(UTC))


@pytest.fixture
async def conversation(session, monday_noon):
    return await create_conversation(session)


async def follow_up_of(session, case):
    return await planned.of_case(session, case)


async def latest(session, **fields):
    return await finding.latest(session, **fields)


async def appealed(session, case, conversation):
    return await closing.appeal(session, case, conversation, text="No estoy de acuerdo", event_id="8")


async def test_a_case_has_a_number_of_the_year_and_a_legal_due_date(session, conversation):
    case = await create_case(session, conversation)
    assert case.number == f"2026-VS-{case.id:07d}"
    assert case.due_on == calendar.add_business_days(clock.today(), 15)
    assert (case.rule_key, case.status) == ("CO.SPD.PQR", Status.OPEN)
    said = phrases.filed(case)
    assert case.number in said and "15 días hábiles" in said and "martes 15 de diciembre" in said
    assert [event.what for event in await history.of(session, case)] == ["filed"]


async def test_a_term_that_nobody_confirmed_is_not_told(session, conversation):
    case = await create_case(session, conversation, kind="habeas_data_consulta")
    assert case.due_on == calendar.add_business_days(clock.today(), 10)
    said = phrases.filed(case)
    assert "10" not in said.replace(case.number, "") and "persona" in said
    assert "radicada" in said


async def test_the_same_words_within_a_day_are_the_same_case(session, conversation):
    first = await create_case(session, conversation, text="Me cobraron de más")
    assert (await create_case(session, conversation, text="me cobraron de MAS ")).id == first.id
    assert (await create_case(session, conversation, text="Otra cosa")).id != first.id
    assert (await create_case(session, conversation, text="Me cobraron de más", kind="queja")).id != first.id
    other = await create_conversation(session)
    assert (await create_case(session, other, text="Me cobraron de más")).id != first.id
    clock.move(MONDAY_NOON + timedelta(hours=25) - datetime.now(UTC))
    assert (await create_case(session, conversation, text="Me cobraron de más")).id != first.id


async def test_the_same_words_after_the_case_has_ended_are_another_case(session, conversation):
    first = await create_case(session, conversation, text="Me cobraron de más", event_id="7")
    await closing.withdraw(session, first)
    assert (await create_case(session, conversation, text="Me cobraron de más", event_id="7")).id == first.id
    assert (await create_case(session, conversation, text="Me cobraron de más", event_id="8")).id != first.id


async def test_one_event_files_one_case_whatever_its_words(session, conversation):
    first = await create_case(session, conversation, text="Me cobraron de más", event_id="7")
    assert (await create_case(session, conversation, text="Me cobraron mucho", event_id="7")).id == first.id


async def test_the_same_complaint_ten_times_at_once_is_one_case(monday_noon):
    async with transaction() as session:
        conversation = await create_conversation(session)

    async def file() -> str:
        async with transaction() as session:
            return (await filing.file_case(session, conversation, kind="queja", text="Nadie contesta")).number

    assert len(set(await asyncio.gather(*(file() for _ in range(10))))) == 1
    async with transaction() as session:
        assert await session.scalar(select(func.count()).select_from(Case)) == 1


@pytest.mark.parametrize("fields", [{"kind": "favor"}, {"text": "  "}])
async def test_what_is_no_case_is_refused(session, conversation, fields):
    with pytest.raises(ValueError, match="known kind and a text"):
        await create_case(session, conversation, **fields)


async def test_closing_plans_the_follow_up(session, conversation):
    case, agent = await create_case(session, conversation), await create_agent(session)
    assert await closing.start(session, case, agent_id=agent.id)
    assert not await closing.start(session, case, agent_id=agent.id)
    assert await closing.close(session, case, outcome="solved", agent_id=agent.id, note="Se ajustó la factura")
    assert not await closing.close(session, case, outcome="denied", agent_id=agent.id)
    assert (case.status, case.outcome, case.closed_by) == (Status.CLOSED, "solved", agent.id)
    follow_up = await follow_up_of(session, case)
    assert follow_up.pending and follow_up.due_at - follow_up.created_at == timedelta(hours=24)
    assert "Se ajustó la factura" in await history.summary(session, case)
    assert "resuelto a favor" in phrases.status(case)


async def test_a_withdrawn_case_is_not_asked_about(session, conversation):
    case = await create_case(session, conversation)
    assert await closing.withdraw(session, case)
    assert await follow_up_of(session, case) is None
    assert [event.what for event in await history.of(session, case)] == ["filed", "withdrawn"]


async def test_an_unknown_outcome_is_refused(session, conversation):
    with pytest.raises(ValueError, match="an outcome is one of solved"):
        await closing.close(session, await create_case(session, conversation), outcome="gone")


async def test_a_reopened_case_keeps_its_number_and_its_clock(session, conversation):
    case = await create_case(session, conversation)
    number, due_on = case.number, case.due_on
    assert not await closing.reopen(session, case, reason="aún no")
    await closing.close(session, case, outcome="partly")
    clock.move(MONDAY_NOON + timedelta(days=3) - datetime.now(UTC))
    assert await closing.reopen(session, case, reason="aún no")
    assert (case.number, case.due_on, case.status, case.times_reopened) == (number, due_on, Status.REOPENED, 1)
    follow_up = await follow_up_of(session, case)
    await session.refresh(follow_up)
    assert follow_up.cancelled_at is not None and follow_up.waits_for == "reopened"
    assert await closing.close(session, case, outcome="solved")
    assert (await follow_up_of(session, case)).round == 1


async def test_an_appeal_needs_a_decision(session, conversation):
    case = await create_case(session, conversation)
    assert await appealed(session, case, conversation) is None
    await closing.close(session, case, outcome="denied")
    appeal = await appealed(session, case, conversation)
    assert (appeal.kind, appeal.appeals_id) == ("recurso_reposicion_apelacion", case.id)
    assert [event.what for event in await history.of(session, case)] == ["filed", "closed", "appealed"]


async def test_only_the_citizen_or_the_holder_of_the_account_sees_a_case(session, conversation):
    case = await create_case(session, conversation, account_number="4100237")
    stranger = await create_conversation(session)

    async def seen(who, account=None):
        return await finding.access(session, case.number, address=who.address, account_number=account)

    assert (await seen(conversation)).id == case.id
    assert await seen(stranger) is None
    assert await seen(stranger, "4100238") is None
    assert (await seen(stranger, "4100237")).id == case.id
    assert (await latest(session, address=conversation.address)).id == case.id
    assert await latest(session, address=conversation.address, closed=True) is None
    assert await latest(session, address=stranger.address) is None


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("2026-VS-0000123", "2026-VS-0000123"),
        ("2026-vs-123", "2026-VS-0000123"),
        ("mi caso es el 2026 VS 0000123, gracias", "2026-VS-0000123"),
        ("2026VS0000123", "2026-VS-0000123"),
        ("4100237", None),
        ("2026-XX-0000123", None),
        ("", None),
        ("2026-VS-" + "9" * 400, None),
    ],
)
def test_case_numbers_as_people_type_them(typed, number):
    assert finding.as_number(typed) == number
