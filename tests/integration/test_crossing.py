"""What was said since a message was written, as the inbox reads it."""

from sqlalchemy import select

from bot import assistant, clock, emergency
from bot.assistant import AssistantTurn, Meaning
from bot.database import transaction
from bot.messaging import crossing, inbox
from bot.messaging.content import Reply
from bot.messaging.message import Message
from tests.billing_builders import accept_policy
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


async def answered(monkeypatch, *crossed: str) -> tuple[list[str], list[str]]:
    """What the assistant is given of messages that crossed with the question of a form, and what is said."""
    given: list[str] = []

    async def take_turn(*, text: str, **_: str) -> AssistantTurn:
        given.append(text)
        return AssistantTurn(replies=[Reply(text=f"Le respondo: {text}")], dialog_open=True, intent="outage_report")

    async def meaning_of(text: str) -> Meaning:
        return Meaning(intent="inform", confidence=0.9, danger="emergency" if text.startswith("algo suena") else "")

    monkeypatch.setattr(assistant, "take_turn", take_turn)
    monkeypatch.setattr(assistant, "meaning_of", meaning_of)
    async with transaction() as session:
        conversation = await create_conversation(session, dialog_open=True)
        await accept_policy(session, conversation)
        first = await create_message(session, conversation, body="cuánto debo", handled_at=clock.now())
        for text in crossed:
            await create_message(session, conversation, body=text)
        asks = {"direction": "out", "author": "assistant", "body": "¿Qué cuenta?", "reply_to": first.id}
        question = await create_message(session, conversation, **asks)
    await inbox.handle(conversation.id)
    async with transaction() as session:
        of_it = select(Message).where(Message.conversation_id == conversation.id).order_by(Message.seq)
        said = [message for message in await session.scalars(of_it) if message.seq > question.seq]
    return given, [message.body for message in said]


async def test_requests_that_crossed_with_a_question_are_answered_each(database, monkeypatch):
    requests = ["no hay luz en mi casa", "quiero una cita para mañana", "¿a qué hora cierran?"]
    given, said = await answered(monkeypatch, *requests)
    assert given == requests
    assert said[-3:] == [f"Le respondo: {request}" for request in requests]  # below the words of the first contact


async def test_a_danger_in_one_of_those_read_together_is_asked_about(database, monkeypatch):
    given, said = await answered(monkeypatch, "algo suena en la pared", "vivo con mi mamá y mis dos niños")
    assert given == ["algo suena en la pared. vivo con mi mamá y mis dos niños"]
    assert said[-2:] == [emergency.script("other", certain=False), f"Le respondo: {given[0]}"]
