"""Closing a case: which one, with what outcome, and in what words the citizen is told."""

from collections.abc import Awaitable, Callable, Mapping

from nicegui import ui

from bot.billing.decisions import Decision
from bot.cases.case import OUTCOMES
from bot.desk.casebook import CaseLine
from bot.desk.controls import button, notice
from bot.desk.markup import text

LONGEST_TEXT = 1500


class ClosingDialog:
    """`on_close(case id, outcome, text)` is true when the case was closed."""

    def __init__(self, on_close: Callable[[int, str, str], Awaitable[bool]]) -> None:
        self._on_close = on_close
        self._decisions: dict[int, Decision] = {}
        with ui.dialog().props('aria-label="Cerrar caso"') as self._dialog, ui.card().classes("closing"):
            self._title = ui.html("", sanitize=False, tag="h2")
            self._case = (
                ui.select({}, label="Caso", on_change=self._show_decision)
                .props("outlined dense")
                .classes("closing-case")
            )
            self._decision = ui.html("", sanitize=False, tag="p")
            self._outcome = (
                ui.select(dict(OUTCOMES), label="Resultado").props("outlined dense").classes("closing-outcome")
            )
            self._text = (
                ui.textarea("Mensaje para la persona (opcional)")
                .props(f"outlined autogrow maxlength={LONGEST_TEXT} counter")
                .classes("closing-text")
            )
            ui.html(
                "La persona recibe el número del caso, el resultado y este mensaje. "
                "Más adelante se le pregunta si quedó resuelto.",
                sanitize=False,
                tag="p",
            ).classes("closing-hint")
            with ui.element("div").classes("closing-actions"):
                button("Cancelar", self._dialog.close)
                button("Cerrar caso", self._close, "primary confirm-closing")

    def ask(self, cases: list[CaseLine], chosen: CaseLine | None = None) -> None:
        """Ask for the outcome of one of these cases: of the chosen one, unless another is taken."""
        options: Mapping[int, str] = {case.id: f"{case.number} · {case.kind}" for case in cases}
        self._decisions = {case.id: case.decision for case in cases if case.decision}
        self._title.set_content(text(f"Cerrar caso {cases[0].number}" if len(cases) == 1 else "Cerrar caso"))
        self._case.set_options(dict(options), value=(chosen or cases[0]).id)
        self._case.set_visibility(len(cases) > 1)
        self._show_decision()
        self._outcome.value, self._text.value = None, ""
        self._dialog.open()

    def _show_decision(self) -> None:
        """Say what the outcome decides of the chosen case."""
        decision = self._decisions.get(self._case.value)
        self._decision.set_visibility(decision is not None)
        if decision:
            decides = (f"{OUTCOMES[outcome]}: {verdict.note}" for outcome, verdict in decision.verdicts.items())
            self._decision.set_content(text(" ".join((f"{decision.title}: {decision.terms}", *decides))))

    async def _close(self) -> None:
        if not self._outcome.value:
            notice("Elija el resultado del caso.", problem=True)
            return
        if await self._on_close(self._case.value, self._outcome.value, (self._text.value or "").strip()):
            self._dialog.close()
