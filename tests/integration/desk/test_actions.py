"""What agents do to conversations, on the real database."""

import asyncio

import pytest
from sqlalchemy import select, text

from bot import media
from bot.billing import reports
from bot.billing.payment import PaymentAgreement, PaymentReport
from bot.calls import calls
from bot.calls.calls import Caller
from bot.cases import closing, history
from bot.cases.case import Case
from bot.database import transaction
from bot.desk import actions, casebook, login_session, place, queries
from bot.desk.actions import LoggedOut, Refusal
from bot.desk.agent import Agent
from bot.desk.agents import create_agent, disable_agent, set_supervisor
from bot.desk.login_session import LoggedIn
from bot.followup.planned import FollowUp
from bot.media.file import StoredFile
from bot.media.vault import FolderVault
from bot.messaging import ownership
from bot.messaging.conversation import Conversation, Owner
from bot.messaging.message import Delivery, Message
from tests.billing_builders import create_agreement, create_report
from tests.builders import create_case, create_conversation, create_message
from tests.serving import until

TIMES = 100


async def logged_in(login: str, name: str = "Agente de Prueba") -> LoggedIn:
    async with transaction() as session:
        agent = await session.scalar(select(Agent).where(Agent.login == login))
        agent = agent or await create_agent(session, name=name, login=login, password="una clave para pruebas")
        token = await login_session.open_for(session, agent)
        found = await login_session.find(session, login_session.hash_of(token))
    assert found
    return found


async def waiting_conversation(cases: int = 0) -> tuple[int, list[int]]:
    async with transaction() as session:
        conversation = await create_conversation(session, owner=Owner.QUEUE, owner_version=1)
        await create_message(session, conversation)
        made = [await create_case(session, conversation) for _ in range(cases)]
        return conversation.id, [case.id for case in made]


async def state(conversation_id: int) -> Conversation:
    async with transaction() as session:
        return await session.get_one(Conversation, conversation_id)


async def sent(conversation_id: int) -> list[Message]:
    async with transaction() as session:
        found = await session.scalars(
            select(Message)
            .where(Message.conversation_id == conversation_id, Message.direction == "out")
            .order_by(Message.seq)
        )
        return list(found)


async def test_two_agents_at_once_a_hundred_times_one_owner_each_time(database):
    ana, bea = await logged_in("ana", "Ana Ruiz"), await logged_in("bea", "Bea Paz")
    names = {ana.agent_id: ana.name, bea.agent_id: bea.name}
    for turn in range(TIMES):
        conversation_id, _ = await waiting_conversation()
        both = (ana, bea) if turn % 2 else (bea, ana)
        results = await asyncio.gather(
            *(actions.take(who, conversation_id, expected_version=1) for who in both), return_exceptions=True
        )
        refusals = [result for result in results if result is not None]
        conversation = await state(conversation_id)
        assert len(refusals) == 1 and isinstance(refusals[0], Refusal)
        assert (conversation.owner, conversation.owner_version) == (Owner.AGENT, 2)
        winner = both[results.index(None)]
        assert conversation.agent_id == winner.agent_id
        assert str(refusals[0]) == f"{names[winner.agent_id]} tomó esta conversación antes."


async def test_one_agent_in_two_tabs_takes_once(database):
    ana = await logged_in("ana")
    conversation_id, _ = await waiting_conversation()
    await actions.take(ana, conversation_id, expected_version=1)
    with pytest.raises(Refusal, match="Usted ya tiene"):
        await actions.take(ana, conversation_id, expected_version=1)


async def test_an_answer_is_stored_with_its_delivery_and_ends_the_draft(database):
    ana = await logged_in("ana")
    conversation_id, _ = await waiting_conversation()
    await actions.take(ana, conversation_id, expected_version=1)
    await actions.keep_draft(ana, conversation_id, "Buenas tar")
    await actions.answer(ana, conversation_id, "  Buenas tardes  ")
    (message,) = await sent(conversation_id)
    async with transaction() as session:
        statuses = list(await session.scalars(select(Delivery.status).where(Delivery.message_id == message.id)))
        left = await place.left_off(session, agent_id=ana.agent_id, conversation_id=conversation_id)
    assert (message.body, message.author, message.agent_id) == ("Buenas tardes", "agent", ana.agent_id)
    assert statuses == ["queued"]
    assert left == ("", message.seq)


