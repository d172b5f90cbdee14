from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select

from actions.payments import ActionBillPaymentAgreement, ActionBillPaymentMethods, ActionBillPaymentReport
from bot import clock
from bot.billing.payment import PaymentAgreement, PaymentReport
from bot.billing.reports import shows_by
from bot.cases import closing, history
from bot.cases.case import Case
from bot.database import transaction
from bot.desk.words import REASONS
from bot.entity import entity
from bot.formats import long_date, money
from bot.messaging import ownership
from bot.messaging.conversation import Conversation, Owner
from tests.acting import act
from tests.billing_builders import accept_policy, create_account, create_bill, create_payment, make_lines, verify
from tests.builders import create_agent, create_conversation, create_message
from tests.office_time import CLOSED, OPEN, move_to

ALL = [ActionBillPaymentReport, ActionBillPaymentAgreement]


async def known_citizen(total=300_000, *, identity=True):
    """A citizen who owes `total` (nothing: no bill)."""
    async with transaction() as session:
        conversation, account = await create_conversation(session), await create_account(session)
        await accept_policy(session, conversation)
        if identity:
            await verify(session, conversation, account)
        bill = await create_bill(session, account, lines=make_lines(consumption=total)) if total else None
    return conversation, account, bill


async def rows(model):
    async with transaction() as session:
        return list(await session.scalars(select(model)))


async def owner_of(conversation):
    async with transaction() as session:
        return (await session.get_one(Conversation, conversation.id)).owner


@pytest.mark.parametrize("action", ALL)
async def test_without_identity_nothing_is_said_or_written(database, action):
    conversation, account, _ = await known_citizen(123_457, identity=False)
    said = await act(
        action(), conversation, account_number=account.number, amount=123_457, date="2026-01-02", instalments="6"
    )
    assert "123" not in said.text.replace(account.number, "")
    assert await rows(PaymentReport) == await rows(PaymentAgreement) == await rows(Case) == []


async def test_places_are_public_and_only_confirmed_ones(database):
    async with transaction() as session:
        conversation = await create_conversation(session)
    said = await act(ActionBillPaymentMethods(), conversation)
    for place in entity().payment_places:
        assert (place.where in said.text) == place.verified
    assert "referencia" not in said.text


async def test_the_reference_of_an_unpaid_bill_is_told_after_the_identity_check(database):
    conversation, _, bill = await known_citizen()
    assert bill.payment_reference in (await act(ActionBillPaymentMethods(), conversation)).text
    async with transaction() as session:
        await create_payment(session, bill)
    assert bill.payment_reference not in (await act(ActionBillPaymentMethods(), conversation)).text


async def test_a_payment_that_has_arrived_is_told_at_once(database):
    conversation, _, bill = await known_citizen()
    async with transaction() as session:
        payment = await create_payment(session, bill)
    said = await act(ActionBillPaymentReport(), conversation)
    assert said.text.startswith("Su pago sí aparece: $300.000")
    assert long_date(payment.paid_on) in said.text
    assert said.follow_up is None


async def test_amount_and_day_are_asked_for(database):
    conversation, _, _ = await known_citizen()
    said = await act(ActionBillPaymentReport(), conversation, amount=300_000)
    assert said.follow_up == "payment_report_form"


async def test_a_reported_payment_that_has_arrived_is_found_a_day_away(database):
    conversation, _, bill = await known_citizen()
    async with transaction() as session:
        payment = await create_payment(session, bill, amount=Decimal(100_000))
    day = payment.paid_on - timedelta(days=1)
    said = await act(ActionBillPaymentReport(), conversation, amount=100_000, date=day.isoformat())
    assert "sí aparece" in said.text
    assert "Le faltan $200.000" in said.text
    assert await rows(PaymentReport) == []


