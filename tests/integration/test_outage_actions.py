"""What the assistant answers about outages."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy import select

from actions.outage_forms import ValidateOutageForm
from actions.outages import ActionOutageCompensation, ActionOutagePlanned, ActionOutageReport, ActionOutageStatus
from bot import clock
from bot.database import transaction
from bot.messaging.questions import open_questions
from bot.outages import correcting
from bot.outages.outage import OutageReport
from tests.acting import act
from tests.billing_builders import accept_policy, create_account, verify
from tests.builders import create_conversation, create_message, create_outage

MONDAY_NOON = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)


@pytest.fixture
async def conversation(database):
    clock.move(MONDAY_NOON - datetime.now(UTC))
    async with transaction() as session:
        return await create_conversation(session)


async def outage(**fields):
    async with transaction() as session:
        return await create_outage(session, **fields)


async def verified(conversation, **fields):
    """Makes the citizen the verified holder of an account."""
    async with transaction() as session:
        account = await create_account(session, **fields)
        await accept_policy(session, conversation)
        await verify(session, conversation, account)
    return account


async def reports():
    async with transaction() as session:
        return list(await session.scalars(select(OutageReport)))


async def test_a_known_outage_is_told_and_the_report_joins_it(conversation):
    known = await outage()
    said = await act(ActionOutageReport(), conversation, service="energia", place="barrio la esperansa")
    assert "Sí, hay un corte de energía en La Esperanza" in said.text and "hoy a las 2:00 p. m." in said.text
    [report] = await reports()
    assert report.outage_id == known.id
    assert said.slots == {"service": None, "place": None, "address": None, "neighborhood": None}


async def test_an_unknown_one_is_taken_down_once_however_often_the_turn_is_repeated(conversation):
    first = await act(ActionOutageReport(), conversation, service="agua", place="Calle 10 # 5-20 barrio El Prado")
    again = await act(ActionOutageReport(), conversation, service="agua", place="Calle 10 # 5-20 barrio El Prado")
    [report] = await reports()
    assert first.text == again.text and report.number in first.text
    assert (report.neighborhood, report.place) == ("El Prado", "Calle 10 # 5-20 barrio El Prado")


def wished(text, intent):
    return {"event": "user", "text": text, "parse_data": {"intent": {"name": intent}}}


async def test_services_named_side_by_side_are_both_taken_down(conversation):
    told = [wished("no tengo agua ni luz", "outage_report"), wished("en el prado", "inform")]
    said = await act(ActionOutageReport(), conversation, events=told, service="agua", place="El Prado")
    assert [report.service for report in await reports()] == ["agua", "energia"]
    assert "falla de agua" in said.text and "falla de energía" in said.text


async def test_services_that_another_wish_named_are_not_taken_down(conversation):
    told = [wished("cuánto debo de agua y luz", "bill_amount"), wished("se fue la luz", "outage_report")]
    await act(ActionOutageReport(), conversation, events=told, service="energia", place="El Prado")
    assert [report.service for report in await reports()] == ["energia"]


async def test_the_address_of_the_verified_account_is_the_place(conversation):
    account = await verified(conversation, neighborhood="La Esperanza")
    await outage()
    said = await act(ActionOutageReport(), conversation, service="energia", place=account.number)
    assert "La Esperanza" in said.text
    [report] = await reports()
    assert (report.account_number, report.place) == (account.number, account.address)


async def test_an_account_number_alone_does_not_tell_where_it_is(conversation):
    async with transaction() as session:
        account = await create_account(session, neighborhood="La Esperanza")
    await outage()
    said = await act(ActionOutageReport(), conversation, service="energia", place=account.number)
    assert "Esperanza" not in said.text and account.address not in said.text
    [report] = await reports()
    assert (report.account_number, report.neighborhood) == (None, None)


async def test_another_companys_service_is_not_taken_down(conversation):
    said = await act(ActionOutageReport(), conversation, service="alumbrado", place="Centro")
    assert "Alcaldía de Villa Serrana" in said.text
    assert await reports() == []


async def test_status_at_a_place(conversation):
    await outage(service="agua", areas=["El Prado"])
    said = await act(ActionOutageStatus(), conversation, neighborhood="el prado")
    assert "corte de agua en El Prado" in said.text
    none = await act(ActionOutageStatus(), conversation, neighborhood="Centro", service="agua")
    assert "No tengo cortes de agua registrados en Centro" in none.text
    assert "/outage_report" in none.payloads


async def test_status_without_a_place_tells_what_runs_anywhere(conversation):
    await outage()
    await outage(service="gas", areas=["Centro"], eta=None)
    said = await act(ActionOutageStatus(), conversation)
    assert "Energía en La Esperanza" in said.text and "Gas en Centro. Todavía no hay hora" in said.text
    assert "Gas" not in (await act(ActionOutageStatus(), conversation, service="energia")).text


async def test_status_by_account_asks_who_it_is_first(conversation):
    async with transaction() as session:
        await accept_policy(session, conversation)
        account = await create_account(session, neighborhood="La Esperanza")
    await outage()
    said = await act(ActionOutageStatus(), conversation, account_number=account.number)
    assert "Esperanza" not in said.text
    async with transaction() as session:
        [question] = await open_questions(session, conversation)
        assert question.payload["then"] == "/outage_status"
        await verify(session, conversation, account)
    assert "La Esperanza" in (await act(ActionOutageStatus(), conversation, account_number=account.number)).text


async def test_planned_cuts_here_and_everywhere(conversation):
    tomorrow = clock.now() + timedelta(days=1)
    await outage(kind="planned", starts_at=tomorrow, eta=tomorrow + timedelta(hours=4), cause="poda", areas=["Centro"])
    said = await act(ActionOutagePlanned(), conversation)
    assert "Energía, martes 24 de noviembre de 12:00 p. m. a 4:00 p. m. (Centro): poda." in said.text
    assert (
        "No hay cortes programados en El Prado"
        in (await act(ActionOutagePlanned(), conversation, place="el prado")).text
    )


async def test_compensation_is_not_promised(conversation):
    said = await act(ActionOutageCompensation(), conversation)
    assert "no la puedo prometer" in said.text and "/complaint_file" in said.payloads


@pytest.mark.parametrize(
    ("value", "key"),
    [
        ("energia", "energia"),
        ("luz", "energia"),
        ("la luz", "energia"),
        ("Agua", "agua"),
        ("basura", "aseo"),
        ("hola", None),
    ],
)
async def test_the_form_knows_services_by_their_names(conversation, value, key):
    found, words = await checked(conversation, "service", value)
    assert found == key and bool(words) == (key is None)


@pytest.mark.parametrize("value", ["no sé", "/affirm", "x", "aquí"])
async def test_the_form_wants_a_place(conversation, value):
    found, words = await checked(conversation, "place", value)
    assert found is None and "barrio" in words


async def test_a_place_named_before_is_not_asked_for(conversation):
    said = await act(ValidateOutageForm(), conversation, service="energia", neighborhood="Centro")
    assert said.slots["place"] == "Centro"
    interrupted = await act(ValidateOutageForm(), conversation, requested_slot="service", neighborhood="Centro")
    assert interrupted.events == []


async def test_the_verified_account_is_the_place_unless_another_is_named(conversation):
    account = await verified(conversation)
    assert (await act(ValidateOutageForm(), conversation)).slots["place"] == account.number


async def checked(conversation, slot, value):
    """What the form makes of an answer: the slot's value, and the words said."""
    dispatcher = CollectingDispatcher()
    tracker = Tracker(conversation.sender_id, {}, {}, [], False, None, {}, "action_listen")
    found = await getattr(ValidateOutageForm(), f"validate_{slot}")(value, dispatcher, tracker, {})
    return found[slot], "".join(message["text"] for message in dispatcher.messages)


