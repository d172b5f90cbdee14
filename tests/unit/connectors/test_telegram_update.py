"""This update in, this message out."""

import json
from datetime import UTC, datetime

import pytest
from telegram import Update

from bot.messaging.content import Inbound, Media, Reachability
from bot.messaging.webhook import Webhook
from connectors.telegram.connector import TelegramConnector
from connectors.telegram.update import parse_update
from tests.channels import telegram_payload

SENT = datetime.fromtimestamp(1795348800, UTC)


def read(name: str) -> Update:
    return Update.de_json(json.loads(telegram_payload(name)))


def message(**fields: object) -> dict[str, object]:
    known = {"address": "700000101", "reference": "512", "sent_at": SENT, "details": {"profile_name": "Ana"}}
    return known | fields


def media(reference: str, mime: str, name: str = "", **fields: object) -> dict[str, object]:
    return message(kind="media", media=[Media(reference=reference, mime=mime, name=name)], **fields)


EXPECTED: dict[str, dict[str, object]] = {
    "text": message(text="Buenas, ¿cuánto debo?"),
    "text_new_fields": message(text="hola"),
    "nameless": message(text="hola", details={}),
    "start": message(kind="start", payload="pago_123"),
    "start_alone": message(kind="start", text=""),
    "edited": message(kind="edit", edits="512", text="no hay agua", sent_at=datetime.fromtimestamp(1795348860, UTC)),
    "callback": {"address": "700000101", "kind": "choice", "choice": "41:1", "text": "No"},
    "callback_inaccessible": {"address": "700000101", "kind": "choice", "choice": "7:0"},
    "location": message(kind="location", latitude=4.60971, longitude=-74.08175),
    "venue": message(
        kind="location", latitude=4.6, longitude=-74.1, details={"profile_name": "Ana", "place": "Parque, Calle 1"}
    ),
    "photo": media("large", "image/jpeg", text="mi medidor"),
    "album": media(
        "large",
        "image/jpeg",
        text="mi medidor",
        album="13579",
        details={"profile_name": "Ana", "replies_to": "500", "forwarded": "once"},
    ),
    "document": media("doc1", "application/pdf", "recibo.pdf"),
    "voice": media("voz1", "audio/ogg"),
    "video_note": media("vn1", "video/mp4"),
    "sticker": message(kind="media", media=[Media(reference="stk1", mime="image/webp", name="👍", sticker=True)]),
    "dice": message(kind="media"),
    "contact_own": message(kind="contact", text="+573000000101"),
    "contact_other": message(kind="contact", text=""),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_what_a_citizen_sends(name: str) -> None:
    update = read(name)

    assert parse_update(update, "123456") == Inbound.model_validate(
        {"channel": "telegram", "account": "123456", "event_id": str(update.update_id)} | EXPECTED[name]
    )


@pytest.mark.parametrize("name", ["live_location", "group_text", "callback_group", "channel_post", "pinned"])
def test_what_is_no_message(name: str) -> None:
    assert parse_update(read(name), "123456") is None


@pytest.mark.parametrize(("name", "reachable"), [("blocked", False), ("unblocked", True)])
def test_blocked_and_unblocked(name: str, *, reachable: bool) -> None:
    assert parse_update(read(name), "123456") == Reachability(
        channel="telegram", account="123456", address="700000101", reachable=reachable
    )


def broken(name: str, **fields: object) -> Webhook:
    """A captured update whose album is not what the Bot API says it is."""
    update = json.loads(telegram_payload(name))
    (kind,) = update.keys() - {"update_id"}
    update[kind] |= {"media_group_id": 7} | fields
    return Webhook("/webhooks/telegram", json.dumps(update).encode())


@pytest.mark.parametrize(
    ("name", "understood"),
    [
        ("text", {"text": "Buenas, ¿cuánto debo?"}),
        ("photo", {"text": "mi medidor"}),
        ("voice", {"kind": "media"}),
        ("edited", {"kind": "edit", "edits": "512", "text": "no hay agua"}),
    ],
)
def test_words_are_kept_where_the_rest_cannot_be_read(name: str, understood: dict[str, str]) -> None:
    inbound = TelegramConnector("123456:x").read(broken(name))

    assert isinstance(inbound, Inbound)
    said = inbound.model_dump(exclude_defaults=True, exclude={"event_id"})
    assert said == {"channel": "telegram", "account": "123456", "address": "700000101", "details": {}} | understood


def test_without_a_chat_it_stays_unreadable() -> None:
    with pytest.raises(AttributeError):
        TelegramConnector("123456:x").read(broken("text", chat=None))


def test_what_no_database_takes_is_left_out() -> None:
    update = json.loads(telegram_payload("text"))
    update["message"]["text"] = "hola\x00 \ud83d mundo"

    inbound = parse_update(Update.de_json(update), "123456")

    assert isinstance(inbound, Inbound)
    assert inbound.text == "hola  mundo"
