"""What the browser posts, and what it means."""

import json
from typing import Any
from uuid import uuid4

import pytest

from connectors.web.message import MAX_TEXT, parse
from connectors.web.refusal import Refusal

ID = str(uuid4())


def body(**fields: Any) -> bytes:
    return json.dumps({"id": ID} | fields).encode()


def test_a_text() -> None:
    inbound = parse(body(text="  ¿Cuánto debo? 😀\n")).inbound("hash")
    assert (inbound.kind, inbound.text, inbound.address) == ("text", "¿Cuánto debo? 😀", "hash")
    assert (inbound.channel, inbound.account, inbound.event_id) == ("web", "web", f"hash:{ID}")


def test_a_choice_with_its_title() -> None:
    inbound = parse(body(choice="41:0", text="Sí")).inbound("hash")
    assert (inbound.kind, inbound.choice, inbound.text) == ("choice", "41:0", "Sí")


def test_a_place() -> None:
    inbound = parse(body(latitude=4.6, longitude=-74.1)).inbound("hash")
    assert (inbound.kind, inbound.latitude, inbound.longitude) == ("location", 4.6, -74.1)


def test_one_id_in_two_sessions_is_two_events() -> None:
    posted = parse(body(text="Hola"))
    assert posted.inbound("one").event_id != posted.inbound("two").event_id


def test_what_no_database_takes_is_left_out() -> None:
    assert parse(body(text="a\x00b")).text == "ab"


def test_the_longest_text() -> None:
    assert len(parse(body(text="ñ" * MAX_TEXT)).text) == MAX_TEXT
    with pytest.raises(Refusal, match="muy largo") as refused:
        parse(body(text="ñ" * (MAX_TEXT + 1)))
    assert refused.value.status == 422


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"text": "   "},
        {"text": "\x00"},
        {"text": 5},
        {"text": "Hola", "id": "1"},
        {"choice": "41"},
        {"choice": "41:0; drop"},
        {"choice": "/affirm"},
        {"latitude": 4.6},
        {"latitude": 91, "longitude": 0},
        {"latitude": float("nan"), "longitude": 0},
    ],
)
def test_what_is_not_understood(wrong: dict[str, Any]) -> None:
    with pytest.raises(Refusal) as refused:
        parse(body(**wrong))
    assert refused.value.status in {400, 422}


@pytest.mark.parametrize("wrong", [b"", b"{", b"[]", b"null", b"\xff", b'{"id": "\\ud800"}', b"id=1&text=Hola"])
def test_what_is_no_message_at_all(wrong: bytes) -> None:
    with pytest.raises(Refusal) as refused:
        parse(wrong)
    assert refused.value.status in {400, 422}


def test_a_refusal_says_nothing_of_what_was_sent() -> None:
    with pytest.raises(Refusal) as refused:
        parse(body(text="secreto", choice="secreto"))
    assert b"secreto" not in bytes(refused.value.response().body)
