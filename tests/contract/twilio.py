"""What WhatsApp, SMS and voice have in common at Twilio."""

from typing import Any

import httpx

from tests.channels import PUBLIC_URL, twilio_signature
from tests.contract.kit import Answer, Headers, Provider

FORM = "application/x-www-form-urlencoded"
CITIZEN = "+573000000101"


async def sign(_client: httpx.AsyncClient, path: str, body: bytes) -> Headers:
    return {"X-Twilio-Signature": twilio_signature(PUBLIC_URL + path, body.decode(errors="replace").encode())}


def provider() -> Provider:
    taken: dict[str, Any] = {"sid": "SM" + "0" * 31 + "7", "status": "queued", "error_code": None}
    return Provider(
        setting="twilio_base_url",
        address=CITIZEN,
        accepted=(201, taken),
        fails={
            "too_fast": _error(429, 20429, "Too Many Requests"),
            "trouble": _error(500, 20500, "An internal server error has occurred"),
            "refused": _error(400, 21617, "The concatenated message body exceeds the 1600 character limit."),
            "unreachable": _error(400, 21211, "Invalid 'To' Phone Number"),
        },
    )


def _error(status: int, code: int, message: str) -> Answer:
    return status, {"code": code, "message": message, "more_info": "", "status": status}
