"""What the desk reads: lists, one conversation, the citizen's cases."""

from datetime import timedelta

from bot import clock
from bot.cases import closing
from bot.desk import casebook, place, queries, search
from bot.desk.news import News
from bot.messaging import ownership
from bot.messaging.conversation import Owner
from bot.messaging.message import Delivery
from tests.billing_builders import create_account
from tests.builders import create_agent, create_case, create_conversation, create_message


async def board(session):
    return await queries.board(session, waiting=50, assistant=50)


async def waiting(session, *, minutes: int, priority: int = 0):
    conversation = await create_conversation(
        session, owner=Owner.QUEUE, queued_at=clock.now() - timedelta(minutes=minutes), priority=priority
    )
    await create_message(session, conversation)
    return conversation


async def test_the_queue_shows_emergencies_first_then_who_waits_longest(session):
    short, long = await waiting(session, minutes=3), await waiting(session, minutes=90)
    urgent = await waiting(session, minutes=1, priority=10)
    shown = await board(session)
    assert [row.id for row in shown.waiting] == [urgent.id, long.id, short.id]
    assert [row.emergency for row in shown.waiting] == [True, False, False]
    assert (len(shown.queue), shown.emergencies) == (3, {urgent.id})


async def test_a_long_queue_is_cut_but_counted(session):
    for minutes in range(5):
        await waiting(session, minutes=minutes)
    shown = await queries.board(session, waiting=2, assistant=0)
    assert len(shown.waiting) == 2 and len(shown.queue) == 5


async def test_my_conversations_count_what_i_have_not_seen(session):
    ana, bea = await create_agent(session), await create_agent(session)
    mine = await create_conversation(session, owner=Owner.AGENT, agent_id=ana.id)
    await create_conversation(session, owner=Owner.AGENT, agent_id=bea.id)
    for text in ("uno", "dos", "tres"):
        await create_message(session, mine, body=text)
    await create_message(session, mine, direction="out", author="agent", agent_id=ana.id, body="ya le ayudo")
    await place.mark_seen(session, agent_id=ana.id, conversation_id=mine.id, seq=1)
    await place.mark_seen(session, agent_id=bea.id, conversation_id=mine.id, seq=4)
    (row,) = (await board(session)).mine[ana.id]
    assert (row.id, row.unread, row.last_text, row.last_author) == (mine.id, 2, "ya le ayudo", "agent")


async def test_who_comes_while_another_goes_is_news(session):
    ana = await create_agent(session)
    first = await waiting(session, minutes=3)
    mine = await create_conversation(session, owner=Owner.AGENT, agent_id=ana.id)
    await create_message(session, mine)

    async def news():
        return News.of(await board(session), ana.id)

    before = await news()
    assert not before.rings_after(before) and before.unread == 1
    await place.mark_seen(session, agent_id=ana.id, conversation_id=mine.id, seq=1)
    seen = await news()
    assert not seen.rings_after(before)
    await create_message(session, mine)
    assert (await news()).rings_after(before) and (await news()).unread == 1, "one was seen while another came"
    await place.mark_seen(session, agent_id=ana.id, conversation_id=mine.id, seq=2)
    assert await ownership.claim(session, first.id, agent_id=(await create_agent(session)).id, expected_version=0)
    gone = await news()
    assert not gone.rings_after(seen)
    second = await waiting(session, minutes=1)
    assert (await news()).rings_after(seen), "one was taken while another came"
    before = await news()
    await ownership.claim(session, second.id, agent_id=ana.id, expected_version=0)
    await ownership.pass_on(session, second, to=None)
    assert (await news()).rings_after(before), "who was taken and is back waits anew"


async def test_an_emergency_that_comes_while_another_goes_alarms_and_one_that_is_taken_does_not(session):
    ana = await create_agent(session)
    first = await waiting(session, minutes=3, priority=10)
    before = News.of(await board(session), ana.id)
    await ownership.claim(session, first.id, agent_id=ana.id, expected_version=0)
    taken = News.of(await board(session), ana.id)
    assert taken.emergencies == {first.id} and not taken.alarms_after(before)
    await place.mark_seen(session, agent_id=ana.id, conversation_id=first.id, seq=1)
    await waiting(session, minutes=1, priority=10)
    after = News.of(await board(session), ana.id)
    assert len(after.emergencies) == 1 and after.alarms_after(before) and after.rings_after(before)


