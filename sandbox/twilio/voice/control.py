"""What the page and tests do with a telephone: call, speak, press keys, stay silent, hang up; and what the office's end
does when it is dialled.
"""

from typing import Any, Literal

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, Field

from sandbox.phone import Phone
from sandbox.phones import Phones, TooManyPhones
from sandbox.twilio.voice.calls import Calls, NotNow


class Speech(BaseModel):
    text: str = Field(min_length=1, max_length=1000)


class Keys(BaseModel):
    keys: str = Field(pattern=r"^[0-9*#]{1,30}$")


class Office(BaseModel):
    does: Literal["answer", "busy", "no-answer", "failed", "hangup"]


def routes(phones: Phones, calls: Calls) -> APIRouter:
    """The telephone, under /api/voice/<phone>."""
    router = APIRouter(prefix="/api/voice/{phone}")

    def existing(phone: str) -> Phone:
        found = phones.find("voice", phone)
        if found is None:
            raise HTTPException(404, "no such phone")
        return found

    def hear(phone: str, kind: Literal["speech", "keys", "silence", "office"], value: str = "") -> dict[str, Any]:
        try:
            return calls.hear(existing(phone), (kind, value)).as_dict()
        except NotNow as cause:
            raise HTTPException(409, str(cause)) from cause

    @router.post("/call", status_code=201)
    async def call(phone: str) -> dict[str, Any]:
        try:
            return calls.place(phones.find_or_add("voice", phone)).as_dict()
        except KeyError as cause:
            raise HTTPException(404, "no such phone: use a demo citizen's name, or a number") from cause
        except (NotNow, TooManyPhones) as cause:
            raise HTTPException(409, str(cause) or "too many phones: start the sandbox afresh") from cause

    @router.post("/say")
    async def say(phone: str, speech: Speech) -> dict[str, Any]:
        return hear(phone, "speech", speech.text)

    @router.post("/keys")
    async def keys(phone: str, pressed: Keys) -> dict[str, Any]:
        return hear(phone, "keys", pressed.keys)

    @router.post("/silence")
    async def silence(phone: str) -> dict[str, Any]:
        return hear(phone, "silence")

    @router.post("/office")
    async def office(phone: str, office: Office) -> dict[str, Any]:
        return hear(phone, "office", office.does)

    @router.post("/hangup")
    async def hang_up(phone: str) -> dict[str, Any]:
        try:
            calls.hang_up(existing(phone))
        except NotNow as cause:
            raise HTTPException(409, str(cause)) from cause
        return {}

    return router
