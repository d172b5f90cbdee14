import pytest
from sqlalchemy import select

from actions.citizen import ActionPrivacyRequest, ActionRemindersOff, ActionRemindersOn, ActionUpdateContact
from bot.billing.account import Account
from bot.cases.case import Case
from bot.citizens import identity
from bot.citizens.address import Address
from bot.database import transaction
from bot.entity import entity
from tests.acting import act
from tests.billing_builders import accept_policy, create_account, verify
from tests.builders import create_conversation


@pytest.fixture
async def conversation(database):
    async with transaction() as session:
        return await create_conversation(session)


async def opted_out_at(conversation):
    async with transaction() as session:
        return (await session.get_one(Address, conversation.address_id)).opted_out_at


async def cases():
    async with transaction() as session:
        return list(await session.scalars(select(Case)))


async def test_an_opt_out_ends_forms_and_can_be_taken_back(conversation):
    said = await act(ActionRemindersOff(), conversation)
    first = await opted_out_at(conversation)
    assert first is not None
    assert {"event": "active_loop", "name": None, "timestamp": None} in said.events
    await act(ActionRemindersOff(), conversation)
    assert await opted_out_at(conversation) == first
    assert "BAJA" in (await act(ActionRemindersOn(), conversation)).text
    assert await opted_out_at(conversation) is None


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("DATOS", "habeas_data_consulta"),
        ("¿qué datos tienen míos?", "habeas_data_consulta"),
        ("quiero que borren mis datos", "habeas_data_reclamo"),
        ("Corrijan mi nombre", "habeas_data_reclamo"),
    ],
)
async def test_a_privacy_request_is_filed_without_consent_or_identity(conversation, words, kind):
    for _ in range(2):
        said = await act(ActionPrivacyRequest(), conversation, event_id="5", text=words)
    [case] = await cases()
    assert (case.kind, case.text) == (kind, words)
    assert case.number in said.text


async def test_a_doubt_about_ones_data_at_the_question_for_the_second_fact_files_nothing(conversation):
    async with transaction() as session:
        await identity.ask(session, conversation, "4100001", then="bill_amount")
    for words in (
        "¿y ustedes qué hacen con mi cédula?",
        "¿quién pide esos datos?",
        "no tienen derecho a pedir mis datos",
    ):
        doubt = await act(ActionPrivacyRequest(), conversation, event_id="6", text=words)
        assert entity().privacy.url in doubt.text and await cases() == []
    await act(ActionPrivacyRequest(), conversation, event_id="7", text="borren mis datos")
    assert len(await cases()) == 1


async def test_a_new_phone_waits_for_a_person(conversation):
    async with transaction() as session:
        account = await create_account(session, phone="+573000001111")
        await accept_policy(session, conversation)
        await verify(session, conversation, account)
    said = await act(ActionUpdateContact(), conversation, event_id="5", contact="mi celular es 300 000 2222")
    [case] = await cases()
    assert "+573000002222" in case.text
    assert "3000002222" not in said.text
    async with transaction() as session:
        assert (await session.get_one(Account, account.number)).phone == "+573000001111"


@pytest.mark.parametrize("said", ["", "quiero cambiar el celular", "mi celular es el 12", "/update_contact"])
async def test_without_a_phone_it_is_asked_for(conversation, said):
    async with transaction() as session:
        account = await create_account(session)
        await accept_policy(session, conversation)
        await verify(session, conversation, account)
    assert (await act(ActionUpdateContact(), conversation, contact=said)).follow_up == "contact_form"
    assert await cases() == []


async def test_nobody_changes_the_contact_of_an_account_without_identity(conversation):
    async with transaction() as session:
        account = await create_account(session)
        await accept_policy(session, conversation)
    await act(ActionUpdateContact(), conversation, contact="3000002222", account_number=account.number)
    assert await cases() == []