async def test_a_message_shows_what_it_was_written_in_reply_to(session):
    conversation = await create_conversation(session, channel="whatsapp")
    asked = await create_message(session, conversation, direction="out", author="agent", body="¿A qué hora\nestá?")
    sent = Delivery(
        message_id=asked.id, conversation_id=conversation.id, part=0, part_content={}, channel="whatsapp",
        account="web", status="sent", provider_id="SM1", created_at=asked.created_at, changed_at=asked.created_at,
    )  # fmt: skip
    session.add(sent)
    await create_message(session, conversation, body="no hay luz", content={"reference": "SM2"})
    for text, quoted in (("a las 3", "SM1"), ("¿y esto?", "SM2"), ("¿y aquello?", "SM3")):
        await create_message(session, conversation, body=text, content={"details": {"replies_to": quoted}})
    shown = await queries.chat(session, conversation.id)
    assert shown
    assert [(line.body, line.quotes) for line in shown.lines[2:]] == [
        ("a las 3", "¿A qué hora está?"),
        ("¿y esto?", "no hay luz"),
        ("¿y aquello?", ""),
    ]


async def test_the_citizens_own_name_is_shown(session):
    conversation = await create_conversation(session, channel="whatsapp")
    for name in ("Ana", "Ana María"):
        await create_message(session, conversation, content={"details": {"profile_name": name}})
    await create_message(session, conversation)
    assert (await casebook.context(session, conversation.id)).name == "Ana María"


async def test_a_conversation_is_found_by_case_phone_or_account(session):
    account = await create_account(session)
    conversation = await create_conversation(session, channel="whatsapp", address="+573001234567")
    await create_message(session, conversation)
    other = await create_conversation(session, address="otra-9999")
    await create_message(session, other)
    case = await create_case(session, conversation, account_number=account.number)
    year, kind, number = case.number.split("-")
    spellings = (case.number, f"{year} {kind.lower()} {int(number)}", number, "··4567", "300 123 4567", account.number)
    for said in spellings:
        assert [row.id for row in await search.search(session, said)] == [conversation.id], said
    assert [row.id for row in await search.search(session, "··9999")] == [other.id]
    for said in ("", "567", "%", "____", "2026-VS-9999999", "no existe"):
        assert await search.search(session, said) == [], said


async def test_what_was_seen_never_becomes_unseen(session):
    agent, conversation = await create_agent(session), await create_conversation(session)
    for seq in (4, 2):
        await place.mark_seen(session, agent_id=agent.id, conversation_id=conversation.id, seq=seq)
    await place.keep_draft(session, agent_id=agent.id, conversation_id=conversation.id, draft="Buenas")
    assert await place.left_off(session, agent_id=agent.id, conversation_id=conversation.id) == ("Buenas", 4)


async def test_conversations_nobody_wrote_in_are_not_listed(session):
    await create_conversation(session)
    assert (await board(session)).assistant == []


async def test_a_chat_shows_its_latest_messages_with_the_state_of_each(session):
    agent = await create_agent(session, name="Ana Ruiz")
    conversation = await create_conversation(session, owner=Owner.AGENT, agent_id=agent.id)
    for number in range(4):
        await create_message(session, conversation, body=f"mensaje {number}")
    answer = await create_message(
        session, conversation, direction="out", author="agent", agent_id=agent.id, body="respuesta"
    )
    for part, status in enumerate(("sent", "failed")):
        session.add(
            Delivery(
                message_id=answer.id,
                conversation_id=conversation.id,
                part=part,
                part_content={},
                channel="web",
                account="web",
                status=status,
                error="twilio 21610" if status == "failed" else "",
                created_at=clock.now(),
                changed_at=clock.now(),
            )
        )
    await session.flush()
    chat = await queries.chat(session, conversation.id, from_seq=3)
    assert chat
    assert [line.body for line in chat.lines] == ["mensaje 2", "mensaje 3", "respuesta"]
    assert chat.has_earlier and chat.agent_name == "Ana Ruiz"
    assert (chat.lines[-1].status, chat.lines[-1].error) == ("failed", "twilio 21610")
    assert chat.lines[-1].agent_name == "Ana Ruiz" and chat.lines[0].status == ""
    assert await queries.chat(session, conversation.id + 1) is None


async def test_the_context_shows_open_cases_by_deadline_then_earlier_ones(session):
    conversation = await create_conversation(session, address="+573001234567")
    late, soon, done = [await create_case(session, conversation) for _ in range(3)]
    soon.due_on -= timedelta(days=7)
    await closing.close(session, done, outcome="partly")
    context = await casebook.context(session, conversation.id)
    assert [case.id for case in context.cases] == [soon.id, late.id, done.id]
    assert [case.id for case in context.open_cases] == [soon.id, late.id]
    days_left = [case.days_left or 0 for case in context.open_cases]
    assert days_left[0] < days_left[1]
    closed = context.cases[2]
    assert (closed.outcome, closed.follow_up_waits, closed.days_left) == ("Resuelto en parte", True, None)
    assert closed.follow_up.startswith("Seguimiento previsto: ")
    assert context.account == ""
