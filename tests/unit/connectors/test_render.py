"""One reply, each channel's form."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import InlineKeyboardMarkup, ReplyKeyboardMarkup, ReplyKeyboardRemove

from bot.messaging.content import Card, Choice, Document, Reply
from bot.settings import settings
from connectors.base import Button, Part
from connectors.sms.connector import SmsConnector
from connectors.sms.gsm7 import segments
from connectors.telegram.connector import TelegramConnector
from connectors.telegram.keyboard import keyboard
from connectors.text import utf16_units
from connectors.whatsapp import contents, form
from connectors.whatsapp.connector import WhatsAppConnector

SMS = SmsConnector("+576015550101")
WHATSAPP = WhatsAppConnector("+576015550100")
TELEGRAM = TelegramConnector("123456:test-token")

CHOICES = [Choice(title="Sí", payload="/affirm"), Choice(title="No", payload="/deny")]
BILL = Document(media_id="abc", name="factura.pdf", mime="application/pdf")
QUESTION = Reply(text="¿Desea más información?", choices=CHOICES)
REPLIES = st.builds(
    Reply,
    text=st.text(st.sampled_from("aá€😀ñ .\n"), min_size=1, max_size=6000),
    choices=st.lists(st.builds(Choice, title=st.text("abcñá ", min_size=1, max_size=20)), max_size=5),
)


def test_choices() -> None:
    buttons = [Button("Sí", "41:0"), Button("No", "41:1")]

    assert TELEGRAM.render(QUESTION, 41) == [Part(text="¿Desea más información?", buttons=buttons)]
    assert WHATSAPP.render(QUESTION, 41) == [Part(text="¿Desea más información?\n\n1. Sí\n2. No")]
    assert SMS.render(QUESTION, 41) == [Part(text="¿Desea mas información?\n\n1. Si\n2. No".replace("ó", "o"))]


def test_a_document_comes_with_its_text_or_after_it() -> None:
    reply = Reply(text="Su factura está lista.", document=BILL)

    assert TELEGRAM.render(reply, 1) == [Part(text="Su factura está lista.", document=BILL)]
    assert WHATSAPP.render(reply, 1) == [Part(text="Su factura está lista."), Part(document=BILL)]
    assert SMS.render(reply, 1) == [
        Part(text="Su factura esta lista."),
        Part(text="factura.pdf", document=BILL),
    ]


def test_a_long_text_does_not_fit_a_caption() -> None:
    parts = TELEGRAM.render(Reply(text="Largo. " * 200, document=BILL), 1)

    assert [bool(part.document) for part in parts] == [False, True]


def test_telegram_needs_a_text_for_buttons() -> None:
    (part,) = TELEGRAM.render(Reply(choices=CHOICES), 1)

    assert part.text and part.buttons


@given(REPLIES, st.integers(1, 10**18))
def test_telegram_parts_are_within_its_limits(reply: Reply, message_id: int) -> None:
    parts = TELEGRAM.render(reply, message_id)

    assert all(1 <= utf16_units(part.text) <= 4096 for part in parts)
    assert not any(part.buttons for part in parts[:-1])
    assert all(len(button.data.encode()) <= 64 for part in parts for button in part.buttons)


@given(REPLIES)
def test_whatsapp_parts_are_within_twilios_limit(reply: Reply) -> None:
    assert all(1 <= utf16_units(part.text) <= 1500 for part in WHATSAPP.render(reply, 1))


@given(REPLIES)
def test_sms_parts_cost_at_most_two_segments(reply: Reply) -> None:
    assert all(part.text and segments(part.text) <= 2 for part in SMS.render(reply, 1))


FORMS = {name: f"HX{number:032x}" for number, name in enumerate(contents.names())}
MENU = [
    Choice(title="Mi factura", payload="/bill_amount", description="Cuánto debe y cuándo vence"),
    Choice(title="Certificado de residencia", payload="/x", description="Gratis"),
    Choice(title="Trámites", payload="/procedure_list"),
    Choice(title="Oficinas", payload="/office_info"),
]


def test_whatsapp_has_buttons_where_there_is_a_template_for_them() -> None:
    parts = form.render(QUESTION, 41, FORMS)

    assert parts == [Part(text="¿Desea más información?", buttons=[Button("Sí", "41:0"), Button("No", "41:1")])]
    assert contents.name_for(parts[0]) == "buttons-2"
    assert contents.variables(parts[0]) == {
        "body": "¿Desea más información?",
        **{"id1": "41:0", "title1": "Sí", "id2": "41:1", "title2": "No"},
    }


def test_whatsapp_has_a_list_for_more_or_longer_or_described_choices() -> None:
    (part,) = form.render(Reply(text="¿Qué necesita?", choices=MENU, list_button="Ver opciones"), 41, FORMS)
    values = contents.variables(part)

    assert contents.name_for(part) == "described-4"
    assert values["open"] == "Ver opciones"
    assert (values["title1"], values["text1"]) == ("Mi factura", "Cuánto debe y cuándo vence")
    assert (values["title2"], values["text2"]) == ("Certificado de…", "Certificado de residencia. Gratis")
    assert (values["title3"], values["text3"]) == ("Trámites", "Trámites")
    (long,) = form.render(Reply(text="¿Y?", choices=[Choice(title="Hablar con una persona")]), 41, FORMS)
    assert contents.name_for(long) == "list-1"


def test_whatsapp_says_what_stands_above_the_last_line_before_the_buttons() -> None:
    """A variable takes no line break."""
    parts = form.render(Reply(text="Primero esto.\nLuego aquello.\n¿Seguimos?", choices=CHOICES), 41, FORMS)

    assert [(part.text, len(part.buttons)) for part in parts] == [
        ("Primero esto.\nLuego aquello.", 0),
        ("¿Seguimos?", 2),
    ]


def test_whatsapp_writes_numbers_where_a_template_is_missing() -> None:
    (part,) = form.render(Reply(text="¿Qué necesita?", choices=MENU), 41, {"buttons-2": "HX1"})

    assert part.text.splitlines()[2:4] == [
        "1. Mi factura: Cuánto debe y cuándo vence",
        "2. Certificado de residencia: Gratis",
    ]


def test_whatsapp_writes_numbers_when_a_template_has_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    (part,) = form.render(QUESTION, 41, FORMS)
    monkeypatch.setattr(settings(), "whatsapp_contents", {})

    assert WHATSAPP.content(part) == {"body": "¿Desea más información?\n\n1. Sí\n2. No"}


@pytest.mark.parametrize("name", contents.names())
def test_each_template_has_a_sample_for_each_variable(name: str) -> None:
    content = contents.definition(name)
    used = set(re.findall(r"\{\{(\w+)\}\}", json.dumps(content["types"])))

    assert used == set(content["variables"]) and all(len(variable) <= 16 for variable in used)


OFFICES = Reply(
    text="Nuestras oficinas:",
    cards=[
        Card(title="Centro", text="Calle 10 # 5-20", choices=CHOICES[:1]),
        Card(title="El Prado", image=Document(media_id="p", name="p.jpg", mime="image/jpeg"), choices=CHOICES[1:]),
    ],
)


def test_cards() -> None:
    first, second = [Button("Sí", "41:0")], [Button("No", "41:1")]

    telegram = TELEGRAM.render(OFFICES, 41)
    assert [(part.text, part.title, part.buttons) for part in telegram] == [
        ("Nuestras oficinas:", "", []),
        ("Centro\nCalle 10 # 5-20", "Centro", first),
        ("El Prado", "El Prado", second),
    ]
    assert telegram[2].document == OFFICES.cards[1].image
    assert [(part.text, part.buttons) for part in form.render(OFFICES, 41, FORMS)] == [
        ("Nuestras oficinas:", []),
        ("*Centro*: Calle 10 # 5-20", first),
        ("", []),
        ("*El Prado*", second),
    ]
    assert [part.text for part in SMS.render(OFFICES, 41)] == [
        "Nuestras oficinas:\n\nCentro\nCalle 10 # 5-20\n\n1. Si\n\nEl Prado\n\n2. No"
    ]


def test_sms_leaves_out_what_would_cost_more() -> None:
    few = SMS.render(Reply(text="¿Qué necesita?", choices=MENU), 41)
    many = [Choice(title=f"Opción {n}", description="Lo que dice de ella quien la escribió") for n in range(9)]
    parts = SMS.render(Reply(text="¿Qué necesita?", choices=many), 41)

    assert "1. Mi factura: Cuanto debe" in few[0].text
    assert len(parts) == 1 and "Lo que dice" not in parts[0].text


def test_sms_keeps_a_question_with_its_choices() -> None:
    text = "Hola, soy el asistente virtual de la oficina. " + "Uso sus datos solo para atenderlo. " * 7 + "¿Acepta?"

    first, second = SMS.render(Reply(text=text, choices=CHOICES), 41)

    assert first.text.endswith("atenderlo.") and second.text == "¿Acepta?\n1. Si\n2. No"


def test_a_place_is_asked_for_in_each_channels_way() -> None:
    bare, asked = Reply(ask_location=True), Reply(text="¿Dónde está el daño?", ask_location=True)

    assert TELEGRAM.render(bare, 1)[0].text.startswith("Comparta su ubicación")
    assert [part.text for part in SMS.render(bare, 1)] == ["Escriba la direccion o el barrio."]
    assert [part.text for part in SMS.render(asked, 1)] == ["¿Dónde esta el daño?".replace("ó", "o")]
    assert "envíe su ubicación" in WHATSAPP.render(asked, 1)[0].text


@pytest.mark.parametrize(
    ("titles", "rows"),
    [
        (["Sí", "No"], [2]),
        (["Energía", "Agua", "Gas", "Otro"], [1, 1, 1, 1]),
        (["Hablar con una persona", "No"], [1, 1]),
    ],
)
def test_short_answers_stand_beside_each_other(titles: list[str], rows: list[int]) -> None:
    markup = keyboard(Part(text="?", buttons=[Button(title, f"1:{n}") for n, title in enumerate(titles)]))

    assert isinstance(markup, InlineKeyboardMarkup)
    assert [len(row) for row in markup.inline_keyboard] == rows


def test_telegram_asks_for_the_location_with_a_keyboard() -> None:
    (part,) = TELEGRAM.render(Reply(text="¿Dónde?", ask_location=True), 1)
    markup = keyboard(part)

    assert isinstance(markup, ReplyKeyboardMarkup)
    assert markup.keyboard[0][0].request_location


def test_telegram_asks_for_a_number_and_takes_the_keyboard_away_again() -> None:
    (part,) = TELEGRAM.render(Reply(text="¿A qué número?", ask_contact=True), 1)
    (after,) = TELEGRAM.render(Reply(text="Gracias.", ends_request=True), 1)
    asking = keyboard(part)

    assert isinstance(asking, ReplyKeyboardMarkup) and asking.keyboard[0][0].request_contact
    assert isinstance(keyboard(after), ReplyKeyboardRemove)
    assert keyboard(Part(text="Hola")) is None
