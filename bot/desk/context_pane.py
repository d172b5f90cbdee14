"""The right of the desk: the citizen, what was said at hand-over, and the cases."""

from collections.abc import Awaitable, Callable, Iterator
from functools import partial

from nicegui import ui

from bot import clock
from bot.desk import files, words
from bot.desk.casebook import CaseLine, Context, Elsewhere
from bot.desk.controls import Handler, button
from bot.desk.icons import channel_icon, icon
from bot.desk.markup import Html, join, tag
from bot.formats import counted, short_date
from bot.settings import settings

SOON_DAYS = 3


class ContextPane:
    """Drawn again when what it shows has changed, and only then."""

    def __init__(
        self,
        *,
        on_back: Handler,
        on_close: Callable[[CaseLine], None],
        on_follow_up: Callable[[int], Awaitable[None]],
        on_decide: Callable[[CaseLine, str], None],
    ) -> None:
        self._on_close, self._on_follow_up, self._on_decide = on_close, on_follow_up, on_decide
        self._shown: tuple[Context, bool] | None = None
        with ui.element("aside").classes("context").props('aria-label="Ciudadano y casos"'):
            button(join(icon("back"), "Volver a la conversación"), on_back, "quiet context-back")
            with ui.element("div").classes("context-parts") as self._parts:
                pass

    def show(self, context: Context | None, *, may_act: bool = False) -> None:
        """Show a citizen; None shows nothing. `may_act`: whether the agent has the conversation."""
        wanted = (context, may_act) if context else None
        if wanted == self._shown:
            return
        self._shown = wanted
        self._parts.clear()
        if context:
            with self._parts:
                self._draw(context, may_act=may_act)

    def _draw(self, context: Context, *, may_act: bool) -> None:
        ui.html(_person(context), sanitize=False, tag="section").classes("context-part")
        if context.elsewhere:
            ui.html(_elsewhere(context), sanitize=False, tag="section").classes("context-part")
        if context.summary or context.reason:
            ui.html(_hand_over(context), sanitize=False, tag="section").classes("context-part")
        earlier = [case for case in context.cases if not case.is_open]
        self._cases("Casos abiertos", context.open_cases, "No hay casos abiertos.", may_act=may_act)
        if earlier:
            self._cases("Casos anteriores", earlier, "", may_act=may_act)

    def _cases(self, title: str, cases: list[CaseLine], empty: str, *, may_act: bool) -> None:
        with ui.element("section").classes("context-part"):
            ui.html(title, sanitize=False, tag="h2")
            if not cases:
                ui.html(empty, sanitize=False, tag="p").classes("shelf-note")
            for case in cases:
                with ui.element("article").classes("case"):
                    ui.html(_case(case), sanitize=False)
                    self._case_buttons(case, may_act=may_act)

    def _case_buttons(self, case: CaseLine, *, may_act: bool) -> None:
        if case.decision and may_act:
            for outcome, verdict in case.decision.verdicts.items():
                button(verdict.button, partial(self._on_decide, case, outcome))
        if case.is_open and may_act:
            button("Cerrar este caso", partial(self._on_close, case))
        if case.follow_up_waits and settings().demo:
            button("Enviar seguimiento ahora", lambda: self._on_follow_up(case.id))


def _person(context: Context) -> Html:
    identity = f"Cuenta {context.account}, verificada" if context.account else "Sin verificar"
    rows = [
        ("Canal", join(channel_icon(context.channel), " ", words.channel(context.channel))),
        *([(f"Nombre en {words.channel(context.channel)}", context.name)] if context.name else []),
        ("Dirección", words.masked(context.address)),
        ("Identidad", identity),
        ("Escribe desde", short_date(clock.local(context.since).date())),
    ]
    return join(
        tag("h2", "Ciudadano"),
        tag("dl", *(piece for label, value in rows for piece in (tag("dt", label), tag("dd", value)))),
    )


def _elsewhere(context: Context) -> Html:
    known = [one for one in context.elsewhere if not one.by_number]
    same_number = [one for one in context.elsewhere if one.by_number]
    return join(
        _conversations("También escribe por", known) if known else None,
        _conversations("Del mismo teléfono", same_number) if same_number else None,
    )


def _conversations(title: str, listed: list[Elsewhere]) -> Html:
    return join(
        tag("h2", title),
        *(
            tag(
                "a",
                channel_icon(one.channel),
                tag("span", f"{words.channel(one.channel)} {words.masked(one.address)}", cls="elsewhere-name"),
                tag("span", words.short_time(one.at), cls="entry-time"),
                cls="elsewhere",
                href=f"/c/{one.conversation_id}",
            )
            for one in listed
        ),
    )


def _hand_over(context: Context) -> Html:
    return join(
        tag("h2", "Resumen de la entrega"),
        tag("p", words.reason(context.reason), cls=_mark(context.reason)) if context.reason else None,
        tag("p", context.summary, cls="said") if context.summary else None,
    )


def _mark(reason: str) -> str:
    return "mark emergency-mark" if reason in {"emergency", "self_harm"} else "mark"


def _case(case: CaseLine) -> Html:
    return join(
        tag(
            "p", tag("span", case.number, cls="case-number"), tag("span", case.state, cls="case-state"), cls="case-head"
        ),
        tag("p", f"{case.kind} · radicado el {short_date(case.filed_on)}"),
        *_deadline(case),
        tag("p", case.description) if case.description else None,
        *(tag("p", files.link(file)) for file in case.files),
        tag("p", f"{case.decision.title}: {case.decision.terms}") if case.decision else None,
        tag("p", f"Resultado: {case.outcome}") if case.outcome else None,
        tag("p", case.follow_up) if case.follow_up else None,
    )


def _deadline(case: CaseLine) -> Iterator[Html]:
    if case.due_on is None or case.days_left is None:
        return
    left = case.days_left
    state = " late" if left < 0 else " soon" if left <= SOON_DAYS else ""
    if left < 0:
        said = f"venció hace {counted(-left, 'día hábil', 'días hábiles')}"
    elif left == 0:
        said = "vence hoy"
    else:
        said = f"{'queda' if left == 1 else 'quedan'} {counted(left, 'día hábil', 'días hábiles')}"
    yield tag("p", f"Fecha límite: {short_date(case.due_on)} ({said})", cls=f"due{state}")
