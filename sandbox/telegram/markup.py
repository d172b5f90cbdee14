"""Keyboards: what `reply_markup` may hold, checked as the real server checks it."""

from dataclasses import dataclass, field
from typing import Any

from sandbox.phone import Button
from sandbox.telegram.errors import bad_request
from sandbox.telegram.parameters import Parameters

DATA_BYTES = 64
INLINE_BUTTONS = 100
REPLY_BUTTONS = 300
SUPPORTED = ("callback_data", "url")


@dataclass
class Markup:
    """A parsed `reply_markup`. `keyboard` is None when the reply keyboard stays as it is, [] when it goes away."""

    inline: list[list[Button]] = field(default_factory=list)
    raw: dict[str, Any] | None = None
    keyboard: list[list[Button]] | None = None
    once: bool = False


def parse_markup(parameters: Parameters) -> Markup:
    """The keyboard of a call; TelegramError when the real server would refuse it."""
    value = parameters.json("reply_markup", "can't parse reply keyboard markup JSON object")
    if value is None:
        return Markup()
    if not isinstance(value, dict):
        raise bad_request("object expected as reply markup")
    if value.get("keyboard"):
        return Markup(keyboard=_reply_rows(value["keyboard"]), once=bool(value.get("one_time_keyboard")))
    if value.get("inline_keyboard"):
        rows, raw = _inline_rows(value["inline_keyboard"])
        return Markup(inline=rows, raw={"inline_keyboard": raw} if rows else None)
    return Markup(keyboard=[] if value.get("remove_keyboard") else None)


def _inline_rows(rows: Any) -> tuple[list[list[Button]], list[list[dict[str, Any]]]]:
    if not _is_array_of_arrays(rows):
        raise bad_request('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    if sum(len(row) for row in rows) > INLINE_BUTTONS:
        raise bad_request("reply markup is too long")
    filled = [row for row in rows if row]
    return [[_inline_button(button) for button in row] for row in filled], filled


def _inline_button(button: Any) -> Button:
    refused = "can't parse inline keyboard button: "
    if not isinstance(button, dict):
        raise bad_request(refused + "InlineKeyboardButton must be an Object")
    title, data, url = button.get("text"), button.get("callback_data"), button.get("url")
    if not isinstance(title, str):
        raise bad_request(refused + 'Can\'t find field "text"')
    if not title.strip():
        raise bad_request("BUTTON_TEXT_INVALID")
    if url:
        if not str(url).startswith(("http://", "https://", "tg://")):
            raise bad_request("BUTTON_URL_INVALID")
        return Button(title, str(url), "link")
    if not data:
        raise bad_request(refused + "Text buttons are unallowed in the inline keyboard")
    if len(str(data).encode()) > DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    return Button(title, str(data), "inline")


def _reply_rows(rows: Any) -> list[list[Button]]:
    if not _is_array_of_arrays(rows):
        raise bad_request('field "keyboard" must be an Array of Arrays')
    if sum(len(row) for row in rows) > REPLY_BUTTONS:
        raise bad_request("reply markup is too long")
    return [[_reply_button(button) for button in row] for row in rows if row]


def _reply_button(button: Any) -> Button:
    refused = "can't parse keyboard button: "
    if isinstance(button, str):
        return Button(button, "", "reply")
    if not isinstance(button, dict):
        raise bad_request(refused + "KeyboardButton must be a String or an Object")
    if not isinstance(button.get("text"), str):
        raise bad_request(refused + 'Can\'t find field "text"')
    if button.get("request_location"):
        return Button(button["text"], "", "location")
    if button.get("request_contact"):
        return Button(button["text"], "", "contact")
    return Button(button["text"], "", "reply")


def _is_array_of_arrays(rows: Any) -> bool:
    return isinstance(rows, list) and all(isinstance(row, list) for row in rows)
