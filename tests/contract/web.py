"""The office's own web chat: the browser is the provider, and reads what is stored."""

import json
from typing import Any

import httpx

from connectors.base import Part
from tests.contract.kit import Event, Headers, Kit


async def sign(client: httpx.AsyncClient, _path: str, _body: bytes) -> Headers:
    opened = await client.post("/chat/sessions")
    return {"Authorization": f"Bearer {opened.json()['session']}"}


def event(**fields: Any) -> bytes:
    return json.dumps({"id": "0b7a3f5e-7f0e-4d7c-9f5b-6f1a2c3d4e5f"} | fields).encode()


def fits(part: Part) -> bool:
    return all(button.title for button in part.buttons)


KIT = Kit(
    path="/chat/messages",
    sign=sign,
    fits=fits,
    events={
        "text": Event(event(text="¿Cuánto debo?"), {"kind": "text", "text": "¿Cuánto debo?"}),
        "location": Event(event(latitude=4.60971, longitude=-74.08175), {"kind": "location", "latitude": 4.60971}),
        "choice": Event(event(text="Sí", choice="41:0"), {"kind": "choice", "choice": "41:0", "text": "Sí"}),
    },
)
