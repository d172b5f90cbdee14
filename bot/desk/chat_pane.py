"""The middle of the desk: one conversation, what can be done with it, and the answer."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from nicegui import ui

from bot.desk import words
from bot.desk.composer import Composer
from bot.desk.controls import Handler, button
from bot.desk.icons import channel_icon, icon
from bot.desk.markup import Html, join, tag
from bot.desk.queries import Chat
from bot.desk.thread import Thread


@dataclass(frozen=True)
class ChatHandlers:
    """What the buttons of the middle do."""

    take: Handler
    pass_on: Handler
    give_back: Handler
    called: Handler
    close_case: Handler
    back: Handler
    context: Handler
    earlier: Handler
    send: Callable[[str], Awaitable[bool]]
    keep_draft: Callable[[int, str], Awaitable[None]]
    send_file: Callable[[int, bytes, str, str], Awaitable[bool]]


class ChatPane:
    """One conversation, or the advice to choose one."""

    def __init__(self, agent_id: int, handlers: ChatHandlers, *, supervises: bool) -> None:
        self._agent_id, self._supervises = agent_id, supervises
        with ui.element("main").classes("chat").props('aria-label="Conversación"'):
            self._nothing = ui.html(_nothing("Elija una conversación de la lista."), sanitize=False).classes("nothing")
            with ui.element("div").classes("chat-open") as self._open:
                self._head(handlers)
                with ui.element("div").classes("callback").props("role=status") as self._callback:
                    self._owed = ui.html("", sanitize=False, tag="p")
                    self._called = button("Ya llamé", handlers.called)
                self._thread = Thread(handlers.earlier)
                self._composer = Composer(handlers.send, handlers.keep_draft, handlers.send_file)
        self._open.set_visibility(False)

    def _head(self, handlers: ChatHandlers) -> None:
        with ui.element("header").classes("chat-head"):
            button(icon("back"), handlers.back, "icon-only narrow", name="Volver a la lista")
            self._title = ui.html("", sanitize=False).classes("chat-title")
            with ui.element("div").classes("chat-actions"):
                self._take = button("Tomar", handlers.take, "primary")
                self._pass_on = button("Pasar…", handlers.pass_on)
                self._give_back = button("Devolver al asistente", handlers.give_back)
                self._close = button("Cerrar caso", handlers.close_case)
            button(icon("info"), handlers.context, "icon-only middling", name="Datos del ciudadano y sus casos")

    def show(self, chat: Chat, draft: str, *, may_close: bool) -> None:
        """Show a conversation as it is now."""
        mine = chat.owner == "agent" and chat.agent_id == self._agent_id
        self._nothing.set_visibility(False)
        self._open.set_visibility(True)
        self._title.set_content(_title(chat, self._agent_id))
        self._take.set_visibility(chat.owner != "agent")
        self._pass_on.set_visibility(mine or (self._supervises and chat.owner == "agent"))
        self._give_back.set_visibility(mine)
        self._close.set_visibility(mine and may_close)
        owed = chat.telephone.callback if chat.telephone else None
        self._callback.set_visibility(owed is not None)
        self._owed.set_content(_owed(owed or ""))
        self._called.set_visibility(mine)
        self._thread.show(chat)
        self._composer.show(chat, self._agent_id, draft)

    def show_nothing(self, advice: str) -> None:
        """Show no conversation, and why."""
        self._open.set_visibility(False)
        self._nothing.set_content(_nothing(advice))
        self._nothing.set_visibility(True)


def _nothing(advice: str) -> Html:
    return tag("p", advice)


def _owed(number: str) -> Html:
    call = tag("a", number, href=f"tel:{number}") if number else "la persona no dejó su número"
    return join(icon("phone"), " ", tag("strong", "Devolver la llamada: "), call)


def _title(chat: Chat, agent_id: int) -> Html:
    return join(
        tag(
            "h1",
            channel_icon(chat.channel),
            f"{words.channel(chat.channel)} {words.masked(chat.address)}",
            tag("span", icon("alert"), "Emergencia", cls="mark emergency-mark") if chat.emergency else None,
        ),
        tag("p", _owner(chat, agent_id), cls=f"owner owner-{chat.owner}"),
    )


def _owner(chat: Chat, agent_id: int) -> str:
    if chat.owner == "queue":
        return "Espera a una persona"
    if chat.owner == "assistant":
        return "La atiende el asistente"
    return "La atiende usted" if chat.agent_id == agent_id else f"La atiende {chat.agent_name}"