async def test_a_fresh_payment_is_taken_down_once_with_the_day_it_shows(database):
    conversation, account, _ = await known_citizen()
    day = clock.today()
    for _ in range(2):
        said = await act(ActionBillPaymentReport(), conversation, event_id="5", amount="300.000", date=day.isoformat())
    [report] = await rows(PaymentReport)
    assert (report.account_number, report.amount, report.paid_on) == (account.number, Decimal(300_000), day)
    assert long_date(shows_by(day)) in said.text
    assert said.slots == {"next_action": None, "amount": None, "date": None}
    assert await rows(Case) == []
    assert "Ya tengo anotado" in (await act(ActionBillPaymentReport(), conversation, event_id="6")).text


async def test_a_payment_taken_down_becomes_a_case_when_its_day_has_passed_and_it_is_missed_again(database):
    move_to(CLOSED)
    conversation, _, _ = await known_citizen()
    today = clock.today()
    await act(ActionBillPaymentReport(), conversation, event_id="5", amount="130.000", date=today.isoformat())
    assert "Debe verse" in (await act(ActionBillPaymentReport(), conversation, event_id="6")).text
    day = today - timedelta(days=15)
    async with transaction() as session:
        (await session.scalars(select(PaymentReport))).one().paid_on = day
    said = await act(ActionBillPaymentReport(), conversation, event_id="7")
    [case], [report] = await rows(Case), await rows(PaymentReport)
    assert (report.case_number, report.amount, report.paid_on) == (case.number, 130_000, day)
    assert case.number in said.text and "ya debería aparecer" in said.text
    again = await act(ActionBillPaymentReport(), conversation, event_id="8")
    assert f"caso {case.number}. Está en verificación" in again.text


async def test_a_payment_taken_down_that_has_come_is_told_and_another_one_asked_for(database):
    conversation, _, bill = await known_citizen()
    today = clock.today()
    await act(ActionBillPaymentReport(), conversation, event_id="5", amount="130.000", date=today.isoformat())
    async with transaction() as session:
        report = (await session.scalars(select(PaymentReport))).one()
        report.paid_on = today - timedelta(days=15)
        await create_payment(session, bill, amount=report.amount, paid_on=report.paid_on)
    assert "sí aparece" in (await act(ActionBillPaymentReport(), conversation, event_id="6")).text
    assert await rows(Case) == []
    said = await act(ActionBillPaymentReport(), conversation, event_id="7")
    assert said.follow_up == "payment_report_form"


@pytest.mark.parametrize(("hour", "owner"), [(OPEN, Owner.QUEUE), (CLOSED, Owner.ASSISTANT)])
async def test_a_late_payment_becomes_a_case_for_a_person(database, hour, owner):
    move_to(hour)
    conversation, account, _ = await known_citizen()
    day = clock.today() - timedelta(days=15)
    said = await act(ActionBillPaymentReport(), conversation, event_id="5", amount=300_000, date=day.isoformat())
    [case], [report] = await rows(Case), await rows(PaymentReport)
    assert (case.kind, case.account_number, report.case_number) == ("reclamo", account.number, case.number)
    assert case.number in said.text
    assert long_date(case.due_on) in said.text
    assert await owner_of(conversation) == owner


async def test_a_late_payment_told_again_elsewhere_is_the_same_case(database):
    move_to(CLOSED)
    conversation, account, _ = await known_citizen()
    payment: dict[str, Any] = {"amount": 300_000, "date": (clock.today() - timedelta(days=15)).isoformat()}
    first = await act(ActionBillPaymentReport(), conversation, event_id="5", **payment)
    repeated = await act(ActionBillPaymentReport(), conversation, event_id="5", **payment)
    async with transaction() as session:
        elsewhere = await create_conversation(session)
        await accept_policy(session, elsewhere)
        await verify(session, elsewhere, account)
    again = await act(ActionBillPaymentReport(), elsewhere, event_id="6", **payment)
    [case] = await rows(Case)
    assert repeated.text == first.text
    assert case.number in again.text and "en verificación" in again.text


