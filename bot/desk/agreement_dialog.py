"""Deciding a citizen's request to pay by instalments: what was asked for, and the words that go with the decision."""

from collections.abc import Awaitable, Callable

from nicegui import ui

from bot.desk.casebook import AgreementLine
from bot.desk.controls import button
from bot.desk.markup import text

LONGEST_TEXT = 1500


class AgreementDialog:
    """`on_decide(agreement id, confirmed, text)` is true when it was decided."""

    def __init__(self, on_decide: Callable[[int, bool, str], Awaitable[bool]]) -> None:
        self._on_decide = on_decide
        self._asked: tuple[int, bool] | None = None
        with ui.dialog().props('aria-label="Acuerdo de pago"') as self._dialog, ui.card().classes("closing"):
            self._title = ui.html("", sanitize=False, tag="h2")
            self._terms = ui.html("", sanitize=False, tag="p")
            self._text = (
                ui.textarea("Mensaje para la persona (opcional)")
                .props(f"outlined autogrow maxlength={LONGEST_TEXT} counter")
                .classes("agreement-text")
            )
            ui.html(
                "La persona recibe la decisión y este mensaje, y el caso se cierra.", sanitize=False, tag="p"
            ).classes("closing-hint")
            with ui.element("div").classes("closing-actions"):
                button("Cancelar", self._dialog.close)
                self._confirm = button("", self._decide, "primary confirm-agreement")

    def ask(self, agreement: AgreementLine, *, confirmed: bool) -> None:
        """Ask whether the agreement is to be confirmed, or refused."""
        wording = "Confirmar acuerdo" if confirmed else "Rechazar acuerdo"
        self._asked = agreement.id, confirmed
        self._title.set_content(text(f"{wording} de pago"))
        self._terms.set_content(text(agreement.terms))
        self._confirm.set_content(text(wording))
        self._text.value = ""
        self._dialog.open()

    async def _decide(self) -> None:
        if self._asked and await self._on_decide(*self._asked, (self._text.value or "").strip()):
            self._dialog.close()
