"""What the assistant does with complaints and cases, in office hours and outside."""

from datetime import UTC, datetime
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy import select

from actions.case_forms import ValidateCaseForm, ValidateComplaintForm, says_what_happened
from actions.cases import (
    ActionCaseReopen,
    ActionCaseStatus,
    ActionCaseWithdraw,
    ActionComplaintAppeal,
    ActionComplaintFile,
)
from bot import attention, clock
from bot.cases import calendar, closing
from bot.cases.case import Case, Status
from bot.database import transaction
from bot.formats import long_date
from bot.messaging import answers, ownership
from bot.messaging.conversation import Owner
from tests.acting import act
from tests.billing_builders import accept_policy, create_account, verify
from tests.builders import create_case, create_conversation, create_message

MONDAY_NOON = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
SATURDAY_NIGHT = datetime(2026, 11, 29, 2, 0, tzinfo=UTC)
COMPLAINT = "Me cobraron dos veces el mismo consumo en la factura de octubre"


def go_to(moment):
    clock.move(moment - datetime.now(UTC))


@pytest.fixture
async def conversation(database):
    go_to(MONDAY_NOON)
    return await new_conversation()


async def new_conversation():
    async with transaction() as session:
        return await create_conversation(session)


async def file(conversation, **fields):
    defaults: dict[str, Any] = {"complaint_text": COMPLAINT, "complaint_confirm": True}
    return await act(ActionComplaintFile(), conversation, **(defaults | fields))


async def cases():
    async with transaction() as session:
        return list(await session.scalars(select(Case).order_by(Case.id)))


async def now_of(conversation):
    async with transaction() as session:
        return await ownership.lock(session, conversation.id)


async def closed_case(conversation, outcome="denied"):
    async with transaction() as session:
        case = await create_case(session, conversation)
        await closing.close(session, case, outcome=outcome)
    return case


async def test_a_complaint_is_filed_told_and_brought_to_a_person(conversation):
    said = await file(conversation, service="energia")
    assert ".." not in said.text
    [case] = await cases()
    assert case.number in said.text
    assert long_date(calendar.add_business_days(clock.today(), 15)) in said.text
    assert "Una persona le escribirá" in said.text
    assert (case.kind, case.text, case.service) == ("reclamo", COMPLAINT, "energia")
    now = await now_of(conversation)
    assert (now.owner, now.queue_reason) == (Owner.QUEUE, "complaint")
    assert case.number in now.summary and COMPLAINT in now.summary
    assert said.slots == {"complaint_text": None, "complaint_kind": None, "complaint_confirm": None, "service": None}


async def test_outside_office_hours_it_is_filed_and_stays_with_the_assistant(conversation):
    go_to(SATURDAY_NIGHT)
    said = await file(conversation)
    [case] = await cases()
    assert case.number in said.text
    assert attention.when_answered() in said.text and "lunes 30 de noviembre" in said.text
    assert (await now_of(conversation)).owner == Owner.ASSISTANT


async def test_a_repeated_turn_files_nothing_twice_and_says_the_same(conversation):
    first = await file(conversation)
    again = await file(conversation)
    assert first.text == again.text
    assert len(await cases()) == 1


async def test_an_agent_who_took_over_meanwhile_keeps_the_conversation(conversation):
    from tests.builders import create_agent

    async with transaction() as session:
        agent = await create_agent(session)
        await ownership.claim(session, conversation.id, agent_id=agent.id, expected_version=0)
    await file(conversation)
    assert (await now_of(conversation)).agent_id == agent.id
    assert len(await cases()) == 1


async def test_no_to_the_confirmation_files_nothing(conversation):
    said = await file(conversation, complaint_confirm=False)
    assert await cases() == [] and "no radiqué nada" in said.text
    assert said.slots["complaint_text"] is None


async def test_only_a_verified_account_goes_into_the_case(conversation):
    async with transaction() as session:
        account = await create_account(session)
    await file(conversation, account_number=account.number)
    async with transaction() as session:
        await accept_policy(session, conversation)
        await verify(session, conversation, account)
    await file(conversation, event_id="2", complaint_text="El medidor corre aunque no haya nada conectado")
    assert [case.account_number for case in await cases()] == [None, account.number]


async def test_the_status_of_the_last_case_and_of_a_numbered_one(conversation):
    async with transaction() as session:
        first, second = await create_case(session, conversation), await create_case(session, conversation)
    assert second.number in (await act(ActionCaseStatus(), conversation)).text
    said = await act(ActionCaseStatus(), conversation, case_number=first.number.replace("-", " "))
    assert first.number in said.text and "radicado, sin empezar" in said.text
    assert said.slots == {"case_number": None}