async def test_only_who_has_a_conversation_writes_in_it(database):
    ana, bea = await logged_in("ana", "Ana Ruiz"), await logged_in("bea")
    conversation_id, _ = await waiting_conversation()
    with pytest.raises(Refusal, match="en espera"):
        await actions.answer(ana, conversation_id, "Hola")
    await actions.take(ana, conversation_id, expected_version=1)
    for act in (actions.answer(bea, conversation_id, "Hola"), actions.give_back(bea, conversation_id)):
        with pytest.raises(Refusal, match="Ana Ruiz"):
            await act
    assert await sent(conversation_id) == []


async def test_a_case_is_started_when_taken_and_its_end_told_to_the_citizen(database):
    ana = await logged_in("ana")
    conversation_id, (first, second) = await waiting_conversation(cases=2)
    await actions.take(ana, conversation_id, expected_version=1)
    await actions.close_case(ana, conversation_id, first, outcome="solved", text="Corregimos su factura.")
    assert (await state(conversation_id)).owner == Owner.AGENT, "another case is still open"
    await actions.close_case(ana, conversation_id, second, outcome="denied", text="")
    assert (await state(conversation_id)).owner == Owner.ASSISTANT
    told = await sent(conversation_id)
    assert told[0].body.endswith("Resultado: resuelto a favor.\n\nCorregimos su factura.")
    assert told[1].body.endswith("Resultado: no procede.")
    assert {message.purpose for message in told} == {"case_update"}
    async with transaction() as session:
        assert set(await session.scalars(select(FollowUp.case_id))) == {first, second}


async def test_closing_twice_says_so_and_tells_the_citizen_once(database):
    ana = await logged_in("ana")
    conversation_id, cases = await waiting_conversation(cases=2)
    await actions.take(ana, conversation_id, expected_version=1)
    await actions.close_case(ana, conversation_id, cases[0], outcome="solved", text="")
    with pytest.raises(Refusal, match="ya estaba cerrado"):
        await actions.close_case(ana, conversation_id, cases[0], outcome="solved", text="")
    assert len(await sent(conversation_id)) == 1


@pytest.mark.parametrize(
    ("outcome", "status", "said"),
    [
        ("solved", "confirmed", "quedó confirmado"),
        ("denied", "refused", "quedó sin aprobar"),
        ("partly", "lapsed", "Resultado: resuelto en parte"),
    ],
)
async def test_the_outcome_of_a_case_decides_its_agreement_and_the_citizen_is_told(database, outcome, status, said):
    ana = await logged_in("ana")
    conversation_id, (case_id,) = await waiting_conversation(cases=1)
    async with transaction() as session:
        agreement = await create_agreement(session, await session.get_one(Case, case_id))
    await actions.take(ana, conversation_id, expected_version=1)
    await actions.close_case(ana, conversation_id, case_id, outcome=outcome, text="La espero el lunes.")
    [told] = await sent(conversation_id)
    assert said in told.body and told.body.endswith("La espero el lunes.") and "$" not in told.body
    async with transaction() as session:
        decided, case = await session.get_one(PaymentAgreement, agreement.id), await session.get_one(Case, case_id)
        assert (decided.status, case.outcome, case.closed_by) == (status, outcome, ana.agent_id)
        assert decided.decided_by == (None if status == "lapsed" else ana.agent_id)
    assert (await state(conversation_id)).owner == Owner.ASSISTANT


@pytest.mark.parametrize(
    ("outcome", "said"),
    [("solved", "Encontramos el pago"), ("denied", "no aparece"), ("transferred", "Resultado: trasladado")],
)
async def test_the_outcome_of_a_case_settles_its_reported_payment_and_the_citizen_is_told(database, outcome, said):
    ana = await logged_in("ana")
    conversation_id, (case_id,) = await waiting_conversation(cases=1)
    async with transaction() as session:
        report = await create_report(session, await session.get_one(Case, case_id))
    await actions.take(ana, conversation_id, expected_version=1)
    await actions.close_case(ana, conversation_id, case_id, outcome=outcome, text="Revisamos con el banco.")
    [told] = await sent(conversation_id)
    assert said in told.body and told.body.endswith("Revisamos con el banco.") and "130" not in told.body
    async with transaction() as session:
        assert (await session.get_one(PaymentReport, report.id)).closed_at
        assert await reports.latest_open(session, report.account_number) is None
        case = await session.get_one(Case, case_id)
        assert ("Pago encontrado. Revisamos" in await history.summary(session, case)) == (outcome == "solved")
        assert await closing.reopen(session, case, reason="no se resolvió")
        [again] = (await casebook.context(session, conversation_id)).open_cases
    assert again.decision and again.decision.terms.startswith("$130.000")


