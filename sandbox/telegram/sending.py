"""The methods that write into a chat: send and edit."""

from typing import Any
from urllib.parse import urlsplit

import httpx

from sandbox.files import File
from sandbox.phone import Message, Phone
from sandbox.telegram.bot import Bot
from sandbox.telegram.entities import parse_text, utf16_length
from sandbox.telegram.errors import bad_request
from sandbox.telegram.markup import Markup, parse_markup
from sandbox.telegram.parameters import Parameters, Upload

TEXT_LENGTH = 4096
CAPTION_LENGTH = 1024
DOWNLOAD_BYTES = 20 * 1024 * 1024
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)


async def send_message(bot: Bot, parameters: Parameters) -> dict[str, Any]:
    text, entities = _text(parameters)
    markup = parse_markup(parameters)
    phone = bot.chat(parameters.text("chat_id"))
    bot.check_rate(phone)
    return _deliver(bot, phone, markup, {"text": text}, entities, text=text)


async def send_document(bot: Bot, parameters: Parameters) -> dict[str, Any]:
    return await _send_file(bot, parameters, "document")


async def send_photo(bot: Bot, parameters: Parameters) -> dict[str, Any]:
    return await _send_file(bot, parameters, "photo")


async def send_location(bot: Bot, parameters: Parameters) -> dict[str, Any]:
    latitude, longitude = parameters.number("latitude"), parameters.number("longitude")
    if latitude is None or longitude is None:
        raise bad_request(f"{'latitude' if latitude is None else 'longitude'} is empty")
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise bad_request("wrong location specified")
    markup = parse_markup(parameters)
    phone = bot.chat(parameters.text("chat_id"))
    bot.check_rate(phone)
    location = {"latitude": latitude, "longitude": longitude}
    return _deliver(bot, phone, markup, {"location": location}, [], location=location)


async def edit_message_text(bot: Bot, parameters: Parameters) -> dict[str, Any]:
    text, entities = _text(parameters)
    markup = parse_markup(parameters)
    phone, message = _editable(bot, parameters)
    if "text" not in message.raw:
        raise bad_request("there is no text in the message to edit")
    changed = {"text": text} | ({"entities": entities} if entities else {})
    before = {k: message.raw[k] for k in ("text", "entities") if k in message.raw}
    if changed == before and markup.raw == message.raw.get("reply_markup"):
        raise bad_request(NOT_MODIFIED)
    bot.check_rate(phone)
    message.raw.pop("entities", None)
    message.raw |= changed
    message.text, message.entities = text, entities
    return _edited(bot, phone, message, markup)


async def edit_message_reply_markup(bot: Bot, parameters: Parameters) -> dict[str, Any]:
    markup = parse_markup(parameters)
    phone, message = _editable(bot, parameters)
    if markup.raw == message.raw.get("reply_markup"):
        raise bad_request(NOT_MODIFIED)
    bot.check_rate(phone)
    return _edited(bot, phone, message, markup)


def _text(parameters: Parameters) -> tuple[str, list[dict[str, Any]]]:
    source = parameters.text("text")
    if not source:
        raise bad_request("message text is empty")
    text, entities = _formatted(parameters, source, "entities")
    text = text.rstrip()
    if not text.strip():
        raise bad_request("text must be non-empty")
    if utf16_length(text) > TEXT_LENGTH:
        raise bad_request("message is too long")
    return text, entities


def _formatted(parameters: Parameters, text: str, given: str) -> tuple[str, list[dict[str, Any]]]:
    """The text and its entities: parsed where a parse_mode says how, otherwise as given beside it."""
    if mode := parameters.text("parse_mode"):
        return parse_text(text, mode)
    entities = parameters.json(given, "can't parse entities JSON object") or []
    if not isinstance(entities, list) or not all(isinstance(one, dict) for one in entities):
        raise bad_request("expected an Array of MessageEntity")
    inside = [one for one in entities if 0 <= one.get("offset", -1) < one["offset"] + one.get("length", 0)]
    return text, [one for one in inside if one["offset"] + one["length"] <= utf16_length(text)]


