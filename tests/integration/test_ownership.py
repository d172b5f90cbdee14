"""Who speaks for the office: every change is a compare-and-set."""

import asyncio

import pytest

from bot.database import transaction
from bot.messaging import ownership
from bot.messaging.conversation import Owner
from tests.builders import create_agent, create_conversation


@pytest.fixture
async def conversation_id(database):
    async with transaction() as session:
        return (await create_conversation(session)).id


async def hand_over(conversation_id, **fields):
    async with transaction() as session:
        conversation = await ownership.lock(session, conversation_id)
        return await ownership.hand_over(session, conversation, **({"reason": "person", "summary": "…"} | fields))


async def read(conversation_id):
    async with transaction() as session:
        return await ownership.lock(session, conversation_id)


async def test_two_agents_at_once_100_times_one_owner_each_time(conversation_id):
    async with transaction() as session:
        agents = [(await create_agent(session)).id for _ in range(2)]

    async def claim(agent_id, version):
        async with transaction() as session:
            return await ownership.claim(session, conversation_id, agent_id=agent_id, expected_version=version)

    for _ in range(100):
        version = (await read(conversation_id)).owner_version
        outcomes = await asyncio.gather(*(claim(agent, version) for agent in agents))
        assert sorted(outcomes) == [False, True]
        owner = agents[outcomes.index(True)]
        assert (await read(conversation_id)).agent_id == owner
        async with transaction() as session:
            conversation = await ownership.lock(session, conversation_id)
            assert await ownership.give_back(session, conversation, agent_id=owner)


async def test_every_change_of_owner_raises_the_version_and_starts_a_new_dialog(conversation_id):
    before = await read(conversation_id)
    assert await hand_over(conversation_id, event_id="7")
    queued = await read(conversation_id)
    assert (queued.owner, queued.owner_version, queued.session) == (
        Owner.QUEUE,
        before.owner_version + 1,
        before.session + 1,
    )
    assert queued.handed_over_by == 7


async def test_handing_over_twice_keeps_the_place_in_the_queue_and_the_higher_priority(conversation_id):
    await hand_over(conversation_id, priority=ownership.EMERGENCY)
    first = await read(conversation_id)
    await hand_over(conversation_id)
    again = await read(conversation_id)
    assert (again.queued_at, again.owner_version, again.priority) == (first.queued_at, first.owner_version, 10)


async def test_what_an_agent_has_is_not_handed_over(conversation_id):
    async with transaction() as session:
        agent = await create_agent(session)
        await ownership.claim(session, conversation_id, agent_id=agent.id, expected_version=0)
    assert not await hand_over(conversation_id)
    before = await read(conversation_id)
    assert not await hand_over(conversation_id, reason="emergency", priority=ownership.EMERGENCY)
    now = await read(conversation_id)
    assert (now.owner, now.owner_version, now.agent_id) == (Owner.AGENT, before.owner_version, agent.id)
    assert (before.priority, now.priority) == (ownership.ORDINARY, ownership.EMERGENCY), "an emergency at their desk"


async def test_what_an_agent_noted_stays_when_a_queued_conversation_is_handed_over_again(conversation_id):
    await hand_over(conversation_id, summary="Pide una persona.")
    async with transaction() as session:
        conversation = await ownership.lock(session, conversation_id)
        await ownership.pass_on(session, conversation, to=None, note=f"{ownership.NOTE}Ana: espera la visita")
    await hand_over(conversation_id, summary="huele a gas", priority=ownership.EMERGENCY)
    assert (await read(conversation_id)).summary == "huele a gas\nNota de Ana: espera la visita"


async def test_only_its_agent_gives_a_conversation_back(conversation_id):
    async with transaction() as session:
        owner, other = await create_agent(session), await create_agent(session)
        await ownership.claim(session, conversation_id, agent_id=owner.id, expected_version=0)
        conversation = await ownership.lock(session, conversation_id)
        assert not await ownership.give_back(session, conversation, agent_id=other.id)
        assert await ownership.give_back(session, conversation, agent_id=owner.id)


async def test_only_what_waits_leaves_the_queue(conversation_id):
    async with transaction() as session:
        assert not await ownership.leave_queue(session, await ownership.lock(session, conversation_id))
    await hand_over(conversation_id, summary="Reclamo 2026-VS-0000001.")
    waits = await read(conversation_id)
    async with transaction() as session:
        assert await ownership.leave_queue(session, await ownership.lock(session, conversation_id))
    left = await read(conversation_id)
    assert (left.owner, left.queued_at, left.summary, left.queue_reason) == (Owner.ASSISTANT, None, "", "")
    assert (left.owner_version, left.session) == (waits.owner_version + 1, waits.session + 1)