async def test_an_agreement_is_offered_with_the_offices_terms(database):
    conversation, _, _ = await known_citizen()
    said = await act(ActionBillPaymentAgreement(), conversation)
    rules = entity().payment_agreement
    assert said.text.startswith("Debe $300.000")
    assert money(300_000 * rules.down_payment_percent // 100) in said.text
    assert f"{rules.min_instalments} a {rules.max_instalments} cuotas" in said.text
    assert said.follow_up == "agreement_form"


async def test_an_agreement_is_asked_for_once_and_confirmed_by_an_agent(database):
    move_to(OPEN)
    conversation, _, _ = await known_citizen()
    said = await act(ActionBillPaymentAgreement(), conversation, event_id="5", instalments="6")
    assert "6 cuotas de unos $40.000" in said.text
    assert "no está aprobado" in said.text
    [asked], [case] = await rows(PaymentAgreement), await rows(Case)
    assert (asked.status, asked.amount, asked.instalments) == ("requested", Decimal(300_000), 6)
    assert case.number in said.text
    assert await owner_of(conversation) == Owner.QUEUE
    async with transaction() as session:
        agent = await create_agent(session)
        again = await session.get_one(Case, case.id)
        assert await closing.close(session, again, outcome="solved", agent_id=agent.id)
        assert "Acuerdo de pago confirmado" in await history.summary(session, again)
    [decided] = await rows(PaymentAgreement)
    assert (decided.status, decided.decided_by) == ("confirmed", agent.id)


async def ends(case, outcome):
    """An agent ends the case, or its citizen where the outcome is theirs."""
    async with transaction() as session:
        agent = None if outcome == "withdrawn" else await create_agent(session)
        case = await session.get_one(Case, case.id)
        assert await closing.close(session, case, outcome=outcome, agent_id=agent.id if agent else None)


async def opens_again(case):
    async with transaction() as session:
        assert await closing.reopen(session, await session.get_one(Case, case.id), reason="no se resolvió")


@pytest.mark.parametrize("outcome", ["withdrawn", "duplicate", "partly"])
async def test_an_undecided_agreement_ends_with_its_case_and_may_be_asked_for_anew(database, outcome):
    move_to(CLOSED)
    conversation, _, _ = await known_citizen()
    await act(ActionBillPaymentAgreement(), conversation, event_id="5", instalments="6")
    [case] = await rows(Case)
    await ends(case, outcome)
    [lapsed] = await rows(PaymentAgreement)
    assert (lapsed.status, lapsed.decided_by, lapsed.decided_at) == ("lapsed", None, None)
    said = await act(ActionBillPaymentAgreement(), conversation, event_id="6", instalments="6")
    _, anew = sorted(await rows(Case), key=lambda case: case.id)
    assert anew.number in said.text and not anew.is_closed
    assert {(asked.status, asked.case_number) for asked in await rows(PaymentAgreement)} == {
        ("lapsed", case.number),
        ("requested", anew.number),
    }
    await opens_again(case)
    assert sorted(asked.status for asked in await rows(PaymentAgreement)) == ["lapsed", "requested"]


@pytest.mark.parametrize(
    ("outcome", "then"), [("withdrawn", "requested"), ("denied", "requested"), ("solved", "confirmed")]
)
async def test_an_agreement_waits_again_with_its_case_unless_it_was_confirmed(database, outcome, then):
    move_to(CLOSED)
    conversation, _, _ = await known_citizen()
    await act(ActionBillPaymentAgreement(), conversation, event_id="5", instalments="6")
    [case] = await rows(Case)
    await ends(case, outcome)
    await opens_again(case)
    [asked] = await rows(PaymentAgreement)
    assert asked.status == then and (asked.decided_by is None) == (then == "requested")


async def test_agents_read_in_spanish_why_somebody_waits_about_a_payment(database):
    move_to(OPEN)
    late = (clock.today() - timedelta(days=15)).isoformat()
    for action, told in (
        (ActionBillPaymentAgreement, {"instalments": "6"}),
        (ActionBillPaymentReport, {"amount": 300_000, "date": late}),
    ):
        conversation, _, _ = await known_citizen()
        await act(action(), conversation, event_id="5" if "date" in told else "6", **told)
        async with transaction() as session:
            waits = await session.get_one(Conversation, conversation.id)
            assert waits.owner == Owner.QUEUE and waits.queue_reason in REASONS


async def test_a_repeated_turn_asks_for_one_agreement(database):
    move_to(CLOSED)
    conversation, _, _ = await known_citizen()
    first = await act(ActionBillPaymentAgreement(), conversation, event_id="5", instalments="6")
    again = await act(ActionBillPaymentAgreement(), conversation, event_id="5", instalments="6")
    later = await act(ActionBillPaymentAgreement(), conversation, event_id="6", instalments="3")
    assert again.text == first.text
    assert "Corregido" in later.text and "3 cuotas" in later.text
    [asked], [case] = await rows(PaymentAgreement), await rows(Case)
    assert asked.instalments == 3 and "en 3 cuotas" in case.text


@pytest.mark.parametrize(
    ("owed", "words"), [(0, "al día"), (10_000, "desde $30.000"), (9_000_000, "más de $1.500.000")]
)
async def test_what_stands_against_an_agreement(database, owed, words):
    conversation, _, _ = await known_citizen(owed)
    said = await act(ActionBillPaymentAgreement(), conversation, event_id="5", instalments="6")
    assert words in said.text
    assert await rows(PaymentAgreement) == []


@pytest.mark.parametrize("instalments", ["1", "13", "muchas"])
async def test_instalments_that_the_office_does_not_allow_are_asked_again(database, instalments):
    conversation, _, _ = await known_citizen()
    said = await act(ActionBillPaymentAgreement(), conversation, event_id="5", instalments=instalments)
    assert said.follow_up == "agreement_form"
    async with transaction() as session:
        assert await session.scalar(select(func.count()).select_from(PaymentAgreement)) == 0


async def test_an_amount_given_wrongly_is_corrected_in_the_report_just_made(database):
    conversation, _, _ = await known_citizen()
    paid_on = clock.today().isoformat()
    await act(ActionBillPaymentReport(), conversation, event_id="5", amount=130_000, date=paid_on)
    async with transaction() as session:
        again = await ownership.lock(session, conversation.id)
        message = await create_message(session, again, body="no, fueron 150 mil")
    said = await act(ActionBillPaymentReport(), conversation, event_id=str(message.id), text="/bill_payment_report")
    assert said.text.startswith("Corregido: $150.000")
    [report] = await rows(PaymentReport)
    assert report.amount == 150_000


async def corrects(conversation, words):
    async with transaction() as session:
        again = await ownership.lock(session, conversation.id)
        message = await create_message(session, again, body=words)
    return await act(ActionBillPaymentReport(), conversation, event_id=str(message.id), text="/bill_payment_report")


async def test_a_day_given_wrongly_is_corrected_in_the_report_and_in_its_case(database):
    move_to(CLOSED)
    conversation, _, _ = await known_citizen()
    today = clock.today()
    await act(ActionBillPaymentReport(), conversation, event_id="5", amount=130_000, date=today.isoformat())
    wrong = today - timedelta(days=20)
    said = await corrects(conversation, f"no perdón, fue el {wrong.day}/{wrong.month}")
    [report], [case] = await rows(PaymentReport), await rows(Case)
    assert report.paid_on == wrong and report.case_number == case.number and case.number in said.text
    said = await corrects(conversation, "ay no, mentiras, fue ayer")
    [report], [case] = await rows(PaymentReport), await rows(Case)
    assert report.paid_on == today - timedelta(days=1) and long_date(report.paid_on) in case.text
    assert said.text.startswith("Corregido: $130.000") and case.number in said.text
    assert "¿Cuál es" in (await corrects(conversation, "me equivoqué de fecha")).text


async def test_what_is_corrected_to_a_payment_that_has_arrived_is_settled(database):
    conversation, _, bill = await known_citizen()
    async with transaction() as session:
        payment = await create_payment(session, bill, amount=Decimal(100_000))
    await act(ActionBillPaymentReport(), conversation, event_id="5", amount=130_000, date=payment.paid_on.isoformat())
    assert "sí aparece" in (await corrects(conversation, "no, fueron 100 mil")).text
    [report] = await rows(PaymentReport)
    assert report.closed_at is not None


async def test_a_second_payment_told_in_its_form_leaves_the_first_report_as_it_is(database):
    conversation, _, _ = await known_citizen()
    today = clock.today()
    await act(ActionBillPaymentReport(), conversation, event_id="5", amount=52_000, date=today.isoformat())
    said = await act(
        ActionBillPaymentReport(), conversation, event_id="6", text="también pagué 30 mil y no aparece", amount=30_000
    )
    assert said.follow_up == "payment_report_form"
    day = today - timedelta(days=2)
    filled: list[dict[str, Any]] = [{"event": "user"}, {"event": "active_loop", "name": None}]
    said = await act(
        ActionBillPaymentReport(),
        conversation,
        event_id="7",
        text="el martes",
        intent="inform",
        events=filled,
        amount=30_000,
        date=day.isoformat(),
    )
    assert "$30.000" in said.text and "Corregido" not in said.text
    first, second = sorted(await rows(PaymentReport), key=lambda report: report.id)
    assert (first.amount, first.paid_on) == (52_000, today)
    assert (second.amount, second.paid_on) == (30_000, day)


async def test_an_account_and_more_than_anybody_owes_are_no_amount(database):
    conversation, _, _ = await known_citizen()
    today = clock.today().isoformat()
    await act(ActionBillPaymentReport(), conversation, event_id="5", amount=52_000, date=today)
    for words in ("no, me equivoqué, es 4100238", "no, fueron $9.999.999.999.999"):
        said = await act(ActionBillPaymentReport(), conversation, text=words, intent="inform")
        assert said.text.startswith("Tengo anotado $52.000")
    said = await act(ActionBillPaymentReport(), conversation, text="otro pago", amount=9_999_999_999_999, date=today)
    assert said.follow_up == "payment_report_form"
    [report] = await rows(PaymentReport)
    assert report.amount == 52_000


async def late_report(conversation):
    """The case and the report of a payment that should show by now."""
    day = clock.today() - timedelta(days=15)
    await act(ActionBillPaymentReport(), conversation, event_id="5", amount=130_000, date=day.isoformat())
    [case], [report] = await rows(Case), await rows(PaymentReport)
    return case, report


async def told_of(case):
    async with transaction() as session:
        return await history.summary(session, case)


async def test_what_a_case_said_before_it_was_corrected_is_kept(database):
    move_to(CLOSED)
    conversation, _, _ = await known_citizen()
    case, _ = await late_report(conversation)
    await corrects(conversation, "no, fueron 150 mil")
    [corrected] = await rows(Case)
    assert "$150.000" in corrected.text and "$130.000" not in corrected.text
    assert f"Corregido por el ciudadano: decía «{case.text}»" in await told_of(corrected)


async def test_a_case_that_was_answered_is_left_as_it_was(database):
    move_to(CLOSED)
    conversation, _, _ = await known_citizen()
    case, report = await late_report(conversation)
    async with transaction() as session:
        await closing.close(session, case, outcome="denied")
    said = await corrects(conversation, "no, fueron 150 mil")
    assert said.text.startswith(f"Su caso {case.number} ya está cerrado, con $130.000")
    assert said.payloads == ["/human_handoff"]
    [after], [left] = await rows(Case), await rows(PaymentReport)
    assert after.text == case.text and left.amount == report.amount


async def test_a_case_of_a_payment_that_has_arrived_after_all_says_so(database):
    move_to(CLOSED)
    conversation, _, bill = await known_citizen()
    case, report = await late_report(conversation)
    async with transaction() as session:
        await create_payment(session, bill, amount=Decimal(100_000), paid_on=report.paid_on)
    assert "sí aparece" in (await corrects(conversation, "no, fueron 100 mil")).text
    assert "Corregido por el ciudadano: $100.000" in await told_of(case)