async def _send_file(bot: Bot, parameters: Parameters, field: str) -> dict[str, Any]:
    caption, entities = _formatted(parameters, parameters.text("caption"), "caption_entities")
    if utf16_length(caption) > CAPTION_LENGTH:
        raise bad_request("message caption is too long")
    markup = parse_markup(parameters)
    file = await _file(bot, parameters, field)
    phone = bot.chat(parameters.text("chat_id"))
    bot.check_rate(phone)
    described = {"file_id": file.key, "file_unique_id": file.key[:12], "file_size": len(file.content)}
    content: dict[str, Any] = {"document": described | {"file_name": file.name, "mime_type": file.mime}}
    if field == "photo":
        content = {"photo": [described | {"width": 1280, "height": 960}]}
    raw = content | ({"caption": caption} if caption else {})
    return _deliver(bot, phone, markup, raw, entities, text=caption, document=file.shown)


async def _file(bot: Bot, parameters: Parameters, field: str) -> File:
    """The file of a call: uploaded, sent before (file_id), or fetched from an address."""
    value = parameters.text(field)
    upload = parameters.uploads.get(value.removeprefix("attach://") if value.startswith("attach://") else field)
    if upload is None and value.startswith(("http://", "https://")):
        upload = await _fetch(value)
    if upload is None and value and not value.startswith("attach://"):
        sent = bot.files.get(value)
        if sent is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        return sent
    if upload is None:
        raise bad_request(f"there is no {field} in the request")
    if not upload.content:
        raise bad_request("file must be non-empty")
    if field == "photo" and not upload.content.startswith((b"\xff\xd8\xff", b"\x89PNG")):
        raise bad_request("IMAGE_PROCESS_FAILED")
    return bot.files.add(upload.name, upload.mime, upload.content, "photo" if field == "photo" else "document")


async def _fetch(url: str) -> Upload:
    try:
        async with httpx.AsyncClient(trust_env=False, timeout=10) as client:
            response = (await client.get(url)).raise_for_status()
    except (httpx.HTTPError, httpx.InvalidURL) as cause:
        raise bad_request("failed to get HTTP URL content") from cause
    if len(response.content) > DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    mime = response.headers.get("content-type", "application/octet-stream").split(";")[0]
    return Upload(urlsplit(url).path.rsplit("/", 1)[-1] or "file", mime, response.content)


def _deliver(
    bot: Bot, phone: Phone, markup: Markup, raw: dict[str, Any], entities: list[dict[str, Any]], **shown: Any
) -> dict[str, Any]:
    """Put the bot's message on the phone; the Message object of the answer."""
    if markup.keyboard is not None:
        phone.keyboard, phone.keyboard_once = markup.keyboard, markup.once
        phone.tell({"state": phone.state(bot.clock.now())})
    now = bot.clock.now()
    message = phone.add("received", now, status="delivered", buttons=markup.inline, entities=entities, **shown)
    message.raw = {
        "message_id": message.id,
        "from": bot.account(),
        "chat": bot.private_chat(phone),
        "date": int(now.timestamp()),
    } | raw
    if entities:
        message.raw["entities" if "text" in raw else "caption_entities"] = entities
    if markup.raw:
        message.raw["reply_markup"] = markup.raw
    return message.raw


def _editable(bot: Bot, parameters: Parameters) -> tuple[Phone, Message]:
    phone = bot.chat(parameters.text("chat_id"))
    message_id = parameters.integer("message_id")
    if not message_id:
        raise bad_request("message identifier is not specified")
    message = phone.message(str(message_id))
    if message is None:
        raise bad_request("message to edit not found")
    if message.direction == "sent":
        raise bad_request("message can't be edited")
    return phone, message


def _edited(bot: Bot, phone: Phone, message: Message, markup: Markup) -> dict[str, Any]:
    message.raw.pop("reply_markup", None)
    message.raw["edit_date"] = bot.clock.timestamp()
    if markup.raw:
        message.raw["reply_markup"] = markup.raw
    message.buttons = markup.inline
    message.edited = True
    phone.show(message)
    return message.raw
