"""Where the agent writes: the draft is kept as it grows, Enter sends, and what stands in the way is said."""

import asyncio
from collections.abc import Awaitable, Callable

from nicegui import ui
from nicegui.events import UploadEventArguments

from bot import clock
from bot.desk.controls import notice
from bot.desk.icons import icon
from bot.desk.markup import Html, join, tag, text
from bot.desk.queries import Chat, Telephone
from bot.formats import moment_text
from bot.messaging import window
from bot.messaging.content import Reply
from bot.settings import settings

DRAFT_SECONDS = 0.4

# The field is emptied in the browser at once, so that what is typed while the message travels is not lost.
TAKE_TEXT = """
const field = document.querySelector('.composer textarea');
const value = field.value;
if (!value.trim()) return;
field.value = '';
field.dispatchEvent(new Event('input', {bubbles: true}));
emit(value);
window.desk.follow();
"""
PICK_FILE = "() => document.querySelector('.composer input[type=file]').click()"
FILES = ".jpg,.jpeg,.png,.pdf,.docx,.xlsx"
NOT_SENT = "El archivo no se envió. Elíjalo de nuevo en la conversación a la que iba."
TOO_LARGE = "Ese archivo no se puede enviar: fotos, PDF, Word o Excel que no sean muy grandes."
ON_ENTER = f"(event) => {{ if (event.shiftKey || event.isComposing) return; event.preventDefault(); {TAKE_TEXT} }}"
ON_CLICK = f"() => {{ {TAKE_TEXT} document.querySelector('.composer textarea').focus(); }}"


class Composer:
    """The field for an answer, and the clip for a file.

    `on_send(text)` is true when it was sent; `on_draft` keeps the draft; `on_file(conversation, data,
    claimed type, name)` sends a file.
    """

    def __init__(
        self,
        on_send: Callable[[str], Awaitable[bool]],
        on_draft: Callable[[int, str], Awaitable[None]],
        on_file: Callable[[int, bytes, str, str], Awaitable[bool]],
    ) -> None:
        self._on_file = on_file
        self._on_send, self._on_draft = on_send, on_draft
        self._chat_id: int | None = None
        self._file_for: int | None = None
        self._kept = ""
        self._saving: asyncio.Task[None] | None = None
        with ui.element("div").classes("composer"):
            self._note = ui.html("", sanitize=False, tag="p").classes("composer-note").props("role=status")
            with ui.element("div").classes("composer-row"):
                self._clip = (
                    ui.html(icon("clip"), sanitize=False, tag="button")
                    .classes("btn icon-only clip")
                    .props('type=button title="Enviar un archivo" aria-label="Enviar un archivo"')
                    .on("click", js_handler=PICK_FILE)
                )
                self._upload = (
                    ui.upload(
                        auto_upload=True,
                        max_file_size=settings().media_max_bytes,
                        on_begin_upload=self._begin_file,
                        on_upload=self._send_file,
                        on_rejected=lambda: notice(TOO_LARGE, problem=True),
                    )
                    .on("failed", self._file_failed, args=[])
                    .on("uploaded", self._file_uploaded, args=[])
                    .props(f'accept="{FILES}"')
                    .classes("hidden-upload")
                )
                self._field = (
                    ui.textarea()
                    .props('autogrow borderless dense rows=1 maxlength=4000 aria-label="Mensaje para la persona"')
                    .classes("composer-field")
                    .on("keydown.enter", lambda event: self._send(str(event.args)), js_handler=ON_ENTER)
                    .on_value_change(lambda event: self._typed(event.value or ""))
                )
                self._button = (
                    ui.html(join(icon("send"), tag("span", "Responder")), sanitize=False, tag="button")
                    .classes("btn primary send")
                    .props('type=button title="Enviar (Entrar)"')
                    .on("click", lambda event: self._send(str(event.args)), js_handler=ON_CLICK)
                )

    def show(self, chat: Chat, agent_id: int, draft: str) -> None:
        """Show a conversation's state and draft. What the agent is typing is not touched."""
        if chat.id != self._chat_id:
            self._flush()
            if self._chat_id is not None:
                # A file that still travels was chosen for the conversation before.
                self._upload.reset()
            self._chat_id, self._kept = chat.id, draft
            self._field.value = draft
        elif draft != self._kept and (self._field.value or "") == self._kept:
            # Sent or changed in another tab of the same agent.
            self._kept = draft
            self._field.value = draft
        problem, note = _state(chat, agent_id)
        self._field.set_enabled(not problem)
        self._field.props["placeholder"] = "Escriba su respuesta…" if not problem else ""
        self._button.props["disabled"] = self._clip.props["disabled"] = problem
        self._note.set_content(note)
        self._note.set_visibility(bool(note))

    def _typed(self, value: str) -> None:
        if value == self._kept:
            return
        if self._saving:
            self._saving.cancel()
        self._saving = asyncio.create_task(self._save_soon(value))

    async def _save_soon(self, value: str) -> None:
        await asyncio.sleep(DRAFT_SECONDS)
        await self._save(value)

    async def _save(self, value: str) -> None:
        if self._chat_id is not None:
            self._kept = value
            await self._on_draft(self._chat_id, value)

    def _flush(self) -> None:
        """Keep at once what still waits to be kept: another conversation comes into the field."""
        value = self._field.value or ""
        if self._saving and not self._saving.done():
            self._saving.cancel()
            self._saving = None
            if self._chat_id is not None and value != self._kept:
                self._saving = asyncio.create_task(self._on_draft(self._chat_id, value))  # type: ignore[arg-type]

    def _begin_file(self) -> None:
        """A file begins to arrive: it is for the conversation that is shown now, whichever is when it has arrived."""
        self._file_for = self._chat_id

    async def _send_file(self, event: UploadEventArguments) -> None:
        conversation_id = self._file_for
        if event.file.size() > settings().media_max_bytes:
            notice(TOO_LARGE, problem=True)
        elif conversation_id is not None:
            await self._on_file(conversation_id, await event.file.read(), event.file.content_type, event.file.name)

    def _file_uploaded(self) -> None:
        """Make room for the next file, without stopping one that already travels."""
        self._upload.run_method("removeUploadedFiles")

    def _file_failed(self) -> None:
        """It did not arrive, whatever was in its way; the clip takes no other one before this one is removed."""
        self._upload.run_method("removeQueuedFiles")
        notice(NOT_SENT, problem=True)

    async def _send(self, value: str) -> None:
        if self._saving:
            self._saving.cancel()
        self._kept = ""
        if not await self._on_send(value):
            self._field.value = value + (self._field.value or "")
            await self._save(self._field.value)


