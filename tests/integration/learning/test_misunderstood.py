"""What was not understood is kept once, without what tells who said it, and with what the citizen then chose."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text, update

from actions.people import ActionHumanHandoff
from actions.talk import ActionFallback
from bot import clock
from bot.database import transaction
from bot.learning import misunderstood, review
from bot.learning.misunderstood import Misunderstood
from bot.messaging import outbox, reading
from bot.messaging.content import Choice, Reply
from tests.acting import act
from tests.builders import create_conversation, create_message
from tests.office_time import OPEN, move_to

SAID = "soy Marta Gómez y el recivo de la cuenta 4100101 no me yega al correo"
RANKING = [
    {"name": "nlu_fallback", "confidence": 0.45},
    {"name": "bill_copy", "confidence": 0.41},
    {"name": "bill_amount", "confidence": 0.2},
    {"name": "inform", "confidence": 0.1},
]


@pytest.fixture
async def conversation(database):
    move_to(OPEN)
    async with transaction() as session:
        return await create_conversation(session, address="sesion-4821")


async def kept() -> list[Misunderstood]:
    async with transaction() as session:
        return list(await session.scalars(select(Misunderstood).order_by(Misunderstood.id)))


def understood(said: str):
    return {"text": said, "ranking": RANKING}


async def test_the_fallback_keeps_the_sentence_redacted_with_guesses_and_offers(conversation):
    for _ in range(2):  # a turn may be repeated
        await act(ActionFallback(), conversation, event_id="77", **understood(SAID))
    [row] = await kept()
    assert row.text == "soy «nombre» y el recivo de la cuenta «cuenta» no me yega al correo"
    assert row.guesses == [["bill_copy", 0.41], ["bill_amount", 0.2], ["inform", 0.1]]
    assert row.offered == ["bill_copy", "bill_amount"]
    assert (row.reason, row.channel, row.state, row.picked) == ("unsure", "web", "open", None)


async def test_nothing_in_the_row_leads_to_the_citizen(conversation):
    await act(ActionFallback(), conversation, event_id="77", **understood(SAID))
    async with transaction() as session:
        row = str((await session.execute(text("select to_jsonb(m) from app.misunderstood m"))).scalar_one())
    for personal in ("Marta", "Gómez", "4100101", "4821", "77'"):
        assert personal not in row


async def test_the_second_failure_and_each_wish_are_rows_of_their_own(conversation):
    before = [{"event": "user"}, {"event": "action", "name": "action_fallback"}, {"event": "user"}]
    await act(ActionFallback(), conversation, event_id="78", events=before, **understood("eso del papel que les dije"))
    await act(ActionFallback(), conversation, event_id="78.1", **understood("y lo otro también"))
    assert [(row.reason, row.part) for row in await kept()] == [("again", 0), ("unsure", 1)]


@pytest.mark.parametrize("said", ["4821", "/bill_amount", "👍", ""])
async def test_what_teaches_nothing_is_not_kept(conversation, said):
    await act(ActionFallback(), conversation, event_id="79", **understood(said))
    assert await kept() == []


async def test_a_citizen_who_asks_for_a_person_at_once_was_not_understood(conversation):
    def user(said, intent, event_id):
        found = {"intent": {"name": intent, "confidence": 0.6}, "entities": []}
        return {"event": "user", "text": said, "parse_data": found, "metadata": {"event_id": event_id}}

    wanted = user("quiero un humano", "human_handoff", "82")
    await act(ActionHumanHandoff(), conversation, event_id="82", events=[user("hola", "greet", "81"), wanted])
    form = [{"event": "active_loop", "name": "account_form"}]
    asked = user("por qué me cobran la basura de un lote", "bill_amount", "83")
    await act(ActionHumanHandoff(), conversation, event_id="82", events=[asked, *form, wanted])
    assert await kept() == []
    await act(ActionHumanHandoff(), conversation, event_id="82", events=[asked, wanted])
    [row] = await kept()
    assert (row.reason, row.text, row.guesses) == ("person", asked["text"], [["bill_amount", 0.6]])


async def test_the_meaning_that_a_citizen_picks_is_the_label(conversation):
    async with transaction() as session:
        said = await create_message(session, conversation, body=SAID)
        session.expunge(said)
    await act(ActionFallback(), conversation, event_id=str(said.id), **understood(SAID))
    choices = [Choice(title="Copia de la factura", payload="/bill_copy"), Choice(title="Otra", payload="/office_info")]
    async with transaction() as session:
        here = await session.merge(conversation)
        reply = Reply(text="¿Es alguna de estas cosas?", choices=choices)
        await outbox.send(session, here, reply, author="assistant", reply_to=said.id)
        answer = await create_message(session, here, body="la primera")
        assert not await reading.read(session, here, answer)
        assert answer.intent == "/bill_copy"
    [row] = await kept()
    assert row.picked == "bill_copy"
    async with transaction() as session:
        await misunderstood.note_pick(session, message_id=said.id, payload="/office_info")  # it was not offered
        await misunderstood.note_pick(session, message_id=said.id + 1, payload="/bill_amount")
    assert (await kept())[0].picked == "bill_copy"


async def test_old_sentences_are_forgotten_and_accepted_ones_are_not(conversation):
    for number in range(3):
        await act(ActionFallback(), conversation, event_id=str(90 + number), **understood("el coso del contador"))
    first, second, third = await kept()
    async with transaction() as session:
        await session.execute(update(Misunderstood).values(reviewed_at=clock.now()))
        await session.execute(update(Misunderstood).where(Misunderstood.id == second.id).values(state="discarded"))
        accepted = {"state": "accepted", "intent": "inform"}
        await session.execute(update(Misunderstood).where(Misunderstood.id == third.id).values(**accepted))
    clock.move(misunderstood.KEPT_DISCARDED + timedelta(days=7))
    async with transaction() as session:
        await misunderstood.forget_old(session)
    assert [row.id for row in await kept()] == [first.id, third.id]
    clock.move(misunderstood.KEPT_UNREVIEWED + timedelta(days=7))
    async with transaction() as session:
        await misunderstood.forget_old(session)
        assert [row.id for row in await review.accepted(session)] == [third.id]
