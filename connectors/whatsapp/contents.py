"""WhatsApp's buttons and lists as content templates of Twilio: one for each form and number of choices.

A template has a variable for everything that differs from message to message, so these few serve every reply. They are
sent only while the citizen's 24 h window is open, and so need no approval.

Source of the limits: https://www.twilio.com/docs/content/twilio-quick-reply and …/twiliolist-picker; of what a variable
may hold: https://www.twilio.com/docs/api/errors/21656.
"""

from collections.abc import Sequence
from typing import Any

from connectors.base import Button, Part
from connectors.text import shorten

MAX_BUTTONS, MAX_ROWS = 3, 10
MAX_BODY = 1024
MAX_BUTTON_TITLE, MAX_ROW_TITLE, MAX_ROW_TEXT = 20, 24, 72
CHOOSE = "Elija una opción:"
OPEN_LIST = "Ver opciones"

Names = Sequence[str]


def names() -> list[str]:
    """Every form with its number of choices, as the setting `whatsapp_contents` names them."""
    forms = [("buttons", MAX_BUTTONS), ("list", MAX_ROWS), ("described", MAX_ROWS)]
    return [f"{form}-{count}" for form, longest in forms for count in range(1, longest + 1)]


def name_for(part: Part) -> str:
    """The form that shows these choices whole: buttons where they are few and short, rows of a list otherwise."""
    buttons = part.buttons
    short = all(len(button.title) <= MAX_BUTTON_TITLE and not button.description for button in buttons)
    if len(buttons) <= MAX_BUTTONS and short and not part.list_button:
        return f"buttons-{len(buttons)}"
    described = any(_row_text(button) for button in buttons)
    return f"{'described' if described else 'list'}-{len(buttons)}"


def variables(part: Part) -> dict[str, str]:
    """What fills the part's form; none is empty, and none has a line break: Twilio takes neither."""
    listed = not name_for(part).startswith("buttons")
    values = {"body": _one_line(part.text) or CHOOSE}
    if listed:
        values["open"] = part.list_button or OPEN_LIST
    for number, button in enumerate(part.buttons, 1):
        values[f"id{number}"] = button.data
        values[f"title{number}"] = shorten(button.title, MAX_ROW_TITLE) if listed else button.title
        if name_for(part).startswith("described"):
            values[f"text{number}"] = _row_text(button) or shorten(button.title, MAX_ROW_TEXT)
    return values


def definition(name: str) -> dict[str, Any]:
    """A form as Twilio's Content API takes it. ValueError for a name that is none of ours."""
    if name not in names():
        raise ValueError(f"{name} is no form of ours: {', '.join(names())}")
    form, _, count = name.partition("-")
    numbers = range(1, int(count) + 1)
    samples = {"body": "¿Qué necesita?"} | ({} if form == "buttons" else {"open": OPEN_LIST})
    for number in numbers:
        samples |= {f"id{number}": f"1:{number - 1}", f"title{number}": f"Opción {number}"}
        if form == "described":
            samples[f"text{number}"] = "Más sobre esta opción"
    return {
        "friendly_name": f"ventanilla_{form}_{count}",
        "language": "es",
        "variables": samples,
        "types": _buttons(numbers) if form == "buttons" else _list(numbers, described=form == "described"),
    }


def _buttons(numbers: Sequence[int]) -> dict[str, Any]:
    actions = [{"type": "QUICK_REPLY", "title": f"{{{{title{n}}}}}", "id": f"{{{{id{n}}}}}"} for n in numbers]
    return {"twilio/quick-reply": {"body": "{{body}}", "actions": actions}}


def _list(numbers: Sequence[int], *, described: bool) -> dict[str, Any]:
    items = [
        {"item": f"{{{{title{n}}}}}", "id": f"{{{{id{n}}}}}"}
        | ({"description": f"{{{{text{n}}}}}"} if described else {})
        for n in numbers
    ]
    return {"twilio/list-picker": {"body": "{{body}}", "button": "{{open}}", "items": items}}


def _row_text(button: Button) -> str:
    """What stands below a row's title: its description, or the whole of a title that was cut."""
    if len(button.title) > MAX_ROW_TITLE:
        return shorten(f"{button.title}. {button.description}" if button.description else button.title, MAX_ROW_TEXT)
    return shorten(button.description, MAX_ROW_TEXT)


def _one_line(text: str) -> str:
    return " ".join(text.split())
