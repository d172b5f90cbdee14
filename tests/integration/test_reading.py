"""What the platform reads from a message before the assistant does: a link that opened the chat, files in a row."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot import clock
from bot.entity import entity
from bot.messaging import reading
from bot.messaging.message import Message
from tests.builders import create_conversation, create_message


async def said(session, conversation):
    query = select(Message.body).where(Message.conversation_id == conversation.id, Message.direction == "out")
    return list(await session.scalars(query.order_by(Message.seq)))


@pytest.fixture
async def known(session):
    """A conversation past its first contact."""
    conversation = await create_conversation(session)
    conversation.address.policy_shown = entity().privacy.version
    return conversation


@pytest.mark.parametrize(
    ("payload", "intent"),
    [
        ("", "/help_menu"),
        ("topic-outage_status", "/outage_status"),
        ("topic-emergency_false_alarm", "/help_menu"),
        ("pago_123", "/help_menu"),
    ],
)
async def test_a_link_opens_the_conversation_at_its_topic(session, known, payload, intent):
    message = await create_message(session, known, kind="start", body="", content={"payload": payload})

    assert not await reading.read(session, known, message)
    assert message.intent == intent


async def test_who_opens_the_chat_for_the_first_time_is_greeted_and_no_more(session):
    conversation = await create_conversation(session)
    message = await create_message(session, conversation, kind="start", body="", content={"payload": ""})

    assert await reading.read(session, conversation, message)
    assert await said(session, conversation) == [entity().greeting]


async def send_photo(session, conversation, seconds, **content):
    now = clock.now() + timedelta(seconds=seconds)
    content["media"] = [{"reference": "file-1", "mime": "image/jpeg"}]
    message = await create_message(
        session, conversation, kind="media", body=content.pop("caption", ""), content=content, created_at=now
    )
    return await reading.read(session, conversation, message)


async def test_files_in_a_row_get_one_answer(session, known):
    for seconds in (0, 2, 9, 18):
        assert await send_photo(session, known, seconds)
    assert len(await said(session, known)) == 1

    assert await send_photo(session, known, 60)
    assert len(await said(session, known)) == 2


async def test_an_album_is_answered_by_its_caption(session, known):
    assert not await send_photo(session, known, 0, caption="mi medidor", album="13579")
    assert await send_photo(session, known, 30, album="13579")
    assert await send_photo(session, known, 60, album="13579")

    assert await said(session, known) == []
