"""The first contact: who speaks, the policy, the answer to it, and what remains without."""

import pytest

from bot.entity import entity
from tests.conversations.accounts import pesos
from tests.conversations.conftest import CHANNELS
from tests.conversations.hearing import bare, heard, not_heard

ACCOUNT_QUESTION = "número de cuenta"


def consents(writer):
    return writer.rows.all(
        "select k.* from consents k join addresses a on a.id = k.address_id where a.channel = %s and a.address = %s "
        "order by k.id",
        writer.channel,
        writer.address,
    )


@pytest.mark.parametrize("channel", CHANNELS)
def test_it_says_that_it_is_automatic_and_records_the_yes(on, channel):
    writer = on(channel)
    first = writer.say("Buenas")
    heard(first, "automático", entity().short_name, entity().privacy.url, "¿Acepta continuar?")
    not_heard(first, "¿En qué le ayudo?")
    assert {"si, acepto", "no acepto"} <= {bare(title) for title in first.titles}
    heard(writer.say("Sí, acepto"), "Gracias")
    recorded = consents(writer)
    assert [row["accepted"] for row in recorded] == [True]
    assert recorded[0]["policy_version"] == entity().privacy.version and recorded[0]["channel"] == channel
    not_heard(writer.say("hola"), "¿Acepta continuar?")


@pytest.mark.parametrize("typed", ["1", "si", "SÍ ACEPTO", "acepto"])
def test_the_yes_may_be_typed(on, typed):
    writer = on("sms")
    writer.say("hola")
    writer.say(typed)
    assert [row["accepted"] for row in consents(writer)] == [True]


def test_a_no_still_gets_public_information_but_no_account_data(on, rows, accounts):
    writer, account = on("whatsapp"), accounts.role("normal")
    writer.say("hola")
    heard(writer.say("No acepto"), "información pública")
    assert [row["accepted"] for row in consents(writer)] == [False]
    office = rows.one("select * from offices where key = 'principal'")
    heard(writer.say("¿dónde quedan las oficinas?"), office["address"], office["hours"])
    heard(writer.say("qué trámites puedo hacer"), "¿Qué trámite necesita?")
    refused = writer.say(f"cuánto debo de la cuenta {account.number}")
    heard(refused, "no autorizó")
    not_heard(refused, "$", account.bill["payment_reference"], ACCOUNT_QUESTION)


def test_a_change_of_mind_goes_on_with_what_was_wanted(on, accounts):
    writer, account = on("telegram"), accounts.role("normal")
    writer.say("hola")
    writer.press("No acepto")
    writer.say("cuánto debo")
    heard(writer.press("Sí, acepto"), ACCOUNT_QUESTION)
    assert [row["accepted"] for row in consents(writer)] == [False, True]
    writer.say(account.number)
    heard(writer.say(account.document), "Debe", pesos(account.owed))


def test_a_question_as_first_message_is_kept_until_the_yes(on):
    writer = on("web")
    first = writer.say("cuánto debo de la luz?")
    heard(first, "¿Acepta continuar?", "Apenas acepte")
    not_heard(first, "$")
    heard(writer.press("Sí, acepto"), ACCOUNT_QUESTION)


def test_public_questions_are_answered_with_the_greeting(on, rows):
    first = on("whatsapp").say("a qué hora abren la oficina")
    heard(first, "¿Acepta continuar?", rows.one("select * from offices where key = 'principal'")["hours"])
