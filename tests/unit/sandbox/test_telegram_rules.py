"""Telegram's rules as the stand-in keeps them."""

import json
from typing import Any

import pytest

from sandbox.telegram.entities import commands, parse_text, utf16_length
from sandbox.telegram.errors import TelegramError
from sandbox.telegram.markup import parse_markup
from sandbox.telegram.parameters import Parameters, from_webhook_answer


def test_html_becomes_text_and_entities_in_utf16_units() -> None:
    text, entities = parse_text(
        '😀 <b>uno <i>dos</i></b> &lt;x&gt; &amp; <a href="https://a.example/?b=1&amp;c">aquí</a>', "HTML"
    )
    assert text == "😀 uno dos <x> & aquí"
    assert entities == [
        {"offset": 3, "length": 7, "type": "bold"},
        {"offset": 7, "length": 3, "type": "italic"},
        {"offset": 17, "length": 4, "type": "text_link", "url": "https://a.example/?b=1&c"},
    ]
    assert utf16_length("😀") == 2


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("2 < 3", "Unclosed start tag at byte offset 2"),
        ("ñ<br>", 'Unsupported start tag "br" at byte offset 2'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ('<span class="red">x</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
def test_html_that_is_refused(source: str, reason: str) -> None:
    with pytest.raises(TelegramError) as refused:
        parse_text(source, "HTML")
    assert refused.value.description == f"Bad Request: can't parse entities: {reason}"


def test_plain_text_is_left_alone() -> None:
    assert parse_text("2 < 3 & <b>", "") == ("2 < 3 & <b>", [])


@pytest.mark.parametrize(
    ("text", "length"), [("/start pago_1", 6), ("/start", 6), ("hola /start", 0), ("/ start", 0), ("/a-b", 0)]
)
def test_commands(text: str, length: int) -> None:
    assert sum(entity["length"] for entity in commands(text)) == length


def markup(value: Any) -> Any:
    return parse_markup(Parameters({"reply_markup": json.dumps(value)}))


def inline(**button: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "Sí"} | button]]}


def test_callback_data_is_measured_in_bytes() -> None:
    assert markup(inline(callback_data="ñ" * 32)).inline[0][0].data == "ñ" * 32
    with pytest.raises(TelegramError, match="BUTTON_DATA_INVALID"):
        markup(inline(callback_data="ñ" * 32 + "a"))


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ([], "object expected as reply markup"),
        ({"inline_keyboard": [{"text": "a"}]}, "must be an Array of Arrays"),
        (inline(), "Text buttons are unallowed in the inline keyboard"),
        (inline(callback_data=""), "Text buttons are unallowed in the inline keyboard"),
        ({"inline_keyboard": [[{"callback_data": "x"}]]}, 'Can\'t find field "text"'),
        (inline(url="javascript:x"), "BUTTON_URL_INVALID"),
        ({"inline_keyboard": [[{"text": "a", "callback_data": "b"}] * 101]}, "reply markup is too long"),
        ({"keyboard": [[5]]}, "KeyboardButton must be a String or an Object"),
    ],
)
def test_markup_that_is_refused(value: Any, reason: str) -> None:
    with pytest.raises(TelegramError) as refused:
        markup(value)
    assert reason in refused.value.description


def test_reply_keyboards() -> None:
    shown = markup(
        {"keyboard": [["Facturas"], [{"text": "Aquí", "request_location": True}]], "one_time_keyboard": True}
    )
    assert [[(b.title, b.kind) for b in row] for row in shown.keyboard] == [
        [("Facturas", "reply")],
        [("Aquí", "location")],
    ]
    assert shown.once
    assert markup({"remove_keyboard": True}).keyboard == []
    assert parse_markup(Parameters()).keyboard is None


def test_a_call_in_a_webhooks_answer() -> None:
    assert from_webhook_answer("application/json", b'{"method": "sendMessage", "chat_id": 5}').integer("chat_id") == 5
    assert from_webhook_answer("application/json", b"no json").values == {}
    assert from_webhook_answer("text/html", b'{"method": "sendMessage"}').values == {}


def test_parameters_from_forms_and_json_read_the_same() -> None:
    for value in (True, "true", "1", "yes"):
        assert Parameters({"x": value}).boolean("x")
    assert not Parameters({"x": False}).boolean("x")
    assert Parameters({"x": 700000101}).text("x") == Parameters({"x": "700000101"}).text("x") == "700000101"
    assert Parameters({"x": "no number"}).integer("x") == 0
