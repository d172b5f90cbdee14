"""Telegram's keyboards: inline buttons for choices, a reply keyboard that asks for the location or the phone number."""

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from connectors.base import Button, Part

LOCATION_TITLE = "Enviar mi ubicación"
CONTACT_TITLE = "Enviar mi número"
SHORT_TITLE = 14  # two of these fit beside each other on a narrow phone

Keyboard = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove


def keyboard(part: Part) -> Keyboard | None:
    """The keyboard of a part, if it has one; a message carries only one, and choices come first.

    A reply keyboard stays on the screen until a later message takes it away.
    """
    if part.buttons:
        return InlineKeyboardMarkup(
            [[InlineKeyboardButton(b.title, callback_data=b.data) for b in row] for row in _rows(part.buttons)]
        )
    asked = []
    if part.ask_location:
        asked.append([KeyboardButton(LOCATION_TITLE, request_location=True)])
    if part.ask_contact:
        asked.append([KeyboardButton(CONTACT_TITLE, request_contact=True)])
    if asked:
        return ReplyKeyboardMarkup(asked, resize_keyboard=True, one_time_keyboard=True)
    return ReplyKeyboardRemove() if part.ends_request else None


def _rows(buttons: list[Button]) -> list[list[Button]]:
    """Up to three short answers in a row ("Sí", "No"), otherwise one below the other."""
    if len(buttons) <= 3 and all(len(button.title) <= SHORT_TITLE for button in buttons):
        return [buttons]
    return [[button] for button in buttons]
