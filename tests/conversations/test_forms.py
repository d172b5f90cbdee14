"""The same dialog on every channel, each in its own form: the menu, a bill, the procedures."""

import pytest

from tests.conversations.accounts import pesos
from tests.conversations.conftest import CHANNELS
from tests.conversations.hearing import bare, heard

MENU = ["Mi factura", "Reportar una falla", "Cortes programados", "Trámites"]
TYPED = ("sms",)


def choose(writer, title: str, number: int):
    """Take a choice as the channel offers it: tap it, or type its number."""
    return writer.say(str(number)) if writer.channel in TYPED else writer.press(title)


def kinds(answers) -> set[str]:
    return {button.get("kind", "web") for message in answers for button in message["buttons"]}


@pytest.mark.parametrize("channel", CHANNELS)
def test_the_same_dialog(on, accounts, rows, channel):
    writer, account = on(channel).start(), accounts.role("normal")

    menu = writer.say("qué puede hacer usted")
    assert [bare(title) for title in menu.titles[:4]] == [bare(title) for title in MENU]
    assert kinds(menu) == {"telegram": {"inline"}, "whatsapp": {"option"}, "sms": set(), "web": {"web"}}[channel]

    heard(choose(writer, "Mi factura", 1), "número de cuenta")
    writer.say(account.number)
    heard(writer.say(account.document), "Debe", pesos(account.owed))

    writer.say("menú")
    listed = choose(writer, "Trámites", 4)
    heard(listed, "¿Qué trámite necesita?")
    chosen = rows.one("select name, content from procedures where key = 'cambio_titular'")
    place = next(n for n, title in enumerate(listed.titles, 1) if "titular" in title)
    told = choose(writer, listed.titles[place - 1], place)
    heard(told, chosen["name"], chosen["content"]["requirements"][0])
    heard(choose(writer, "Paso a paso", 1), chosen["content"]["steps"][0])


@pytest.mark.parametrize(
    ("channel", "words"), [("telegram", "4"), ("whatsapp", "la cuarta"), ("sms", "tramites"), ("web", "trámitez")]
)
def test_number_and_words_are_as_good_as_a_tap(on, channel, words):
    writer = on(channel).start()
    writer.say("ayuda")
    heard(writer.say(words), "¿Qué trámite necesita?")


def test_whatsapp_shows_buttons_where_they_fit(on):
    writer = on("whatsapp")
    first = writer.say("hola")
    assert [(button["title"], button["kind"]) for message in first for button in message["buttons"]] == [
        ("Sí, acepto", "inline"),
        ("No acepto", "inline"),
    ]
    heard(writer.press("Sí, acepto"), "Gracias")
    listed = writer.say("ayuda")[-1]
    assert listed["list_label"] == "Ver opciones"
    assert all(button["description"] for button in listed["buttons"])


def test_an_office_is_a_card(on):
    answer = on("telegram").start().say("hay oficina en el barrio El Prado?")
    heard(answer, "Punto de atención El Prado", "Carrera 21 # 14-08")
    card = answer[-1]
    assert card["entities"][0] | {"type": "bold", "offset": 0} == card["entities"][0]
    assert [button["title"] for button in card["buttons"]] == ["Otras oficinas"]


def test_an_old_question_is_over(on):
    writer = on("telegram").start()
    writer.say("me quemó la nevera un bajón, me pagan?")
    writer.say("cuánto cuesta la reconexión")
    heard(writer.press("No"), "ya no está vigente")
