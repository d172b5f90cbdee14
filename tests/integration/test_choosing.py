"""A choice is tapped, typed as its number, or as its words: all the same; and an old button gets a sensible answer."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot import clock
from bot.entity import entity
from bot.followup import follow_up
from bot.messaging import outbox, paging, phrases, reading
from bot.messaging.content import Card, Choice, Reply
from bot.messaging.message import Message
from tests.builders import create_conversation, create_message

MENU = Reply(
    text="¿Qué necesita?",
    choices=[
        Choice(title="Mi factura", payload="/bill_amount"),
        Choice(title="Reportar una falla", payload="/outage_report"),
        Choice(title="Trámites", payload="/procedure_list"),
    ],
)
QUESTION = Reply(
    text="¿Es correcto?", choices=[Choice(title="Sí", payload="/affirm"), Choice(title="No", payload="/deny")]
)


@pytest.fixture
async def known(session):
    """A conversation past its first contact, to which the office has said nothing yet."""
    conversation = await create_conversation(session)
    conversation.address.policy_shown = entity().privacy.version
    return conversation


async def offer(session, conversation, reply: Reply) -> Message:
    """The office says this in answer to a message."""
    asked = await create_message(session, conversation, handled_at=clock.now())
    return await outbox.send(session, conversation, reply, author="assistant", reply_to=asked.id)


async def take(session, conversation, *, tap: str = "", text: str = "", seconds: float = 0) -> tuple[bool, str]:
    """The citizen taps or writes: whether that was dealt with, and else the intent that it became."""
    message = await create_message(
        session,
        conversation,
        kind="choice" if tap else "text",
        body=text,
        content={"choice": tap},
        created_at=clock.now() + timedelta(seconds=seconds),
    )
    done = await reading.read(session, conversation, message)
    return done, message.intent


async def last_said(session, conversation) -> Message:
    query = select(Message).where(Message.conversation_id == conversation.id, Message.direction == "out")
    return (await session.scalars(query.order_by(Message.seq.desc()).limit(1))).one()


@pytest.mark.parametrize(
    "how", [{"tap": 1}, *({"text": text} for text in ("2", "la 2", "dos", "la segunda", "reportar falla", "faya"))]
)
async def test_tap_number_and_words_mean_the_same(session, known, how: dict[str, Any]):
    shown = await offer(session, known, MENU)
    how = {"tap": f"{shown.id}:{how['tap']}"} if "tap" in how else how

    assert await take(session, known, **how) == (False, "/outage_report")


async def test_tapped_twice_is_once(session, known):
    shown = await offer(session, known, MENU)

    taps = [await take(session, known, tap=f"{shown.id}:0", seconds=second) for second in (0, 1, 2)]

    assert taps == [(False, "/bill_amount"), (True, ""), (True, "")]
    assert (await last_said(session, known)).id == shown.id


async def test_tapped_again_later_or_after_something_else_is_meant(session, known):
    shown = await offer(session, known, MENU)
    first, second = f"{shown.id}:0", f"{shown.id}:1"

    taps = [(first, 0), (second, 3), (first, 5), (first, 300)]

    intents = [(await take(session, known, tap=tap, seconds=seconds))[1] for tap, seconds in taps]
    assert intents == ["/bill_amount", "/outage_report", "/bill_amount", "/bill_amount"]


@pytest.mark.parametrize("second", ["1:tap", "2"])
async def test_a_question_is_answered_once(session, known, second):
    shown = await offer(session, known, QUESTION)
    assert await take(session, known, tap=f"{shown.id}:0") == (False, "/affirm")

    how = {"tap": f"{shown.id}:1"} if second.endswith("tap") else {"text": second}
    assert await take(session, known, **how, seconds=2) == (True, "")
    assert (await last_said(session, known)).body == phrases.OLD_BUTTON


async def test_a_button_of_days_ago(session, known):
    menu, question = await offer(session, known, MENU), await offer(session, known, QUESTION)
    await offer(session, known, Reply(text="Su caso quedó radicado."))
    days = timedelta(days=3).total_seconds()

    assert await take(session, known, tap=f"{menu.id}:0", seconds=days) == (False, "/bill_amount")
    assert await take(session, known, tap=f"{question.id}:0", seconds=days) == (True, "")
    assert (await last_said(session, known)).body == phrases.OLD_BUTTON


async def test_an_old_button_of_a_question_that_is_asked_again_counts(session, known):
    first = await offer(session, known, QUESTION)
    await offer(session, known, QUESTION)

    assert await take(session, known, tap=f"{first.id}:0") == (False, "/affirm")


@pytest.mark.parametrize("tap", ["999999:0", "x", "1", "{id}:9", "-1:0", "{id}:"])
async def test_a_button_that_is_none_of_ours(session, known, tap):
    shown = await offer(session, known, MENU)

    assert await take(session, known, tap=tap.format(id=shown.id)) == (True, "")
    assert (await last_said(session, known)).body == phrases.OLD_BUTTON


async def test_a_button_of_another_conversation(session, known):
    other = await offer(session, await create_conversation(session), MENU)

    assert await take(session, known, tap=f"{other.id}:0") == (True, "")


async def test_a_button_of_a_survey_that_is_over(session, known):
    shown = await offer(session, known, Reply(text="¿Resuelto?", choices=follow_up.QUESTION.choices))

    assert await take(session, known, tap=f"{shown.id}:0", text="Sí") == (True, "")
    assert (await last_said(session, known)).body == phrases.OLD_BUTTON


async def test_a_number_belongs_to_what_was_said_last(session, known):
    await offer(session, known, MENU)
    await offer(session, known, Reply(text="¿En cuántas cuotas quiere pagar?"))

    assert await take(session, known, text="3") == (False, "")


async def test_a_notice_in_between_takes_nothing_back(session, known):
    await offer(session, known, MENU)
    await outbox.send(session, known, Reply(text="Su caso cambió de estado."))

    assert await take(session, known, text="3") == (False, "/procedure_list")


async def test_a_number_that_no_choice_has(session, known):
    await offer(session, known, MENU)

    assert await take(session, known, text="7") == (True, "")
    assert (await last_said(session, known)).body.startswith("No hay opción 7. Escriba un número del 1 al 3")


async def test_a_number_that_a_form_may_want_is_left_to_it(session, known):
    known.dialog_open = True
    await offer(session, known, MENU)

    assert await take(session, known, text="7") == (False, "")


async def test_more_choices_than_fit_come_by_pages(session, known):
    names = [f"Trámite {letter * 3}" for letter in "ABCDEFGHIJKLMNOPQRST"]
    shown = await offer(
        session, known, Reply(text="Elija:", choices=[Choice(title=name, payload=f"/{name}") for name in names])
    )
    seen = list(Reply.model_validate(shown.content).choices)
    while seen[-1].payload == paging.MORE:
        assert await take(session, known, text="más opciones") == (True, "")
        shown = await last_said(session, known)
        seen[-1:] = Reply.model_validate(shown.content).choices

    assert [choice.title for choice in seen] == names
    assert await take(session, known, text="1") == (False, f"/{names[16]}")


async def test_cards_are_numbered_through(session, known):
    cards = [
        Card(title=name, choices=[Choice(title="Otras oficinas", payload="/office_info"), *more])
        for name, more in (("Centro", [Choice(title="Pedir una cita", payload="/appointment_book")]), ("Prado", []))
    ]
    shown = await offer(session, known, Reply(text="Oficinas:", cards=cards))

    assert shown.body == "Oficinas:\n\nCentro\n\nPrado"
    assert (await take(session, known, text="2"))[1] == "/appointment_book"
    assert (await take(session, known, tap=f"{shown.id}:2"))[1] == "/office_info"


async def test_what_asked_for_a_place_is_taken_off_the_screen_by_the_answers_to_the_next_message(session, known):
    await offer(session, known, Reply(text="¿Dónde?", ask_location=True))
    ended = []
    for _ in range(2):
        message = await create_message(session, known, body="en el centro")
        await reading.read(session, known, message)
        for text in ("Gracias.", "Ya vamos."):
            said = await outbox.send(session, known, Reply(text=text), reply_to=message.id)
            ended.append(said.content["ends_request"])

    assert ended == [True, True, False, False]
