"""How people really write: choices by number and title, old buttons, emoji, files, anger, and nonsense."""

import base64

import pytest

from connectors.sms.gsm7 import BASIC, EXTENSION
from tests.conversations.accounts import pesos
from tests.conversations.hearing import heard, not_heard

PIXEL = base64.b64encode(b"\xff\xd8\xff\xe0" + bytes(60)).decode()


@pytest.mark.parametrize("typed", ["3", "la 3", "tramites", "TRÁMITES"])
def test_choices_by_number_and_title(on, typed):
    writer = on("sms").start()
    assert "Tramites" in writer.say("buenas tardes").titles
    heard(writer.say(typed), "¿Qué trámite necesita?")


@pytest.mark.parametrize("channel", ["telegram", "web"])
def test_a_pressed_button(on, channel):
    writer = on(channel).start()
    titles = writer.say("buenas").titles
    assert {"Mi factura", "Reportar una falla", "Trámites"} <= set(titles)
    heard(writer.press("Trámites"), "¿Qué trámite necesita?")


def test_an_old_button_still_works_but_an_old_yes_does_not(on):
    writer = on("web").start()
    writer.say("quiero poner una queja")
    writer.say("La tapa de la alcantarilla está rota")
    writer.say("no")
    writer.say("hola")
    heard(writer.press("Sí"), "ya no está vigente")
    assert writer.of_conversation("cases") == []
    heard(writer.press("Trámites"), "¿Qué trámite necesita?")


def test_a_number_beyond_the_choices_is_no_choice(on):
    writer = on("sms").start()
    writer.say("hola")
    not_heard(writer.say("9"), "¿Qué trámite necesita?", "número de cuenta")


@pytest.mark.parametrize("channel", ["whatsapp", "telegram", "sms"])
@pytest.mark.parametrize("emoji", ["👍", "😡", "🙏🙏🙏"])
def test_only_an_emoji(on, channel, emoji):
    writer = on(channel).start()
    answer = writer.say(emoji)
    assert answer and len(answer) == 1
    assert writer.conversation["owner"] == "assistant"


def test_a_photo_is_kept_and_asked_about(on):
    writer = on("whatsapp").start()
    answer = writer.say("", media={"name": "foto.jpg", "mime": "image/jpeg", "data": PIXEL})
    heard(answer, "Recibí su foto")
    assert "Hablar con una persona" in answer.titles
    message = writer.of_conversation("messages")[-2]
    assert message["kind"] == "media" and len(message["content"]["media"]) == 1


def test_a_photo_with_words_is_answered_by_its_words(on, rows):
    writer = on("telegram").start()
    answer = writer.say("dónde queda la oficina", media={"name": "f.jpg", "mime": "image/jpeg", "data": PIXEL})
    heard(answer, rows.one("select * from offices where key = 'principal'")["address"])


def test_a_location_is_acknowledged(on):
    writer = on("whatsapp").start()
    heard(writer.say("", location={"latitude": 4.65, "longitude": -74.08}), "ubicación")


def test_an_edit_corrects_the_message_and_is_no_new_turn(on):
    writer = on("telegram").start()
    writer.say("dnd qeda la ofisina")
    before = len(writer.received())
    writer.edit("dnd qeda la ofisina", "¿dónde queda la oficina?")
    heard(writer.say("gracias"), "Con mucho gusto")
    assert len(writer.received()) == before + 1
    bodies = [message["body"] for message in writer.of_conversation("messages") if message["direction"] == "in"]
    assert "¿dónde queda la oficina?" in bodies and "dnd qeda la ofisina" not in bodies


@pytest.mark.parametrize("channel", ["whatsapp", "telegram", "web"])
def test_a_very_long_text(on, channel):
    writer = on(channel).start()
    answer = writer.say(("quiero saber cuánto debo de la luz porque el recibo no me llegó " * 40)[:1500])
    heard(answer, "número de cuenta")


def test_text_messages_stay_in_their_alphabet(on, accounts):
    account = accounts.role("high")
    writer = on("sms").start()
    writer.identify(account.number, account.document, "por qué me llegó tan caro")
    for wish in ("qué trámites hacen", "dónde quedan las oficinas", "dónde pago", "huele a gas"):
        writer.say(wish)
    received = writer.received()
    assert len(received) > 8
    for message in received:
        assert set(message["text"]) <= BASIC | EXTENSION, message["text"]
        assert len(message["text"]) <= 2 * 153


@pytest.mark.parametrize("insult", ["son unos ladrones hijueputas", "MALPARIDOS"])
def test_an_insult_gets_a_way_out_and_no_reproach(on, insult):
    writer = on("telegram").start()
    answer = writer.say(insult)
    heard(answer, "Lamento la molestia")
    assert "Presentar un reclamo" in answer.titles
    heard(writer.press("Presentar un reclamo"), "qué pasó")


def test_an_insult_with_a_request_is_the_request(on, accounts):
    account = accounts.role("normal")
    writer = on("whatsapp").start()
    answer = writer.identify(account.number, account.document, "ladrones hijueputas cuánto debo este mes")
    heard(answer, pesos(account.owed))


def test_it_says_that_it_is_a_machine(on):
    heard(on("sms").start().say("ud es un robot o una persona?"), "asistente automático", "asesor")


def test_out_of_scope(on):
    heard(on("web").start().say("quién ganó el partido de ayer"), "facturas")


def test_twice_not_understood_offers_a_person(on):
    writer = on("telegram").start()
    heard(writer.say("por lo de la prima con los otros señores"), "otras palabras")
    answer = writer.say("por lo de la prima con aquellos señores de allá")
    heard(answer, "Sigo sin entenderle")
    heard(writer.press("Hablar con una persona"), "Una persona le escribirá")
    assert writer.conversation["owner"] == "queue"


def test_help_thanks_and_goodbye(on):
    writer = on("web").start()
    assert "Presentar un reclamo" in writer.say("qué puede hacer usted").titles
    heard(writer.say("mil grasias muy amable"), "Con mucho gusto")
    heard(writer.say("chao pues"), "Hasta luego")


def test_a_bare_yes_to_several_meanings_is_asked_which(on):
    writer = on("whatsapp").start()
    writer.say("buenas")
    heard(writer.say("sí"), "¿Cuál?")
    heard(writer.say("la tercera"), "¿Qué trámite necesita?")


def test_three_messages_at_once_are_answered_in_order(on, rows):
    writer = on("whatsapp").start()
    before = writer.said()
    for number, text in enumerate(("buenas", "dónde queda la oficina", "gracias"), start=1):
        writer.post(text)
        writer.stored(before + number)  # a provider calls for each message by itself, and promises no order
    answer = writer.answers(before + 3)
    office = rows.one("select * from offices where key = 'principal'")
    heard(answer, office["address"], "Con mucho gusto")
    assert answer.text.index(office["address"]) < answer.text.index("Con mucho gusto")
