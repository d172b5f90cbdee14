"""A citizen who wants no more messages: heard wherever it is said, confirmed once, and taken back."""

import pytest
from sqlalchemy import select

from bot.entity import entity
from bot.messaging import inbox, outbox, ownership, reading
from bot.messaging.content import Choice, Reply
from bot.messaging.message import Message
from tests.builders import create_agent, create_conversation, create_message
from tests.channels import SMS_NUMBER, configure, forget


@pytest.fixture
async def conversation(session):
    found = await create_conversation(session)
    found.address.policy_shown = entity().privacy.version
    return found


@pytest.fixture
async def by_sms(session, monkeypatch):
    configure(monkeypatch)
    found = await create_conversation(session, channel="sms", account=SMS_NUMBER, address="+573000000101")
    found.address.policy_shown = entity().privacy.version
    yield found
    forget()


async def write(session, conversation, text, **content):
    """Whether the platform dealt with it, and what it said."""
    before = conversation.last_seq
    message = await create_message(session, conversation, body=text, content=content)
    dealt_with = await reading.read(session, conversation, message)
    said = await session.scalars(
        select(Message.body).where(
            Message.conversation_id == conversation.id, Message.direction == "out", Message.seq > before
        )
    )
    return dealt_with, list(said)


async def test_out_once_and_back(session, conversation):
    dealt_with, said = await write(session, conversation, "BAJA")
    assert dealt_with and "ALTA" in said[0]
    assert conversation.address.opted_out_at is not None

    assert await write(session, conversation, "baja") == (True, [])  # confirmed once

    dealt_with, said = await write(session, conversation, "alta")
    assert dealt_with and "BAJA" in said[0]
    assert conversation.address.opted_out_at is None
    # Nothing to take back: the assistant may make something of it.
    assert (await write(session, conversation, "ALTA"))[0] is False


async def test_a_first_message_is_heard_before_any_greeting(session):
    stranger = await create_conversation(session)
    _, said = await write(session, stranger, "No más mensajes")
    assert len(said) == 1 and stranger.address.opted_out_at is not None


async def test_a_choice_with_that_name_is_a_choice(session, conversation):
    asked = Reply(text="¿Cómo está la presión?", choices=[Choice(title="Alta"), Choice(title="Baja", payload="/deny")])
    await outbox.send(session, conversation, asked)
    await write(session, conversation, "baja")
    assert conversation.address.opted_out_at is None


async def test_leave_what_one_is_in_the_middle_of(session, conversation):
    conversation.dialog_open, before = True, conversation.session
    dealt_with, said = await write(session, conversation, "salir")
    assert dealt_with and "BAJA" in said[0]
    assert (conversation.dialog_open, conversation.session) == (False, before + 1)
    assert conversation.address.opted_out_at is None


@pytest.mark.parametrize(("said", "out"), [("sí", True), ("2", False)])
async def test_salir_with_nothing_open_is_asked_about(session, conversation, said, out):
    _, asked = await write(session, conversation, "SALIR")
    assert asked == ["¿Desea dejar de recibir nuestros avisos?"]
    dealt_with, answered = await write(session, conversation, said)
    assert dealt_with and len(answered) == 1
    assert (conversation.address.opted_out_at is not None) is out


async def test_it_is_written_down_without_a_word_where_a_person_speaks(session, conversation):
    agent = await create_agent(session)
    await ownership.claim(session, conversation.id, agent_id=agent.id, expected_version=0)
    for text in ("salir", "BAJA"):
        assert conversation.address.opted_out_at is None
        await create_message(session, conversation, body=text)
        await session.commit()
        await inbox.handle(conversation.id)
        await session.refresh(conversation.address)
    assert conversation.address.opted_out_at is not None
    assert not await session.scalar(select(Message.id).where(Message.direction == "out"))


async def test_sms_tells_what_stop_would_do(session, by_sms):
    _, said = await write(session, by_sms, "BAJA")
    assert "START" in said[0]


async def test_what_the_provider_has_stopped_is_not_confirmed_to_nobody(session, by_sms):
    assert await write(session, by_sms, "STOP", opt_out="stop") == (True, [])
    assert by_sms.address.opted_out_at is not None and by_sms.address.unreachable_at is not None

    dealt_with, said = await write(session, by_sms, "YES", opt_out="start")
    assert dealt_with and len(said) == 1
    assert by_sms.address.opted_out_at is None


async def test_yes_is_yes_for_those_who_get_messages(session, by_sms):
    by_sms.address.opted_out_at = None
    assert (await write(session, by_sms, "YES", opt_out="start"))[0] is False
    assert by_sms.address.opted_out_at is None
