"""Deciding what a case asks for: what it is, and the words that go with the decision."""

from collections.abc import Awaitable, Callable

from nicegui import ui

from bot.desk.casebook import CaseLine
from bot.desk.controls import button
from bot.desk.markup import text

LONGEST_TEXT = 1500


class DecisionDialog:
    """`on_decide(case id, outcome, text)` is true when it was decided."""

    def __init__(self, on_decide: Callable[[int, str, str], Awaitable[bool]]) -> None:
        self._on_decide = on_decide
        self._asked: tuple[int, str] | None = None
        with ui.dialog().props('aria-label="Decisión"') as self._dialog, ui.card().classes("closing"):
            self._title = ui.html("", sanitize=False, tag="h2")
            self._terms = ui.html("", sanitize=False, tag="p")
            self._text = (
                ui.textarea("Mensaje para la persona (opcional)")
                .props(f"outlined autogrow maxlength={LONGEST_TEXT} counter")
                .classes("decision-text")
            )
            ui.html(
                "La persona recibe la decisión y este mensaje, y el caso se cierra.", sanitize=False, tag="p"
            ).classes("closing-hint")
            with ui.element("div").classes("closing-actions"):
                button("Cancelar", self._dialog.close)
                self._confirm = button("", self._decide, "primary confirm-decision")

    def ask(self, case: CaseLine, outcome: str) -> None:
        """Ask whether what the case waits for is to be decided so, which closes it with the outcome."""
        if case.decision is None:
            return
        self._asked = case.id, outcome
        self._title.set_content(text(case.decision.title))
        self._terms.set_content(text(case.decision.terms))
        self._confirm.set_content(text(case.decision.verdicts[outcome].button))
        self._text.value = ""
        self._dialog.open()

    async def _decide(self) -> None:
        if self._asked and await self._on_decide(*self._asked, (self._text.value or "").strip()):
            self._dialog.close()
