"""Buttons and short notices of the desk."""

from collections.abc import Awaitable, Callable

from nicegui import ui

from bot.desk.markup import text

Handler = Callable[[], None] | Callable[[], Awaitable[None]]


def button(label: str, on_click: Handler, cls: str = "", *, name: str = "") -> ui.html:
    """A button. `label` may be Html; `name` is what a screen reader says where the label is only a drawing."""
    made = ui.html(text(label), sanitize=False, tag="button").classes(f"btn {cls}").props("type=button")
    if name:
        made.props["aria-label"] = made.props["title"] = name
    return made.on("click", on_click, args=[])


def notice(message: str, *, problem: bool = False) -> None:
    """A notice that goes away by itself and that a screen reader says."""
    ui.notify(
        message,
        position="top",
        color="negative" if problem else "dark",
        timeout=6000 if problem else 3000,
        close_button="Cerrar" if problem else False,
        attrs={"role": "alert" if problem else "status"},
    )
