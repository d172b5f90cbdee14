"""The left of the desk: who waits, my conversations, and those that the assistant has."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from nicegui import ui

from bot.desk import words
from bot.desk.controls import button
from bot.desk.icons import channel_icon, icon
from bot.desk.keyed import Item, KeyedList
from bot.desk.markup import Html, join, tag, text
from bot.desk.queries import Board, Row

ROWS_AT_ONCE = 50
SEARCH = "Buscar caso, teléfono o cuenta"


class Shelf:
    """One list with its heading, its count, and more of it on demand. One that folds starts folded on a wide screen."""

    def __init__(
        self, key: str, title: str, empty: str, on_more: Callable[[], None] | None = None, *, folds: bool = False
    ) -> None:
        self._key, self._folds = key, folds
        self.limit = ROWS_AT_ONCE
        self._title, self._empty, self._on_more = title, empty, on_more
        with ui.element("section").classes(f"shelf shelf-{key}").props(f'aria-label="{title}"'):
            self._heading = ui.html("", sanitize=False, tag="h2")
            with ui.element("div").classes("rows"):
                rows = ui.element("div")
                self._rows = KeyedList(rows, tag="a")
                self._note = ui.html("", sanitize=False, tag="p").classes("shelf-note")
                self._more = button("Mostrar más", self._show_more, "quiet more")

    def show(self, rows: Sequence[Row], count: int, open_id: int | None, mark: str | None = None) -> None:
        """Show these rows out of `count`; `mark` is a word of warning beside the heading."""
        title = (
            tag("button", self._title, type="button", title="Mostrar u ocultar", data_fold=self._key)
            if self._folds
            else self._title
        )
        self._heading.set_content(
            join(title, tag("span", str(count), cls="count"), tag("span", mark, cls="alarm") if mark else None)
        )
        self._rows.show(_item(row, row.id == open_id) for row in rows)
        self._note.set_content(text("" if count else self._empty))
        self._note.set_visibility(not count)
        self._more.set_visibility(self._on_more is not None and count > len(rows))

    def _show_more(self) -> None:
        self.limit += ROWS_AT_ONCE
        if self._on_more:
            self._on_more()


class Lists:
    """The lists; on a narrow screen one at a time, chosen by tabs. A supervisor sees what the other agents have too."""

    def __init__(
        self,
        agent_id: int,
        on_more: Callable[[], None],
        on_search: Callable[[str], Awaitable[None]],
        *,
        supervises: bool = False,
    ) -> None:
        self._agent_id = agent_id
        self._found: list[Row] = []
        self._open_id: int | None = None
        with ui.element("nav").classes("lists").props('aria-label="Conversaciones"') as self._nav:
            self._field: ui.input = (
                ui.input(placeholder=SEARCH)
                .props(f'dense borderless clearable debounce=250 type=search maxlength=60 aria-label="{SEARCH}"')
                .classes("search")
                .on_value_change(lambda event: on_search(event.value or ""))
                .on("keydown.escape", self._clear, args=[])
            )
            self.found = Shelf("found", "Resultados", "Nada con ese número. Escríbalo completo o sus últimas 4 cifras.")
            self._tabs = ui.html("", sanitize=False).classes("tabs")
            self.waiting = Shelf("waiting", "En espera", "Nadie espera en este momento.", on_more)
            self.mine = Shelf("mine", "Mis conversaciones", "Tome una conversación de las que esperan.")
            self.others = (
                Shelf("others", "Con otros agentes", "Nadie más tiene conversaciones.", folds=True)
                if supervises
                else None
            )
            self.assistant = Shelf(
                "assistant", "Con el asistente", "Todavía no hay conversaciones.", on_more, folds=True
            )

    def show(self, board: Board, open_id: int | None) -> None:
        """Show the lists as they are now."""
        self._open_id = open_id
        mine = self._own(board.mine.get(self._agent_id, []))
        self.found.show(self._found, len(self._found), open_id)
        self.waiting.show(
            board.waiting[: self.waiting.limit],
            len(board.queue),
            open_id,
            _emergencies(len(board.emergencies)),
        )
        self.mine.show(mine, len(mine), open_id)
        self.assistant.show(board.assistant[: self.assistant.limit], board.assistant_count, open_id)
        others = [row for agent_id, rows in board.mine.items() if agent_id != self._agent_id for row in rows]
        if self.others:
            self.others.show([replace(row, unread=0) for row in others], len(others), open_id)
        unread = sum(row.unread for row in mine)
        self._tabs.set_content(_tabs(board, len(mine), unread, len(others) if self.others else None))

    def show_found(self, said: str, rows: Sequence[Row]) -> None:
        """Show what was found instead of the lists; the lists again when nothing is asked for, or no longer this."""
        if said != (self._field.value or ""):
            return
        self._nav.classes(add="searching") if said else self._nav.classes(remove="searching")
        self._found = self._own(rows)
        self.found.show(self._found, len(self._found), self._open_id)

    def _clear(self) -> None:
        self._field.value = ""

    def _own(self, rows: Sequence[Row]) -> list[Row]:
        """The rows, with the name of who has them where that is somebody else."""
        return [replace(row, agent_name="") if row.agent_id == self._agent_id else row for row in rows]


def _emergencies(count: int) -> str | None:
    if not count:
        return None
    return "Emergencia" if count == 1 else f"{count} emergencias"


def _tabs(board: Board, mine: int, unread: int, others: int | None) -> Html:
    return join(
        _tab("waiting", "En espera", len(board.queue), "alarm" if board.emergencies else ""),
        _tab("mine", "Mías", mine, "unread" if unread else ""),
        _tab("others", "Otros", others, "") if others is not None else None,
        _tab("assistant", "Asistente", board.assistant_count, ""),
    )


def _tab(key: str, label: str, count: int, state: str) -> Html:
    return tag("button", label, " ", tag("span", str(count), cls=f"count {state}"), type="button", data_tab=key)


def _item(row: Row, is_open: bool) -> Item:
    state = f"{' emergency' if row.emergency else ''}{' unread' if row.unread else ''}{' open' if is_open else ''}"
    return Item(
        key=str(row.id),
        html=_row(row),
        cls=f"entry{state}",
        attributes=(
            ("href", f"/c/{row.id}"),
            ("data-conversation", str(row.id)),
            ("aria-current", "page" if is_open else "false"),
        ),
    )


def _row(row: Row) -> Html:
    waits = row.owner == "queue"
    head = tag(
        "span",
        channel_icon(row.channel),
        tag("span", words.channel(row.channel), " ", words.masked(row.address), cls="entry-name"),
        tag("span", _time(row), cls="entry-time"),
        cls="entry-head",
    )
    return join(head, _marks(row, waits), _line(row, waits))


def _time(row: Row) -> str:
    """How long somebody has waited for a person, or for an answer of the one who has the conversation; else when it
    was last written in.
    """
    waits = row.owner == "queue" or (row.owner == "agent" and row.last_author == "citizen")
    if not waits:
        return words.short_time(row.at)
    ago = words.ago(row.at)
    return ago if ago == "ahora" else f"espera {ago}"


def _marks(row: Row, waits: bool) -> Html | None:
    emergency = tag("span", icon("alert"), "Emergencia", cls="mark emergency-mark") if row.emergency else None
    reason = tag("span", words.reason(row.reason), cls="mark") if waits and row.reason and not emergency else None
    agent = tag("span", row.agent_name, cls="mark agent-mark") if row.agent_name else None
    return tag("span", emergency, reason, agent, cls="entry-marks") if emergency or reason or agent else None


def _line(row: Row, waits: bool) -> Html:
    summary = row.summary.removeprefix(f"{words.reason(row.reason)}.").strip() if waits else ""
    agent = "Usted" if row.owner == "agent" and not row.agent_name else "Agente"
    who = {"agent": f"{agent}: ", "assistant": "Asistente: ", "system": "Aviso: "}.get(row.last_author, "")
    said = summary or f"{who}{row.last_text or words.KINDS['media']}"
    unread = tag("span", str(row.unread), tag("span", " sin leer", cls="sr"), cls="badge") if row.unread else None
    return tag("span", tag("span", " ".join(said.split())[:140], cls="entry-text"), unread, cls="entry-line")
