"""Outages: which there are at a place, reports taken down once, and the demonstration's own."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from bot import clock
from bot.outages import demo, finding, phrases, reporting
from tests.builders import create_conversation, create_outage

MONDAY_NOON = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)


def go_to(moment):
    clock.move(moment - datetime.now(UTC))


@pytest.fixture(autouse=True)
def monday_noon(database):
    go_to(MONDAY_NOON)


async def current(session, neighborhood="La Esperanza", service="energia"):
    return [outage.reference for outage in await finding.current(session, neighborhood=neighborhood, service=service)]


async def test_an_outage_is_found_at_its_places_and_for_its_service(session):
    outage = await create_outage(session, areas=["La Esperanza", "El Prado"])
    assert await current(session) == [outage.reference]
    assert await current(session, "El Prado") == [outage.reference]
    assert await current(session, "Centro") == []
    assert await current(session, service="agua") == []
    assert await current(session, service=None) == [outage.reference]


@pytest.mark.parametrize("status", ["restored", "cancelled"])
async def test_what_is_over_is_not_found(session, status):
    await create_outage(session, status=status)
    assert await current(session) == []


async def test_a_planned_outage_runs_from_its_hour_to_its_hour_an_unplanned_one_until_somebody_says_so(session):
    now = clock.now()
    hours = {"starts_at": now + timedelta(hours=1), "eta": now + timedelta(hours=2)}
    planned = await create_outage(session, kind="planned", **hours)
    unplanned = await create_outage(session, **hours)
    assert await current(session) == []
    go_to(MONDAY_NOON + timedelta(minutes=90))
    assert set(await current(session)) == {planned.reference, unplanned.reference}
    go_to(MONDAY_NOON + timedelta(hours=3))
    assert await current(session) == [unplanned.reference]


async def test_planned_outages_of_the_next_two_weeks(session):
    now = clock.now()

    async def plan(days, **fields):
        start = now + timedelta(days=days)
        return await create_outage(session, kind="planned", starts_at=start, eta=start + timedelta(hours=3), **fields)

    tomorrow, later = await plan(1), await plan(5, service="agua")
    await plan(15)
    await plan(-1)
    await plan(2, status="cancelled")
    assert await finding.planned(session) == [tomorrow, later]
    assert await finding.planned(session, neighborhood="La Esperanza", service="agua") == [later]
    assert await finding.planned(session, neighborhood="Centro") == []


async def test_what_is_said_of_an_outage(session):
    said = phrases.known(await create_outage(session, message="Una cuadrilla trabaja."), "La Esperanza")
    assert said.startswith("Sí, hay un corte de energía en La Esperanza desde hoy a las 11:00 a. m.")
    for words in (
        "daño en un transformador",
        "se espera que vuelva hoy a las 2:00 p. m.",
        "Una cuadrilla trabaja.",
        "Dato de",
    ):
        assert words in said


async def test_an_hour_that_nobody_gave_is_not_said(session):
    unknown = phrases.known(await create_outage(session, eta=None), "La Esperanza")
    assert "Todavía no hay hora estimada" in unknown
    late = phrases.known(await create_outage(session, eta=clock.now() - timedelta(minutes=1)), "La Esperanza")
    assert "aún no vuelve" in late and "no hay una hora nueva" in late


async def report(session, conversation, **fields):
    defaults = {"service": "energia", "place": "barrio la esperanza", "neighborhood": "La Esperanza"}
    return await reporting.report(session, conversation, **(defaults | fields))


async def test_a_report_is_taken_down_once(session):
    conversation = await create_conversation(session)
    first = await report(session, conversation, event_id="1")
    assert (await report(session, conversation, event_id="1", service="agua")).id == first.id
    assert (await report(session, conversation, event_id="2")).id == first.id
    assert (await report(session, conversation, event_id="3", service="agua")).id != first.id
    go_to(MONDAY_NOON + timedelta(hours=7))
    assert (await report(session, conversation, event_id="4")).id != first.id


async def test_neighbours_are_counted(session):
    reports = [await report(session, await create_conversation(session)) for _ in range(3)]
    assert [await reporting.nearby(session, one) for one in reports] == [2, 2, 2]
    elsewhere = await report(session, await create_conversation(session), neighborhood=None, place="km 4")
    assert await reporting.nearby(session, elsewhere) == 0
    assert "otras 2 personas" in phrases.reported(reports[0], 2)
    assert "otra persona" in phrases.reported(reports[0], 1)
    assert reports[0].number in phrases.reported(reports[0], 0)


async def test_the_demonstration_has_current_planned_and_past_outages(session):
    await demo.seed(session, random.Random(1), clock.today())
    await demo.seed(session, random.Random(2), clock.today())
    assert await current(session) == ["demo-energy-now"]
    assert await current(session, "Centro") == []
    assert len(await finding.planned(session)) == len(demo.PLANNED)
    assert [one.reference for one in await finding.planned(session, neighborhood="Centro")] == ["demo-energy-soon"]


async def test_a_later_start_moves_the_current_ones_and_leaves_what_people_did(session):
    await demo.seed(session, random.Random(1), clock.today())
    [water] = await finding.current(session, neighborhood="Las Acacias", service="agua")
    water.status = "restored"
    await session.flush()
    go_to(MONDAY_NOON + timedelta(days=20))
    await demo.refresh(session, random.Random(1), clock.today())
    [energy] = await finding.current(session, neighborhood="La Esperanza", service="energia")
    assert energy.eta is not None and energy.starts_at <= clock.now() < energy.eta
    assert water.status == "restored" and water.starts_at < clock.now() - timedelta(days=19)
    assert len(await finding.planned(session)) == len(demo.PLANNED)
