"""One reply, each channel's form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import InlineKeyboardMarkup, ReplyKeyboardMarkup

from bot.messaging.content import Choice, Document, Reply
from connectors.base import Button, Part
from connectors.sms.connector import SmsConnector
from connectors.sms.gsm7 import segments
from connectors.telegram.connector import TelegramConnector
from connectors.telegram.keyboard import keyboard
from connectors.text import utf16_units
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
