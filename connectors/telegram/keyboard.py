"""Telegram's keyboards: inline buttons for choices, a reply keyboard that asks for the location."""

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton, ReplyKeyboardMarkup

from connectors.base import Button, Part

LOCATION_TITLE = "Enviar mi ubicación"
SHORT_TITLE = 14  # two of these fit beside each other on a narrow phone


def keyboard(part: Part) -> InlineKeyboardMarkup | ReplyKeyboardMarkup | None:
    """The keyboard of a part, if it has one; a message carries only one, and choices come first."""
    if part.buttons:
        return InlineKeyboardMarkup(
            [[InlineKeyboardButton(b.title, callback_data=b.data) for b in row] for row in _rows(part.buttons)]
        )
    if part.ask_location:
        button = KeyboardButton(LOCATION_TITLE, request_location=True)
        return ReplyKeyboardMarkup([[button]], resize_keyboard=True, one_time_keyboard=True)
    return None


def _rows(buttons: list[Button]) -> list[list[Button]]:
    """Up to three short answers in a row ("Sí", "No"), otherwise one below the other."""
    if len(buttons) <= 3 and all(len(button.title) <= SHORT_TITLE for button in buttons):
        return [buttons]
    return [[button] for button in buttons]
