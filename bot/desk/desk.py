"""One agent's desk in one browser tab. It keeps only what a reload builds again."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from nicegui import Client, ui

from bot.database import transaction
from bot.desk import actions, agents, casebook, place, queries, search
from bot.desk.casebook import CaseLine, Context
from bot.desk.chat_pane import ChatHandlers, ChatPane
from bot.desk.closing_dialog import ClosingDialog
from bot.desk.context_pane import ContextPane
from bot.desk.controls import notice
from bot.desk.decision_dialog import DecisionDialog
from bot.desk.lists import Lists
from bot.desk.live import RETRY_SECONDS, live
from bot.desk.login_session import LoggedIn
from bot.desk.news import News
from bot.desk.passing_dialog import PassingDialog
from bot.desk.queries import MESSAGES_AT_ONCE, Board, Chat
from bot.desk.top import top_bar

log = logging.getLogger(__name__)


class Desk:
    """Build with `build`, then `open` a conversation; `show` brings it up to date."""

    def __init__(self, client: Client, who: LoggedIn) -> None:
        self.client, self.who = client, who
        self.waiting_limit = self.assistant_limit = 0
        self._chat: Chat | None = None
        self._context: Context | None = None
        self._open_id: int | None = None
        self._from_seq: int | None = None
        self._news: News | None = None
        self._busy = False
        self._gone = self._troubled = False
        self._visible = True

    def build(self) -> None:
        """Draw the empty desk."""
        with ui.element("div").classes("desk view-list") as self._root:
            top_bar(self.who)
            self._lists = Lists(self.who.agent_id, self._more, self._search, supervises=self.who.supervisor)
            self._pane = ChatPane(self.who.agent_id, self._handlers(), supervises=self.who.supervisor)
            self._context_pane = ContextPane(
                on_back=lambda: self._look_at("chat"),
                on_follow_up=self._send_follow_up,
                on_close=self._ask_closing,
                on_decide=self._ask_deciding,
            )
        self._closing = ClosingDialog(self._close_case)
        self._decision = DecisionDialog(self._close_case)
        self._passing = PassingDialog(self._pass_on)
        ui.on("desk_open", lambda event: self.open(_number(event.args)))
        ui.on("desk_visible", lambda event: self._set_visible(bool(event.args)))
        self._more()

    def _handlers(self) -> ChatHandlers:
        return ChatHandlers(
            take=self._take,
            pass_on=self._ask_passing,
            give_back=self._give_back,
            called=self._called,
            close_case=self._ask_closing,
            back=lambda: self._go(None),
            context=lambda: self._look_at("context"),
            earlier=self._earlier,
            send=self._send,
            keep_draft=self._keep_draft,
            send_file=self._send_file,
        )

    async def open(self, conversation_id: int | None) -> None:
        """Show a conversation, or the list alone."""
        self._open_id, self._from_seq = conversation_id, None
        self._look_at("chat" if conversation_id else "list")
        if conversation_id is None:
            self._chat = self._context = None
            self._pane.show_nothing("Elija una conversación de la lista.")
            self._context_pane.show(None)
        elif self._chat is None:
            self._pane.show_nothing("Abriendo la conversación…")
        await self._safely(self._read)
        await self._safely(self._read_lists)

    async def show(self, board: Board, changed: set[int] | None) -> None:
        """Bring the lists up to date, and the open conversation if it may have changed."""
        if self._gone:
            return
        with self.client:
            if self._open_id is not None and (changed is None or self._open_id in changed):
                await self._safely(self._read)
            self._show_lists(board)

    def log_out(self) -> None:
        """Leave for the login page."""
        if not self._gone:
            with self.client:
                ui.navigate.to("/login")
            self.close()

    def reload(self) -> None:
        """Begin anew, with what the agent may do now."""
        if not self._gone:
            with self.client:
                ui.navigate.reload()
            self.close()

    def close(self) -> None:
        """The tab is gone."""
        self._gone = True
        live().leave(self)

    async def _read(self) -> None:
        wanted = self._open_id
        if wanted is None:
            return
        async with transaction() as session:
            chat = await queries.chat(session, wanted, from_seq=self._from_seq)
            draft, seen = await place.left_off(session, agent_id=self.who.agent_id, conversation_id=wanted)
            context = await casebook.context(session, wanted) if chat else None
        if wanted != self._open_id or self._gone:
            return
        self._chat, self._context = chat, context
        if chat is None or context is None:
            self._pane.show_nothing("Esta conversación no existe.")
            self._context_pane.show(None)
            return
        # What is shown stays shown: new messages come below it, and push nothing out at the top.
        self._from_seq = chat.lines[0].seq if chat.lines else None
        mine = self._is_mine(chat)
        self._pane.show(chat, draft, may_close=bool(context.open_cases))
        self._context_pane.show(context, may_act=mine)
        await self._see(chat, seen)

    async def _see(self, chat: Chat, seen: int) -> None:
        if self._visible and self._is_mine(chat) and chat.last_seq > seen:
            await actions.see(self.who, chat.id, chat.last_seq)
            live().note(chat.id)

    async def _read_lists(self) -> None:
        self._show_lists(await live().board())

    def _show_lists(self, board: Board) -> None:
        if self._gone:
            return
        self._lists.show(board, self._open_id)
        news = News.of(board, self.who.agent_id)
        ui.page_title(news.title)
        if self._news and news.rings_after(self._news):
            ui.run_javascript(f"window.desk.ring({str(news.alarms_after(self._news)).lower()})")
        self._news = news

    def _more(self) -> None:
        self.waiting_limit, self.assistant_limit = self._lists.waiting.limit, self._lists.assistant.limit
        live().note(None)

    async def _search(self, said: str) -> None:
        async def read() -> None:
            async with transaction() as session:
                found = await search.search(session, said)
            self._lists.show_found(said, found)

        await self._safely(read)

    async def _earlier(self) -> None:
        self._from_seq = max((self._from_seq or 1) - MESSAGES_AT_ONCE, 1)
        await self._safely(self._read)

    async def _take(self) -> None:
        chat = self._chat
        if chat and await self._act(lambda: actions.take(self.who, chat.id, expected_version=chat.owner_version)):
            ui.run_javascript("document.querySelector('.composer textarea')?.focus()")

    async def _give_back(self) -> None:
        chat = self._chat
        if chat and await self._act(lambda: actions.give_back(self.who, chat.id)):
            notice("La conversación volvió al asistente.")

    async def _ask_passing(self) -> None:
        chat = self._chat
        if chat is None:
            return

        async def ask() -> None:
            async with transaction() as session:
                known = await agents.colleagues(session)
            self._passing.ask(chat, {agent_id: name for agent_id, name in known.items() if agent_id != chat.agent_id})

        await self._safely(ask)

    async def _pass_on(self, chat: Chat, to: int | None, note: str) -> bool:
        done = await self._act(
            lambda: actions.pass_on(self.who, chat.id, seen_version=chat.owner_version, to=to, note=note)
        )
        if done:
            notice("Conversación pasada." if to else "La conversación espera a quien la tome.")
        return done

    async def _called(self) -> None:
        chat = self._chat
        if chat and await self._act(lambda: actions.called(self.who, chat.id)):
            notice("Llamada devuelta.")

    async def _send(self, text: str) -> bool:
        chat = self._chat
        return bool(chat and await self._act(lambda: actions.answer(self.who, chat.id, text), alone=False))

    async def _send_file(self, conversation_id: int, data: bytes, claimed: str, name: str) -> bool:
        return await self._act(
            lambda: actions.send_file(self.who, conversation_id, data, claimed=claimed, name=name), alone=False
        )

    async def _keep_draft(self, conversation_id: int, draft: str) -> None:
        await self._act(lambda: actions.keep_draft(self.who, conversation_id, draft), alone=False, read=False)

    def _ask_closing(self, case: CaseLine | None = None) -> None:
        if self._context and self._context.open_cases:
            self._closing.ask(self._context.open_cases, chosen=case)

    def _ask_deciding(self, case: CaseLine, outcome: str) -> None:
        self._decision.ask(case, outcome)

    async def _close_case(self, case_id: int, outcome: str, text: str) -> bool:
        chat = self._chat
        if not chat:
            return False
        done = await self._act(lambda: actions.close_case(self.who, chat.id, case_id, outcome=outcome, text=text))
        if done:
            notice("Caso cerrado. Se avisó a la persona.")
        return done

    async def _send_follow_up(self, case_id: int) -> None:
        if await self._act(lambda: actions.follow_up_now(self.who, case_id)):
            notice("Seguimiento enviado.")

    async def _act(self, action: Callable[[], Awaitable[None]], *, alone: bool = True, read: bool = True) -> bool:
        """Do something for the agent, one thing at a time; say why when it cannot be done."""
        if alone and self._busy:
            return False
        self._busy = self._busy or alone
        try:
            await action()
            return True
        except actions.Refusal as refusal:
            notice(str(refusal), problem=True)
        except actions.LoggedOut:
            self.log_out()
        except Exception as error:
            log.error("an agent's action failed: %s", type(error).__name__)
            notice("No se pudo hacer. Revise la conexión e intente de nuevo.", problem=True)
        finally:
            self._busy = self._busy and not alone
            if read:
                await self._safely(self._read)
        return False

    async def _safely(self, read: Callable[[], Awaitable[None]]) -> None:
        """Read; while the database is away say so once, and try again."""
        try:
            await read()
            self._troubled = False
        except Exception as error:
            log.warning("a desk could not read: %s", type(error).__name__)
            if not self._troubled and not self._gone:
                notice("No se pudo leer de la base de datos. Se intentará de nuevo.", problem=True)
            self._troubled = True
            asyncio.get_running_loop().call_later(RETRY_SECONDS, live().note, self._open_id)

    async def _set_visible(self, visible: bool) -> None:
        self._visible = visible
        if visible and self._chat:
            await self._safely(self._read)

    def _look_at(self, view: str) -> None:
        self._root.classes(replace=f"desk view-{view}")

    def _go(self, conversation_id: int | None) -> None:
        ui.run_javascript(f"window.desk.go({conversation_id or 0})")

    def _is_mine(self, chat: Chat) -> bool:
        return chat.owner == "agent" and chat.agent_id == self.who.agent_id


def _number(args: object) -> int | None:
    value = args[0] if isinstance(args, list) and args else args
    return value if isinstance(value, int) and value > 0 else None
