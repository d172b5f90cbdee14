"""Telegram's Bot API."""

import httpx

from connectors.base import Part
from connectors.telegram.registration import webhook_secret
from connectors.text import utf16_units
from tests.channels import telegram_payload
from tests.contract.kit import Event, Headers, Kit, Provider

CHAT = "700000101"
TAKEN = {"message_id": 7, "date": 1795348800, "chat": {"id": 700000101, "type": "private"}, "text": "Hola"}


async def sign(_client: httpx.AsyncClient, _path: str, _body: bytes) -> Headers:
    return {"X-Telegram-Bot-Api-Secret-Token": webhook_secret()}


def fits(part: Part) -> bool:
    return (
        (0 if part.document else 1) <= utf16_units(part.text) <= (1024 if part.document else 4096)
        and len(part.buttons) <= 100
        and all(1 <= len(button.data.encode()) <= 64 and button.title for button in part.buttons)
    )


KIT = Kit(
    path="/webhooks/telegram",
    sign=sign,
    fits=fits,
    events={
        "text": Event(telegram_payload("text"), {"kind": "text", "text": "Buenas, ¿cuánto debo?", "address": CHAT}),
        "edit": Event(telegram_payload("edited"), {"text": "no hay agua"}),
        "media": Event(telegram_payload("voice"), {"kind": "media", "media": [{"mime": "audio/ogg"}]}),
        "location": Event(telegram_payload("location"), {"kind": "location", "latitude": 4.60971}),
        "choice": Event(telegram_payload("callback"), {"kind": "choice", "choice": "41:1", "text": "No"}),
        "contact": Event(telegram_payload("contact_own"), {"kind": "contact", "text": "+573000000101"}),
        "start": Event(telegram_payload("start"), {"kind": "start"}),
    },
    provider=Provider(
        setting="telegram_base_url",
        address=CHAT,
        accepted=(200, {"ok": True, "result": TAKEN}),
        fails={
            "too_fast": (
                429,
                {
                    "ok": False,
                    "error_code": 429,
                    "description": "Too Many Requests: retry after 3",
                    "parameters": {"retry_after": 3},
                },
            ),
            "trouble": (500, {"ok": False, "error_code": 500, "description": "Internal Server Error"}),
            "refused": (400, {"ok": False, "error_code": 400, "description": "Bad Request: message is too long"}),
            "unreachable": (
                403,
                {"ok": False, "error_code": 403, "description": "Forbidden: bot was blocked by the user"},
            ),
        },
    ),
)