async def test_another_citizens_case_and_no_case_look_the_same(conversation):
    async with transaction() as session:
        case = await create_case(session, conversation)
    stranger = await new_conversation()
    foreign = await act(ActionCaseStatus(), stranger, case_number=case.number)
    unknown = await act(ActionCaseStatus(), stranger, case_number="2026-VS-9999999")
    assert foreign.text == unknown.text
    assert case.number not in foreign.text
    for action in (ActionCaseReopen(), ActionCaseWithdraw(), ActionComplaintAppeal()):
        assert (await act(action, stranger, case_number=case.number)).text == unknown.text


@pytest.mark.parametrize(
    ("action", "intent"),
    [
        (ActionCaseStatus, "case_status"),
        (ActionCaseReopen, "case_reopen"),
        (ActionCaseWithdraw, "case_withdraw"),
        (ActionComplaintAppeal, "complaint_appeal"),
    ],
)
async def test_without_a_case_the_number_is_asked_for(conversation, action, intent):
    said = await act(action(), conversation)
    assert said.follow_up == "case_form" and said.slots == {"next_action": intent} and said.text == ""


async def test_reopening_brings_the_case_back_once(conversation):
    case = await closed_case(conversation)
    said = await act(ActionCaseReopen(), conversation)
    again = await act(ActionCaseReopen(), conversation)
    assert said.text == again.text and case.number in said.text
    [case] = await cases()
    assert (case.status, case.times_reopened) == (Status.REOPENED, 1)
    now = await now_of(conversation)
    assert (now.owner, now.queue_reason) == (Owner.QUEUE, "reopened")
    assert "No procede" in now.summary


async def test_an_open_case_is_not_reopened(conversation):
    async with transaction() as session:
        await create_case(session, conversation)
    assert "radicado, sin empezar" in (await act(ActionCaseReopen(), conversation)).text
    assert (await now_of(conversation)).owner == Owner.ASSISTANT


@pytest.mark.parametrize(("said", "status"), [("sí", Status.CLOSED), ("no", Status.OPEN)])
async def test_withdrawing_asks_once_more(conversation, said, status):
    async with transaction() as session:
        case = await create_case(session, conversation)
    question = await act(ActionCaseWithdraw(), conversation)
    assert case.number in question.text and question.payloads == ["withdrawal:yes", "withdrawal:no"]
    assert (await cases())[0].status == Status.OPEN
    async with transaction() as session:
        message = await create_message(session, await ownership.lock(session, conversation.id), body=said)
        answer = await answers.find(session, await ownership.lock(session, conversation.id), message, None)
        assert answer and case.number in answer.replies[0].text
    assert (await cases())[0].status == status


async def test_an_appeal_waits_for_the_decision_and_goes_to_a_person(conversation):
    async with transaction() as session:
        case = await create_case(session, conversation)
    assert "Cuando tenga la respuesta" in (await act(ActionComplaintAppeal(), conversation, text="apelo")).text
    async with transaction() as session:
        await closing.close(session, case, outcome="denied")
    said = await act(ActionComplaintAppeal(), conversation, event_id="2", text="No estoy de acuerdo, apelo")
    [_, appeal] = await cases()
    assert appeal.appeals_id == case.id and appeal.text == "No estoy de acuerdo, apelo"
    assert appeal.number in said.text and " 5 días" not in said.text
    assert (await now_of(conversation)).owner == Owner.QUEUE


@pytest.mark.parametrize(
    ("text", "enough"),
    [
        ("quiero poner una queja", False),
        ("Buenas tardes, quiero presentar un reclamo por favor", False),
        ("hola necesito radicar una pqr", False),
        ("queja", False),
        ("/affirm", False),
        ("me cobraron doble", True),
        ("quiero quejarme porque el técnico fue grosero", True),
        (COMPLAINT, True),
        ("me cobraron 120000", True),
        ("mi número es 3004567788", False),
        ("soy de la cuenta 4100107", False),
    ],
)
def test_a_complaint_says_what_happened(text, enough):
    assert says_what_happened(text) is enough


async def checked(form, slot, value, **slots):
    dispatcher = CollectingDispatcher()
    tracker = Tracker("1-1", slots, {}, [], False, None, {}, "action_listen")
    found = await getattr(form, f"validate_{slot}")(value, dispatcher, tracker, {})
    return found, "".join(message["text"] for message in dispatcher.messages)


async def test_the_sentence_that_begins_the_form_is_not_refused_aloud():
    assert await checked(ValidateComplaintForm(), "complaint_text", "quiero quejarme") == ({"complaint_text": None}, "")
    _, words = await checked(ValidateComplaintForm(), "complaint_text", "una queja", requested_slot="complaint_text")
    assert "qué pasó" in words
    found, _ = await checked(ValidateComplaintForm(), "complaint_text", "el señor fue muy grosero conmigo")
    assert found["complaint_kind"] == "queja"


async def test_the_form_of_a_case_number():
    found, _ = await checked(ValidateCaseForm(), "case_number", "es el 2026 vs 12")
    assert found == {"case_number": "2026-VS-0000012"}
    found, words = await checked(ValidateCaseForm(), "case_number", "no lo tengo")
    assert found == {"case_number": None} and "-VS-0000123" in words