async def corrected(conversation, text):
    """What is answered to a message by the platform itself; "" if it goes to the assistant."""
    async with transaction() as session:
        message = await create_message(session, conversation, body=text)
        answer = await correcting.take(session, conversation, message)
    return answer.replies[0].text if answer else ""


async def test_a_report_just_made_is_corrected_and_stays_one(conversation):
    await act(ActionOutageReport(), conversation, service="energia", place="Calle 18 # 3-20")
    said = await corrected(conversation, "no, perdón, es en la calle 8, no en la 18")
    assert said.startswith("Corregido.") and "Calle 8 # 3-20" in said
    known = await outage()
    said = await corrected(conversation, "ay no, me equivoqué, es el barrio la esperanza")
    assert "corte de energía en La Esperanza" in said
    [report] = await reports()
    assert (report.neighborhood, report.outage_id) == ("La Esperanza", known.id)
    assert "sin agua" in await corrected(conversation, "perdón, es el agua")
    [report] = await reports()
    assert (report.service, report.outage_id) == ("agua", None)


async def test_nothing_is_corrected_long_after_or_without_a_report(conversation):
    text = "no, perdón, es en la calle 8"
    assert await corrected(conversation, text) == ""
    await act(ActionOutageReport(), conversation, service="energia", place="Calle 18 # 3-20")
    clock.move(MONDAY_NOON + timedelta(hours=1) - datetime.now(UTC))
    assert await corrected(conversation, text) == ""


async def test_the_right_place_is_asked_for_where_only_the_mistake_is_told(conversation):
    await act(ActionOutageReport(), conversation, service="energia", place="barrio el prado")
    assert "barrio correcto" in await corrected(conversation, "me equivoqué de barrio")
    async with transaction() as session:
        [question] = await open_questions(session, conversation)
        message = await create_message(session, conversation, body="es la floresta")
        answer = await correcting.answer(session, conversation, question, message, None)
    assert answer and "La Floresta" in answer.replies[0].text
    [report] = await reports()
    assert report.neighborhood == "La Floresta"


async def test_the_report_just_made_is_what_the_next_question_is_about(conversation):
    address: dict[str, Any] = {"address": "Calle 18 # 3-20", "neighborhood": "La Floresta"}
    await act(ActionOutageReport(), conversation, service="energia", place="La Floresta", **address)
    [report] = await reports()
    assert (report.place, report.neighborhood) == ("Calle 18 # 3-20, La Floresta", "La Floresta")
    said = await act(ActionOutageStatus(), conversation, text="y cuándo vuelve?")
    assert report.number in said.text and "no tengo hora" in said.text
    await outage(areas=["La Floresta"])
    assert "en La Floresta" in (await act(ActionOutageStatus(), conversation, text="y cuándo vuelve?")).text
    elsewhere = await act(ActionOutageStatus(), conversation, text="y en el centro?", neighborhood="Centro")
    assert "Centro" in elsewhere.text
