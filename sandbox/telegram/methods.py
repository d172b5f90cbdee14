"""The methods of the Bot API that a contact center uses, as strict as the real server."""

import math
import mimetypes
import re
from collections.abc import Awaitable, Callable
from typing import Any

from sandbox.files import Kind
from sandbox.telegram import sending, webhook_methods
from sandbox.telegram.bot import Bot
from sandbox.telegram.entities import utf16_length
from sandbox.telegram.errors import TelegramError, bad_request, not_found, too_many
from sandbox.telegram.parameters import Parameters

ANSWER_LENGTH = 200
DOWNLOAD_BYTES = 20 * 1024 * 1024
ACTIONS = (
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
    "choose_sticker", "find_location", "record_video_note", "upload_video_note",
)  # fmt: skip
FOLDERS: dict[Kind, str] = {
    "photo": "photos", "voice": "voice", "audio": "music", "video": "videos", "sticker": "stickers",
    "document": "documents",
}  # fmt: skip
Method = Callable[[Bot, Parameters], Awaitable[Any]]


async def call(bot: Bot, method: str, parameters: Parameters) -> Any:
    """Run a method by its name (in any case): its result, or TelegramError."""
    function = METHODS.get(method.lower())
    if function is None:
        raise not_found("method not found")
    if method.lower() not in SENDING:
        return await function(bot, parameters)
    await bot.faults.be_slow("telegram")
    if fault := bot.faults.strike("telegram", "429"):
        raise too_many(max(1, math.ceil(fault.seconds)))
    if bot.faults.strike("telegram", "500"):
        raise TelegramError(500, "Internal Server Error")
    result = await function(bot, parameters)
    await bot.faults.hold_answer("telegram")
    return result


async def get_me(bot: Bot, _: Parameters) -> dict[str, Any]:
    return bot.account() | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


async def send_chat_action(bot: Bot, parameters: Parameters) -> bool:
    if parameters.text("action").lower() not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    bot.chat(parameters.text("chat_id")).tell({"typing": True})
    return True


async def answer_callback_query(bot: Bot, parameters: Parameters) -> bool:
    text = parameters.text("text")
    if utf16_length(text) > ANSWER_LENGTH:
        raise bad_request("MESSAGE_TOO_LONG")
    bot.answer_query(parameters.text("callback_query_id"), text)
    return True


async def delete_message(bot: Bot, parameters: Parameters) -> bool:
    phone = bot.chat(parameters.text("chat_id"))
    message = phone.message(str(parameters.integer("message_id")))
    if message is None:
        raise bad_request("message to delete not found")
    phone.messages.remove(message)
    phone.tell({"removed": message.id})
    return True


async def get_file(bot: Bot, parameters: Parameters) -> dict[str, Any]:
    key = parameters.text("file_id")
    if not key:
        raise bad_request("file_id not specified")
    file = bot.files.get(key)
    if file is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if len(file.content) > DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    extension = mimetypes.guess_extension(file.mime) or ""
    return {
        "file_id": key,
        "file_unique_id": key[:12],
        "file_size": len(file.content),
        "file_path": f"{FOLDERS[file.kind]}/{key}{extension}",
    }


async def get_chat(bot: Bot, parameters: Parameters) -> dict[str, Any]:
    phone = bot.phones.find("telegram", parameters.text("chat_id"))
    if phone is None or not phone.started:
        raise bad_request("chat not found")
    return bot.private_chat(phone) | {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": _NO_GIFTS}


async def set_my_commands(bot: Bot, parameters: Parameters) -> bool:
    wanted = parameters.json("commands", "can't parse commands JSON object")
    if not isinstance(wanted, list):
        raise bad_request("expected an Array of BotCommand")
    for command in wanted:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", str(command.get("command", "")).removeprefix("/")):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(str(command.get("description", ""))) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    bot.commands = wanted
    return True


async def get_my_commands(bot: Bot, _: Parameters) -> list[dict[str, Any]]:
    return bot.commands


_NO_GIFTS = dict.fromkeys(
    ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
)


METHODS: dict[str, Method] = {
    "getme": get_me,
    "setwebhook": webhook_methods.set_webhook,
    "deletewebhook": webhook_methods.delete_webhook,
    "getwebhookinfo": webhook_methods.get_webhook_info,
    "sendmessage": sending.send_message,
    "senddocument": sending.send_document,
    "sendphoto": sending.send_photo,
    "sendlocation": sending.send_location,
    "sendchataction": send_chat_action,
    "answercallbackquery": answer_callback_query,
    "editmessagetext": sending.edit_message_text,
    "editmessagereplymarkup": sending.edit_message_reply_markup,
    "deletemessage": delete_message,
    "getfile": get_file,
    "getchat": get_chat,
    "setmycommands": set_my_commands,
    "getmycommands": get_my_commands,
}
SENDING = {"sendmessage", "senddocument", "sendphoto", "sendlocation", "editmessagetext", "editmessagereplymarkup"}