def _state(chat: Chat, agent_id: int) -> tuple[bool, Html]:
    """Whether the agent may not write, and what to know before writing."""
    if chat.owner != "agent":
        waiting = "Esta conversación espera a una persona." if chat.owner == "queue" else "La atiende el asistente."
        return True, text(f"{waiting} Tómela para escribir.")
    if chat.agent_id != agent_id:
        return True, text(f"La atiende {chat.agent_name}.")
    if chat.unreachable:
        return False, text("La persona ya no recibe mensajes por este canal: puede que su respuesta no llegue.")
    if chat.opted_out:
        return False, text("La persona pidió no recibir avisos. Puede responder a lo que preguntó.")
    if chat.telephone:
        return False, _telephone(chat.telephone)
    return False, _window(chat)


def _telephone(telephone: Telephone) -> Html:
    if telephone.in_call:
        return text("La persona está en la línea: lo que escriba se le dice en voz alta en su próximo turno.")
    if telephone.gets_texts:
        return text("La llamada terminó: su respuesta le llega por SMS.")
    return join(icon("alert"), "La llamada terminó y a este número no le llegan mensajes: devuelva la llamada.")


def _window(chat: Chat) -> Html:
    """Until when the channel takes what the agent writes; later, what will be sent instead."""
    closes = window.closes_at(chat.channel, chat.last_inbound_at)
    if closes is None:
        return text("")
    if clock.now() < closes:
        hours = (closes - clock.now()).total_seconds() / 3600
        left = "menos de una hora" if hours < 1 else f"{int(hours)} h"
        return text(f"WhatsApp: puede escribir hasta {moment_text(closes)} (quedan {left}).")
    template = window.template_for(chat.channel, Reply())
    if template is None:
        return join(
            icon("alert"),
            "Fuera de la ventana de 24 h: su mensaje quedará en espera y saldrá cuando la persona escriba.",
        )
    after = " Su mensaje saldrá cuando la persona responda." if template.announces else ""
    return join(icon("alert"), f"Fuera de la ventana de 24 h: se enviará la plantilla «{template.part.text}»{after}")