async def test_a_case_of_another_citizen_is_not_closed(database):
    ana = await logged_in("ana")
    conversation_id, _ = await waiting_conversation()
    _, (other,) = await waiting_conversation(cases=1)
    await actions.take(ana, conversation_id, expected_version=1)
    with pytest.raises(Refusal, match="no es de esta persona"):
        await actions.close_case(ana, conversation_id, other, outcome="solved", text="")


async def test_a_conversation_is_passed_on_with_a_note_and_its_last_message_is_new(database):
    ana, bea = await logged_in("ana", "Ana Ruiz"), await logged_in("bea", "Bea Paz")
    conversation_id, _ = await waiting_conversation()
    await actions.take(ana, conversation_id, expected_version=1)
    await actions.pass_on(ana, conversation_id, seen_version=2, to=bea.agent_id, note="  Ya revisé\n el medidor ")
    conversation = await state(conversation_id)
    assert (conversation.owner, conversation.agent_id) == (Owner.AGENT, bea.agent_id)
    assert conversation.summary.splitlines()[-1] == "Nota de Ana Ruiz: Ya revisé el medidor"
    async with transaction() as session:
        (row,) = (await queries.board(session, waiting=0, assistant=0)).mine[bea.agent_id]
    assert (row.unread, row.agent_name) == (1, "Bea Paz")
    with pytest.raises(Refusal, match="Bea Paz"):
        await actions.answer(ana, conversation_id, "Una cosa más")
    await actions.pass_on(bea, conversation_id, seen_version=3, to=None, note="")
    conversation = await state(conversation_id)
    assert (conversation.owner, conversation.agent_id) == (Owner.QUEUE, None) and conversation.queued_at
    assert await sent(conversation_id) == []


async def test_a_file_is_sent_by_the_one_who_has_the_conversation(database, monkeypatch):
    put, kept = FolderVault.put, list[str]()

    async def watched(vault: FolderVault, key: str, data: bytes) -> None:
        async with transaction() as session:  # what the citizen writes meanwhile does not wait for the vault
            await session.execute(text("select 1 from app.conversations for update nowait"))
        kept.append(key)
        await put(vault, key, data)

    monkeypatch.setattr(FolderVault, "put", watched)
    ana, bea = await logged_in("ana"), await logged_in("bea")
    conversation_id, _ = await waiting_conversation()
    await actions.take(ana, conversation_id, expected_version=1)
    pdf = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
    await actions.send_file(ana, conversation_id, pdf, claimed="image/png", name="../Factura de junio")
    for who, data, name, why in (
        (bea, pdf, "x.pdf", "tomó"),
        (ana, b"", "x.pdf", "vacío"),
        (ana, b"MZ\x90\0\x03" + bytes(200), "x.pdf", "Puede enviar"),
        (ana, b"GIF89a" + bytes(20), "x.gif", "Puede enviar"),
    ):
        with pytest.raises(Refusal, match=why):
            await actions.send_file(who, conversation_id, data, claimed="application/pdf", name=name)
    (message,) = await sent(conversation_id)
    document = message.content["document"]
    assert (message.body, document["mime"]) == ("Le envío este archivo: Factura de junio.pdf", "application/pdf")
    async with transaction() as session:
        file = await media.load(session, document["media_id"])
        assert list(await session.scalars(select(StoredFile.id))) == [document["media_id"]], "refused ones are not kept"
    assert len(kept) == 2 and kept[0] == document["media_id"], "what no agent may send never comes to the vault"
    assert (file.data, file.from_citizen) == (pdf, False)


async def test_a_file_is_not_sent_to_somebody_on_the_line(database):
    ana = await logged_in("ana")
    caller = Caller("CA1", "+15550100", "+573001234567")
    async with transaction() as session:
        conversation_id = (await calls.take(session, caller)).conversation.id
    await actions.take(ana, conversation_id, expected_version=0)
    with pytest.raises(Refusal, match="en la línea"):
        await actions.send_file(ana, conversation_id, b"%PDF-1.4\n%%EOF\n", claimed="application/pdf", name="x.pdf")
    assert await sent(conversation_id) == []


