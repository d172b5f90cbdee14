"""When a person must speak, small talk, procedures and offices."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from actions.offices import BOOK, OTHERS, ActionAppointmentBook, ActionAppointmentChange, ActionOfficeInfo
from actions.people import ActionAbuse, ActionEmergency, ActionHumanHandoff, ActionSelfHarm
from actions.procedures import ActionProcedureInfo, ActionProcedureList
from actions.talk import (
    FORM_SLOTS,
    ActionCancelForm,
    ActionFallback,
    ActionGreet,
    ActionHelpMenu,
    ActionInform,
    ActionRating,
)
from bot import clock, emergency
from bot.cases import closing
from bot.cases.case import Case
from bot.database import transaction
from bot.followup import follow_up
from bot.followup.rating import Rating
from bot.messaging import ownership
from bot.messaging.content import Reply
from bot.messaging.conversation import Owner
from bot.procedures import catalogue
from tests.acting import act
from tests.builders import create_case, create_conversation, create_message, create_outage

MONDAY_NOON = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
SUNDAY = datetime(2026, 11, 29, 17, 0, tzinfo=UTC)
ENDS_FORM = [{"event": "active_loop", "name": None}, {"event": "slot", "name": "requested_slot", "value": None}]


def go_to(moment):
    clock.move(moment - datetime.now(UTC))


@pytest.fixture
async def conversation(database):
    go_to(MONDAY_NOON)
    async with transaction() as session:
        made = await create_conversation(session)
        await create_message(session, made, body="No me ponen atención en la oficina")
        await catalogue.load(session)
    return made


async def now_of(conversation):
    async with transaction() as session:
        return await ownership.lock(session, conversation.id)


def ends_form(said):
    return [
        {key: event.get(key) for key in expected} for event, expected in zip(said.events, ENDS_FORM, strict=True)
    ] == ENDS_FORM


async def test_a_person_is_called_in_office_hours_with_what_was_said(conversation):
    said = await act(ActionHumanHandoff(), conversation, complaint_text="Me cobraron doble")
    now = await now_of(conversation)
    assert (now.owner, now.queue_reason, now.priority) == (Owner.QUEUE, "person", 0)
    assert "No me ponen atención en la oficina" in now.summary and "Reclamo: Me cobraron doble" in now.summary
    assert "Una persona le escribirá" in said.text and ends_form(said)


async def test_greetings_and_a_yes_are_no_news_to_the_agent(conversation):
    async with transaction() as session:
        for words in ("Hola, buenas tardes", "Sí, acepto", "👍"):
            await create_message(session, await ownership.lock(session, conversation.id), body=words)
    await act(ActionHumanHandoff(), conversation)
    assert (await now_of(conversation)).summary.splitlines()[-1] == "«No me ponen atención en la oficina»"


async def test_outside_office_hours_the_citizen_is_told_when_and_may_file(conversation):
    go_to(SUNDAY)
    said = await act(ActionHumanHandoff(), conversation)
    assert (await now_of(conversation)).owner == Owner.ASSISTANT
    assert "mañana a las 7:00 a. m." in said.text and said.payloads == ["/complaint_file"]


@pytest.mark.parametrize(
    ("words", "kind"),
    [("huele a gas", "gas"), ("hay un cable caído", "cable"), ("ayuda hay algo muy peligroso", "other")],
)
async def test_an_emergency_gets_its_script_and_the_head_of_the_queue(conversation, words, kind):
    go_to(SUNDAY)
    said = await act(ActionEmergency(), conversation, text=words)
    assert said.replies == [Reply(text=emergency.script(kind), purpose="safety", ask_location=True)]
    now = await now_of(conversation)
    assert (now.owner, now.queue_reason, now.priority) == (Owner.QUEUE, "emergency", ownership.EMERGENCY)
    assert ends_form(said)


async def test_a_life_at_risk_is_not_quoted_to_the_queue(conversation):
    said = await act(ActionSelfHarm(), conversation, text="ya no quiero seguir")
    assert said.text == emergency.script("self_harm") and said.payloads == []
    now = await now_of(conversation)
    assert (now.queue_reason, now.priority) == ("self_harm", ownership.EMERGENCY)
    assert "No me ponen" not in now.summary


async def test_abuse_gets_no_reproach_and_a_way_out(conversation):
    said = await act(ActionAbuse(), conversation)
    assert "/human_handoff" in said.payloads and "/complaint_file" in said.payloads


@pytest.mark.parametrize(("hour", "greeting"), [(13, "Buenos días"), (20, "Buenas tardes"), (1, "Buenas noches")])
async def test_a_greeting_by_the_time_of_day(conversation, hour, greeting):
    go_to(MONDAY_NOON.replace(hour=hour))
    said = await act(ActionGreet(), conversation)
    assert said.text.startswith(greeting) and "automático" in said.text


async def test_the_menu_offers_a_person(conversation):
    assert "/human_handoff" in (await act(ActionHelpMenu(), conversation)).payloads


async def test_the_second_time_in_a_row_without_understanding_a_person_is_offered(conversation):
    def turn(action):
        return [{"event": "user"}, {"event": "action", "name": action}, {"event": "action", "name": "action_listen"}]

    first = await act(ActionFallback(), conversation, events=[*turn("action_greet"), {"event": "user"}])
    assert "/human_handoff" not in first.payloads
    second = await act(ActionFallback(), conversation, events=[*turn("action_fallback"), {"event": "user"}])
    assert "/human_handoff" in second.payloads
    after = [*turn("action_fallback"), *turn("action_greet"), {"event": "user"}]
    assert "/human_handoff" not in (await act(ActionFallback(), conversation, events=after)).payloads


async def test_data_alone_is_put_to_use(conversation):
    async with transaction() as session:
        await create_outage(session)
    said = await act(ActionInform(), conversation, text="barrio la esperanza")
    assert "corte de energía en La Esperanza" in said.text
    number = await act(ActionInform(), conversation, text="4100101", account_number="4100101")
    assert "/bill_amount" in number.payloads
    case = await act(ActionInform(), conversation, case_number="2026-VS-1", entities={"case_number": "2026-VS-1"})
    assert case.follow_up == "action_case_status"


async def test_leaving_a_form_forgets_all_but_the_account(conversation):
    said = await act(ActionCancelForm(), conversation)
    assert set(said.slots) == set(FORM_SLOTS) and "account_number" not in said.slots
    assert set(said.slots.values()) == {None}


async def test_a_lone_number_is_a_rating_only_where_one_was_asked_for(conversation):
    assert "encuesta" in (await act(ActionRating(), conversation, text="le pongo 5 estrellas", rating=5)).text
    assert "otras palabras" in (await act(ActionRating(), conversation, text="la segunda", rating=2)).text
    async with transaction() as session:
        case = await create_case(session, conversation)
        await closing.close(session, case, outcome="solved")
        assert await follow_up.send_now(session, case)
    assert "¿se resolvió" in (await act(ActionRating(), conversation, rating=2)).text
    async with transaction() as session:
        from bot.messaging import questions

        await questions.close(session, conversation, follow_up.QUESTION.kind, "yes")
        await follow_up._ask_rating(session, conversation, case.id)
    assert "Gracias" in (await act(ActionRating(), conversation, rating=5)).text
    async with transaction() as session:
        assert (await session.scalars(select(Rating.stars))).all() == [5]


async def test_a_procedure_is_told_as_asked(conversation):
    said = await act(ActionProcedureInfo(), conversation, procedure="reconexion", text="cuánto cuesta la reconexión")
    assert "$36.500" in said.text and "Necesita" not in said.text and said.slots["procedure"] is None
    whole = await act(ActionProcedureInfo(), conversation, text="certificado de residencia")
    assert "Alcaldía" in whole.text and "Necesita" in whole.text
    again = await act(ActionProcedureInfo(), conversation, text="¿y cuánto se demora?", procedure_told="reconexion")
    assert again.text.startswith("Reconexión del servicio suspendido: no es inmediato")
    unknown = await act(ActionProcedureInfo(), conversation, text="quiero hacer un trámite")
    assert unknown.follow_up == "procedure_form" and unknown.text == ""


async def test_the_list_of_procedures_and_the_offices(conversation):
    [listed] = (await act(ActionProcedureList(), conversation)).replies
    offered = {choice.payload: choice for choice in listed.choices}
    transfer = offered['/procedure_info{"procedure": "cambio_titular"}']
    assert transfer.title == "Cambio de titular de la cuenta" and "Gratis" in transfer.description
    assert listed.choices[-1].description.startswith("Lo hace: ")  # those of others come last

    [here] = (await act(ActionOfficeInfo(), conversation, text="oficina de el prado")).replies
    assert [card.title for card in here.cards] == ["Punto de atención El Prado"]
    assert "Carrera 21 # 14-08" in here.words and here.offered[0].payload == "/office_info"
    everywhere = await act(ActionOfficeInfo(), conversation, text="/office_info")
    assert everywhere.text.startswith("- Oficina principal: Calle 10 # 5-20")
    hours = await act(ActionOfficeInfo(), conversation, text="¿a qué hora abren?")
    assert hours.text.startswith("Oficina principal: lunes a viernes de 7:00 a. m.")
    assert "Prado" not in hours.text and hours.payloads == [OTHERS[1]]
    none = await act(ActionOfficeInfo(), conversation, text="hay oficina en el mirador?")
    assert none.text.startswith("En El Mirador no tenemos oficina. Oficina principal: Calle 10 # 5-20")


async def test_an_office_that_needs_no_appointment_says_so_before_a_person_is_called(conversation):
    wish: dict[str, Any] = {"procedure": "cambio_titular", "date": "2026-11-26"}
    first = await act(ActionAppointmentBook(), conversation, text="quiero una cita para el traspaso el jueves", **wish)
    assert first.text.startswith("No necesita cita. Oficina principal: lunes a viernes") and BOOK[1] in first.payloads
    assert (await now_of(conversation)).owner == Owner.ASSISTANT and first.slots == {"office_told": "principal"}
    offered: list[dict[str, Any]] = [
        {"event": "bot", "data": {"buttons": [dict(zip(("title", "payload"), BOOK, strict=True))]}}
    ]
    events = [*offered, {"event": "user"}]
    said = await act(ActionAppointmentBook(), conversation, text="/appointment_book", events=events, **wish)
    assert "Escríbame" not in said.text and said.slots["date"] is None
    summary = (await now_of(conversation)).summary
    for known in ("Trámite: Cambio de titular", "Oficina: Oficina principal", "Día: jueves 26 de noviembre"):
        assert known in summary


async def test_a_question_that_names_no_office_is_about_the_one_spoken_of(conversation):
    told = await act(ActionOfficeInfo(), conversation, text="¿dónde queda la oficina técnica?")
    assert told.slots["office_told"] == "tecnica"
    before = [{"event": "action", "name": "action_office_info"}, {"event": "user"}]
    whether = await act(
        ActionAppointmentBook(), conversation, text="¿necesito cita?", events=before, office_told="tecnica"
    )
    assert whether.text.startswith("Sí, necesita cita. Oficina técnica") and BOOK[1] in whether.payloads
    hours = await act(ActionOfficeInfo(), conversation, text="¿y a qué hora abren?", events=before, office_told="prado")
    assert hours.text.startswith("Punto de atención El Prado: lunes a viernes de 8:00")
    something_else = [{"event": "action", "name": "utter_thank"}, {"event": "user"}]
    main = await act(
        ActionOfficeInfo(), conversation, text="¿a qué hora abren?", events=something_else, office_told="prado"
    )
    assert main.text.startswith("Oficina principal")
    second = await act(ActionOfficeInfo(), conversation, text="la segunda", events=before)
    assert not second.text.startswith(("Oficina principal", "-"))
    told_procedure = [{"event": "action", "name": "action_procedure_info"}, {"event": "user"}]
    theirs = await act(
        ActionOfficeInfo(), conversation, text="¿y dónde queda?", events=told_procedure, procedure_told="pasaporte"
    )
    assert "Oficina de Pasaportes" in theirs.text and "Oficina principal" not in theirs.text
    procedure = await act(ActionProcedureInfo(), conversation, text="cambio de titular")
    assert (procedure.slots["procedure_told"], procedure.slots["office_told"]) == ("cambio_titular", "principal")


async def test_an_appointment_is_for_the_office_in_the_neighborhood_that_was_named(conversation):
    before = [{"event": "action", "name": "action_office_info"}, {"event": "user"}]
    spoken_of: dict[str, Any] = {"events": before, "office_told": "tecnica"}
    centre = await act(ActionAppointmentBook(), conversation, text="quiero una cita en el Centro", **spoken_of)
    assert centre.text.startswith("No necesita cita. Oficina principal: lunes a viernes")
    centro = {"neighborhood": "Centro"}
    tap = await act(ActionAppointmentBook(), conversation, text="/appointment_book", entities=centro, **spoken_of)
    assert tap.slots == centre.slots == {"office_told": "principal"}
    await act(ActionAppointmentBook(), conversation, text="quiero una cita, vivo en El Mirador", **spoken_of)
    assert "Oficina: Oficina técnica" in (await now_of(conversation)).summary


async def test_what_was_not_said_of_an_appointment_is_asked_for_at_once(conversation):
    said = await act(ActionAppointmentBook(), conversation, text="necesito que venga un técnico a revisar el medidor")
    assert "Escríbame qué día" in said.text


async def test_a_day_said_after_the_request_was_filed_is_added_to_it(conversation):
    go_to(SUNDAY)
    first = await act(
        ActionAppointmentBook(), conversation, text="necesito que vengan a revisar el medidor", event_id="1"
    )
    assert "Escríbame qué día" in first.text
    async with transaction() as session:
        again = await ownership.lock(session, conversation.id)
        message = await create_message(session, again, body="el jueves por la tarde")
    said = await act(ActionAppointmentBook(), conversation, text="/appointment_book", event_id=str(message.id))
    async with transaction() as session:
        [case] = await session.scalars(select(Case))
    assert case.number in said.text and case.text.endswith("«el jueves por la tarde»")


@pytest.mark.parametrize("action", [ActionAppointmentBook, ActionAppointmentChange])
async def test_appointments_are_arranged_by_a_person_or_filed(conversation, action):
    said = await act(action(), conversation, text="necesito una visita técnica", event_id="1")
    assert "persona" in said.text and (await now_of(conversation)).queue_reason == "appointment"
    go_to(SUNDAY)
    async with transaction() as session:
        other = await create_conversation(session)
    first = await act(action(), other, text="necesito una visita técnica", event_id="2")
    again = await act(action(), other, text="necesito una visita técnica", event_id="2")
    async with transaction() as session:
        [case] = await session.scalars(select(Case))
    assert first.text == again.text and case.number in first.text
    assert case.kind == "peticion_general" and "necesito una visita técnica" in case.text
