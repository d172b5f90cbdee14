"""Passing a conversation on: to whom, and what they should know."""

from collections.abc import Awaitable, Callable, Mapping

from nicegui import ui

from bot.desk.controls import button
from bot.desk.queries import Chat

# The queue, among the ids of agents.
ANYBODY = 0
LONGEST_NOTE = 500


class PassingDialog:
    """`on_pass(conversation as it was asked about, agent id or None, note)` is true when it was passed on."""

    def __init__(self, on_pass: Callable[[Chat, int | None, str], Awaitable[bool]]) -> None:
        self._on_pass = on_pass
        self._chat: Chat | None = None
        with ui.dialog().props('aria-label="Pasar la conversación"') as self._dialog, ui.card().classes("closing"):
            ui.html("Pasar la conversación", sanitize=False, tag="h2")
            self._to = ui.select({}, label="A quién").props("outlined dense").classes("passing-to")
            self._note = (
                ui.textarea("Nota para quien la reciba (opcional)")
                .props(f"outlined autogrow maxlength={LONGEST_NOTE} counter")
                .classes("passing-note")
            )
            ui.html("La persona que escribe no ve esta nota.", sanitize=False, tag="p").classes("closing-hint")
            with ui.element("div").classes("closing-actions"):
                button("Cancelar", self._dialog.close)
                button("Pasar", self._pass, "primary confirm-passing")

    def ask(self, chat: Chat, colleagues: Mapping[int, str]) -> None:
        """Ask to whom of these agents, by id, or to whoever takes it. Below the dialog another one may be opened."""
        self._chat = chat
        self._to.set_options({ANYBODY: "En espera, para quien la tome"} | dict(colleagues), value=ANYBODY)
        self._note.value = ""
        self._dialog.open()

    async def _pass(self) -> None:
        if self._chat and await self._on_pass(self._chat, self._to.value or None, self._note.value or ""):
            self._dialog.close()