async def test_who_may_not_pass_on_and_to_whom(database):
    ana, bea = await logged_in("ana", "Ana Ruiz"), await logged_in("bea", "Bea Paz")
    conversation_id, _ = await waiting_conversation()

    async def supervises(supervisor: bool) -> LoggedIn:
        async with transaction() as session:
            await set_supervisor(session, login="bea", supervisor=supervisor)
        return await logged_in("bea")

    async def refused(who: LoggedIn, why: str, *, seen: int = 2, to: int | None = None) -> None:
        with pytest.raises(Refusal, match=why):
            await actions.pass_on(who, conversation_id, seen_version=seen, to=to, note="")

    supervisor = await supervises(True)
    await refused(supervisor, "en espera", seen=1)
    await actions.take(ana, conversation_id, expected_version=1)
    await refused(supervisor, "Ana Ruiz", seen=1)
    await refused(ana, "ya tiene", to=ana.agent_id)
    await refused(ana, "ya no atiende", to=10**9)
    await supervises(False)
    await refused(bea, "Ana Ruiz")
    await refused(supervisor, "Ana Ruiz")  # a tab that was opened while she still supervised
    await supervises(True)
    await actions.pass_on(bea, conversation_id, seen_version=2, to=bea.agent_id, note="")
    assert (await state(conversation_id)).agent_id == bea.agent_id


async def test_a_disabled_agent_can_do_nothing_and_loses_no_citizen(database):
    ana = await logged_in("ana")
    conversation_id, _ = await waiting_conversation()
    await actions.take(ana, conversation_id, expected_version=1)
    async with transaction() as session:
        assert await disable_agent(session, login="ana") == 1
    conversation = await state(conversation_id)
    assert (conversation.owner, conversation.agent_id) == (Owner.QUEUE, None)
    with pytest.raises(LoggedOut):
        await actions.answer(ana, conversation_id, "Hola")


async def test_who_is_being_disabled_is_given_nothing(database):
    ana, bea = await logged_in("ana"), await logged_in("bea")
    conversation_id, _ = await waiting_conversation()
    await actions.take(ana, conversation_id, expected_version=1)

    async with transaction() as session:
        assert await disable_agent(session, login="bea") == 0
        passing = asyncio.create_task(actions.pass_on(ana, conversation_id, seen_version=2, to=bea.agent_id, note=""))
        await until(lambda: _waits_for_a_lock(passing))
    with pytest.raises(Refusal, match="ya no atiende"):
        await passing
    assert (await state(conversation_id)).agent_id == ana.agent_id


async def test_who_is_being_disabled_takes_nothing(database):
    ana = await logged_in("ana")
    conversation_id, _ = await waiting_conversation()
    async with transaction() as session:
        assert await disable_agent(session, login="ana") == 0
        taking = asyncio.create_task(actions.take(ana, conversation_id, expected_version=1))
        await until(lambda: _waits_for_a_lock(taking))
    with pytest.raises(LoggedOut):
        await taking
    conversation = await state(conversation_id)
    assert (conversation.owner, conversation.agent_id) == (Owner.QUEUE, None)


async def test_who_takes_while_being_disabled_gives_back_what_they_took(database):
    ana = await logged_in("ana")
    conversation_id, _ = await waiting_conversation()

    async def disable() -> int:
        async with transaction() as session:
            return await disable_agent(session, login="ana")

    async with transaction() as session:  # the taking has found the login, and waits for the conversation
        await ownership.lock(session, conversation_id)
        taking = asyncio.create_task(actions.take(ana, conversation_id, expected_version=1))
        await until(lambda: _wait_for_locks(1))
        disabling = asyncio.create_task(disable())
        await until(lambda: _wait_for_locks(2, disabling))
    await taking
    assert await disabling == 1
    conversation = await state(conversation_id)
    assert (conversation.owner, conversation.agent_id) == (Owner.QUEUE, None)


async def _waits_for_a_lock(task: asyncio.Task[None]) -> bool:
    return task.done() or await _wait_for_locks(1)


async def _wait_for_locks(count: int, task: asyncio.Task[int] | None = None) -> bool:
    waiting = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
    async with transaction() as session:
        return bool(task and task.done()) or (await session.scalar(text(waiting)) or 0) >= count


async def test_a_follow_up_is_sent_at_the_agents_wish_once(database):
    ana = await logged_in("ana")
    conversation_id, (case_id,) = await waiting_conversation(cases=1)
    await actions.take(ana, conversation_id, expected_version=1)
    await actions.close_case(ana, conversation_id, case_id, outcome="solved", text="")
    await actions.follow_up_now(ana, case_id)
    with pytest.raises(Refusal, match="ya se envió"):
        await actions.follow_up_now(ana, case_id)
    assert len(await sent(conversation_id)) == 2, "the outcome, and the question whether it was solved"
