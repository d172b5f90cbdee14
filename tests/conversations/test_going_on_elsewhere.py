"""A citizen who goes on somewhere else is known there: by a link that works once, and checked again when it matters."""

import re

from tests.conversations.hearing import heard, not_heard


def found(pattern, answers):
    match = re.search(pattern, answers.text)
    assert match, answers.text
    return match[1]


def test_from_the_web_chat_to_telegram_and_on(on, accounts):
    account = accounts.fresh()
    web, telegram = on("web").start(), on("telegram")
    web.identify(account.number, account.document)
    offered = web.say("prefiero seguir por telegram")
    heard(offered, "https://t.me/VentanillaBot?start=sigue-", "una sola vez")
    payload = found(r"start=(\S+)", offered)
    heard(telegram.say(f"/start {payload}"), "sigamos por aquí")
    telegram.say("Sí, acepto")
    asked = telegram.say("¿cuánto debo?")
    heard(asked, f"terminada en {account.number[-3:]}", "documento")  # known, and checked again
    not_heard(asked, account.number)
    heard(on("telegram").say(f"/start {payload}"), "ya no sirve")


def test_from_telegram_to_whatsapp_by_its_code(on):
    telegram, whatsapp = on("telegram").start(), on("whatsapp")
    offered = telegram.say("sígame por wasap")
    code = found(r"C%C3%B3digo%20(\w+)", offered)
    answer = whatsapp.say(f"Hola, sigo por aquí. Código {code}")
    heard(answer, "sigamos por aquí")
    assert telegram.rows.all(CITIZENS, telegram.address, whatsapp.address) == [{"citizens": 1}]
    not_heard(telegram.say("¿tienen WhatsApp?"), "wa.me")


CITIZENS = "select count(distinct citizen_id) as citizens from addresses where address in (%s, %s)"
