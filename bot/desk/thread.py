"""The messages of one conversation, as the middle of the desk shows them."""

from collections.abc import Iterator

from nicegui import ui

from bot import media
from bot.desk import files, words
from bot.desk.controls import Handler, button
from bot.desk.icons import channel_icon, icon
from bot.desk.keyed import Item, KeyedList
from bot.desk.markup import Html, join, tag
from bot.desk.queries import Chat, Line


class Thread:
    """The messages, oldest first; the page keeps to its end while the agent is there (see static/desk.js)."""

    def __init__(self, on_earlier: Handler) -> None:
        with ui.element("div").classes("thread-box"):
            with (
                ui.element("div")
                .classes("thread")
                .props('role=log aria-live=polite aria-label="Mensajes" tabindex=0') as self._box
            ):
                self._earlier = button("Ver mensajes anteriores", on_earlier, "quiet earlier")
                with ui.element("div").classes("lines") as lines:
                    pass
            self._lines = KeyedList(lines)
            ui.html(join("Mensajes nuevos ", icon("down")), sanitize=False, tag="button").classes("btn to-end").props(
                "type=button hidden data-to-end"
            )

    def show(self, chat: Chat) -> None:
        """Show a conversation's messages."""
        self._earlier.set_visibility(chat.has_earlier)
        self._lines.show(_items(chat))
        if self._box.props.get("data-shown") != str(chat.id):
            self._box.props["data-shown"] = str(chat.id)


def _items(chat: Chat) -> Iterator[Item]:
    day = ""
    for line in chat.lines:
        new_day = words.day(line.created_at)
        yield Item(
            key=f"{chat.id}/{line.id}",
            html=join(tag("p", new_day, cls="day") if new_day != day else None, _bubble(line, chat)),
            cls=f"line {'from-citizen' if line.direction == 'in' else 'from-office'} by-{line.author}",
        )
        day = new_day


def _bubble(line: Line, chat: Chat) -> Html:
    return tag(
        "div",
        tag("p", _author(line), _by_channel(line, chat), cls="by"),
        tag("p", "Responde a: ", tag("q", line.quotes), cls="extra quoted") if line.quotes else None,
        tag("p", line.body, cls="text") if line.body else None,
        *_extras(line),
        tag("p", _state(line), cls="meta"),
        cls="bubble",
    )


def _by_channel(line: Line, chat: Chat) -> Html:
    """The channel of a message, with its drawing where the citizen has several; and where the citizen came from."""
    drawing = channel_icon(chat.channel) if chat.has_others else None
    came_from = line.content.get("came_from")
    said = f", viene de {words.channel(came_from)}" if came_from else ""
    return tag("span", " · ", drawing, " " if drawing else None, words.channel(chat.channel), said, cls="by-channel")


def _author(line: Line) -> str:
    return (
        line.agent_name if line.author == "agent" and line.agent_name else words.AUTHORS.get(line.author, line.author)
    )


def _extras(line: Line) -> Iterator[Html]:
    content = line.content
    if line.kind == "location" and content.get("latitude") is not None:
        yield tag("p", f"Ubicación: {content['latitude']:.5f}, {content['longitude']:.5f}", cls="extra")
    for said in words.details(line.details):
        yield tag("p", said, cls="extra")
    for file in line.files:
        yield files.file(file)
    if not line.body and line.kind in words.KINDS and line.kind not in {"location", "media"}:
        yield tag("p", words.KINDS[line.kind], cls="extra")
    document = content.get("document")
    if document and document["mime"] in files.SHOWN:
        yield files.picture(document["media_id"], "Foto que se envió")
    elif document:
        yield tag(
            "a",
            document["name"],
            cls="extra file",
            href=media.link(document["media_id"]),
            target="_blank",
            rel="noopener",
        )
    choices = content.get("choices") or ()
    if choices:
        yield tag("p", *(tag("span", choice["title"], cls="choice") for choice in choices), cls="choices")


def _state(line: Line) -> Html:
    edited = " · editado" if line.content.get("edited_at") else ""
    keyed = " · en el teclado" if line.kind == "keys" else ""
    said = [words.clock_time(line.created_at), edited, keyed]
    if line.direction == "in" or not line.status:
        return join(*said)
    status = words.STATUSES.get(line.status, line.status)
    failed = line.status == "failed"
    reason = words.failure(line.error) if failed else words.held(line.error) if line.status == "held" else ""
    return join(
        *said,
        " · ",
        tag("span", icon("alert") if failed else None, status, cls=f"status status-{line.status}"),
        tag("span", f": {reason}", cls="status-reason" if failed else None) if reason else None,
    )
