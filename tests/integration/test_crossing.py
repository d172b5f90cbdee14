"""What was said since a message was written, as the inbox reads it."""

from bot.messaging import crossing
from tests.builders import create_conversation, create_message


async def test_what_was_said_since_a_message_was_written(session):
    conversation = await create_conversation(session)
    first = await create_message(session, conversation, body="cuánto debo")
    second = await create_message(session, conversation, body="es que no me llegó el recibo")
    question = await create_message(
        session, conversation, direction="out", author="assistant", body="¿Qué cuenta?", reply_to=first.id
    )
    third = await create_message(session, conversation, body="4100237")
    await session.refresh(conversation)
    assert await crossing.said_meanwhile(session, conversation, second) == [question]
    assert await crossing.said_meanwhile(session, conversation, third) == []
    await create_message(session, conversation, direction="out", author="assistant", body="Hola", reply_to=third.id)
    await session.refresh(conversation)
    assert await crossing.said_meanwhile(session, conversation, third) == []
