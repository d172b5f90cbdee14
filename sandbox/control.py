"""What the pages and tests do with a phone: write, press, block, read, watch."""

import asyncio
import base64
import binascii
import json
from collections.abc import AsyncIterator
from typing import Any, Literal

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response, StreamingResponse
from pydantic import BaseModel, Field, model_validator

from sandbox.files import File, Kind
from sandbox.phone import Phone
from sandbox.phones import CHANNELS, TooManyPhones
from sandbox.provider import Provider

Channel = Literal["telegram", "whatsapp", "sms", "voice"]
SHOWN_INLINE = (
    "image/jpeg",
    "image/png",
    "image/webp",
    "application/pdf",
    "audio/ogg",
    "audio/webm",
    "audio/mpeg",
    "video/mp4",
)
MEDIA_BYTES = 20 * 1024 * 1024
PING_SECONDS = 15


class Location(BaseModel):
    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)


class Media(BaseModel):
    """A file: its bytes in base64. `kind`: sent as what, if not as its type is usually sent."""

    name: str = "foto.jpg"
    mime: str = "image/jpeg"
    kind: Kind | None = None
    data: str = Field(max_length=MEDIA_BYTES * 4 // 3 + 4)


class NewMessage(BaseModel):
    """What a citizen sends: text, a location, a file (text is its caption), or, on Telegram, their own contact."""

    text: str = Field("", max_length=4096)
    location: Location | None = None
    media: Media | None = None
    contact: bool = False
    office: str = Field("", description="which of the office's numbers it goes to")

    @model_validator(mode="after")
    def _something(self) -> "NewMessage":
        if not (self.text.strip() or self.location or self.media or self.contact):
            raise ValueError("a message holds a text, a location, a file or a contact")
        return self


class Edit(BaseModel):
    text: str = Field(min_length=1, max_length=4096)


class Press(BaseModel):
    button: str


def routes(provider: Provider) -> APIRouter:
    """The phones, under /api."""
    router = APIRouter(prefix="/api")

    def existing(channel: Channel, phone: str) -> Phone:
        found = provider.network.phones.find(channel, phone)
        if found is None:
            raise HTTPException(404, "no such phone")
        return found

    @router.get("/phones")
    async def phones() -> dict[str, list[dict[str, Any]]]:
        now = provider.network.clock.now()
        return {c: [p.state(now) for p in provider.network.phones.of(c)] for c in CHANNELS}

    @router.post("/{channel}/{phone}/messages", status_code=201)
    async def write(channel: Literal["telegram", "whatsapp", "sms"], phone: str, new: NewMessage) -> dict[str, Any]:
        try:
            writer = provider.network.phones.find_or_add(channel, phone)
        except KeyError as cause:
            raise HTTPException(404, "no such phone: use a demo citizen's name, or a number") from cause
        except TooManyPhones as cause:
            raise HTTPException(409, "too many phones: start the sandbox afresh") from cause
        message = provider.write(writer, **_content(provider, channel, new))
        return message.as_dict()

    @router.get("/{channel}/{phone}/messages")
    async def read(channel: Channel, phone: str, after: int = 0) -> list[dict[str, Any]]:
        return [message.as_dict() for message in existing(channel, phone).messages if message.id > after]

    @router.put("/{channel}/{phone}/messages/{message_id}")
    async def edit(channel: Channel, phone: str, message_id: int, change: Edit) -> dict[str, Any]:
        editor = existing(channel, phone)
        message = next((m for m in editor.messages if m.id == message_id and m.direction == "sent"), None)
        if channel != "telegram" or message is None or "text" not in message.raw:
            raise HTTPException(404, "no such message of the citizen's to edit")
        provider.bot.citizen_edits(editor, message, change.text)
        return message.as_dict()

    @router.post("/{channel}/{phone}/press")
    async def press(channel: Channel, phone: str, wanted: Press) -> dict[str, Any]:
        presser = existing(channel, phone)
        found = presser.button(wanted.button)
        if found is None:
            raise HTTPException(404, "no such button on the phone")
        provider.press(presser, *found)
        return found[1].as_dict()

    @router.get("/{channel}/{phone}/state")
    async def state(channel: Channel, phone: str) -> dict[str, Any]:
        return existing(channel, phone).state(provider.network.clock.now())

    @router.post("/{channel}/{phone}/{change}")
    async def block(channel: Channel, phone: str, change: Literal["block", "unblock"]) -> dict[str, Any]:
        if channel != "telegram":
            raise HTTPException(404, "only Telegram tells a bot that it was blocked")
        blocker = existing(channel, phone)
        provider.bot.citizen_blocks(blocker, change == "block")
        return blocker.state(provider.network.clock.now())

    @router.get("/{channel}/{phone}/events")
    async def events(channel: Channel, phone: str) -> StreamingResponse:
        headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
        watched = _watch(provider, existing(channel, phone))
        return StreamingResponse(watched, media_type="text/event-stream", headers=headers)

    @router.get("/files/{key}")
    async def file(key: str) -> Response:
        found = provider.network.files.get(key)
        if found is None:
            raise HTTPException(404, "no such file")
        shown = "inline" if found.mime in SHOWN_INLINE else "attachment"
        headers = {"Content-Disposition": shown, "Content-Security-Policy": "sandbox", "Cache-Control": "private"}
        if found.mime == "application/pdf":  # a sandboxed PDF viewer stays blank
            del headers["Content-Security-Policy"]
        return Response(found.content, media_type=found.mime, headers=headers)

    return router


def _content(provider: Provider, channel: Channel, new: NewMessage) -> dict[str, Any]:
    if new.office and (channel == "telegram" or new.office not in provider.network.settings.numbers(channel)):
        raise HTTPException(422, "the office has no such number on this channel")
    return {
        "text": new.text,
        "location": new.location.model_dump() if new.location else None,
        "media": _file(provider, new.media),
        "contact": new.contact,
        "office": new.office,
    }


def _file(provider: Provider, media: Media | None) -> File | None:
    if media is None:
        return None
    try:
        content = base64.b64decode(media.data, validate=True)
    except binascii.Error as cause:
        raise HTTPException(422, "media.data is no base64") from cause
    return provider.network.files.add(media.name, media.mime, content, media.kind)


async def _watch(provider: Provider, phone: Phone) -> AsyncIterator[str]:
    """Server-sent events: the whole screen first, then each change."""
    queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue(maxsize=1000)
    phone.watchers.add(queue)
    try:
        messages = [message.as_dict() for message in phone.messages]
        faults = provider.network.shown_faults(phone.channel)
        yield _event({"messages": messages, "state": phone.state(provider.network.clock.now()), "faults": faults})
        while not provider.closing:
            try:
                yield _event(await asyncio.wait_for(queue.get(), PING_SECONDS))
            except TimeoutError:
                yield _event({"state": phone.state(provider.network.clock.now())})
    finally:
        phone.watchers.discard(queue)


def _event(content: dict[str, Any]) -> str:
    return f"data: {json.dumps(content, ensure_ascii=False)}\n\n"
