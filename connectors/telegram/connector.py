"""The Telegram connector: one bot."""

import asyncio
import contextlib
import hmac
import json
import logging
from collections.abc import Coroutine
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from telegram import Bot, InputFile, MessageEntity, Update
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

from bot import media
from bot.database import transaction
from bot.messaging import intake
from bot.messaging.content import Event, Inbound, Reply
from bot.messaging.webhook import Webhook
from bot.settings import settings
from connectors.base import Connector, FileTooLarge, Part, Refused
from connectors.body import TooLarge, read_body
from connectors.pace import PerChat, Share
from connectors.refusals import refuse
from connectors.telegram import form
from connectors.telegram.channel import CHANNEL
from connectors.telegram.errors import download_error, send_error
from connectors.telegram.keyboard import keyboard
from connectors.telegram.registration import PATH, register, webhook_secret
from connectors.telegram.update import parse_update, words_of
from connectors.text import utf16_units
from connectors.transport import CONNECT_SECONDS, READ_SECONDS, quiet_logs

# Telegram lets short bursts into a chat pass, and then takes one message a second: https://core.telegram.org/bots/faq
CHAT_BURST = 3
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
# What reading an update raises that lacks something.
UNREADABLE = (TypeError, KeyError, AttributeError, ValueError, OverflowError)

log = logging.getLogger(__name__)


def configured() -> list[Connector]:
    """The connector of our bot."""
    return [TelegramConnector(settings().telegram_token)] if settings().telegram_token else []


class TelegramConnector:
    """A bot in private chats. `account` is the bot's id, an address the id of a chat."""

    channel = CHANNEL.name
    shut_out = frozenset({"telegram InvalidToken"})

    def __init__(self, token: str) -> None:
        self.account = token.partition(":")[0]
        self._token = token
        self._request: HTTPXRequest | None = None
        self._bot: Bot | None = None
        self._pace: Share | None = None
        self._chats: PerChat | None = None
        self._background: set[asyncio.Task[None]] = set()

    def routes(self) -> APIRouter:
        """POST /webhooks/telegram, for Telegram alone."""
        router = APIRouter()
        router.add_api_route(PATH, self._receive, methods=["POST"])
        return router

    async def start(self, *, webhooks: bool = False) -> None:
        """Open the client; with `webhooks` register ours at Telegram, in the background until it has succeeded."""
        quiet_logs()
        self._request = HTTPXRequest(
            connect_timeout=CONNECT_SECONDS, read_timeout=READ_SECONDS, pool_timeout=READ_SECONDS
        )
        self._pace = Share(settings().telegram_rate)
        self._chats = PerChat(1 / settings().telegram_chat_rate, CHAT_BURST)
        # The library's own start asks Telegram who the bot is, and would fail while Telegram is away.
        base_url = settings().telegram_base_url.rstrip("/")
        self._bot = Bot(
            self._token,
            base_url=f"{base_url}/bot",
            base_file_url=f"{base_url}/file/bot",
            request=self._request,
            get_updates_request=self._request,
        )
        if webhooks:
            self._in_background(register(self._bot))

    async def stop(self) -> None:
        for task in list(self._background):
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)
        if self._request:
            await self._request.shutdown()
        self._request = self._bot = None

    def render(self, reply: Reply, message_id: int) -> list[Part]:
        """Texts of at most 4096 UTF-16 units, buttons on the last; a short text becomes its file's caption."""
        return form.render(reply, message_id)

    async def send(self, address: str, part: Part) -> str:
        """Hand one part to Telegram; its message id in the chat. Raises Retry, Refused or Uncertain."""
        bot = self._ready()
        file = await _file(part)
        if self._pace and self._chats:
            await self._chats.wait(address)
            await self._pace.acquire()
        markup, heading = keyboard(part), _heading(part)
        try:
            if file and part.document and part.document.is_image:
                sent = await bot.send_photo(
                    address, file, caption=part.text or None, caption_entities=heading, reply_markup=markup
                )
            elif file:
                sent = await bot.send_document(
                    address, file, caption=part.text or None, caption_entities=heading, reply_markup=markup
                )
            else:
                sent = await bot.send_message(address, part.text, entities=heading, reply_markup=markup)
        except TelegramError as error:
            raise send_error(error) from error
        return str(sent.message_id)

    @property
    def can_invite(self) -> bool:
        return bool(settings().telegram_username)

    def invitation(self, start: str, message: str) -> str:
        return f"Siga por Telegram con este enlace: https://t.me/{settings().telegram_username}?start={start}"

    async def download(self, reference: str, limit: int) -> bytes:
        """A file by its file id; Telegram gives out those of at most 20 MB. Raises Retry, Refused or FileTooLarge."""
        try:
            file = await self._ready().get_file(reference)
            if file.file_size and file.file_size > limit:
                raise FileTooLarge("telegram: too large")
            data = bytes(await file.download_as_bytearray())
        except TelegramError as error:
            raise download_error(error) from error
        if len(data) > limit:
            raise FileTooLarge("telegram: too large")
        return data

    def read(self, webhook: Webhook) -> Event | None:
        """What an update says; None for what citizens do not do. ValueError if it is no update."""
        update = _update(webhook.body)
        return self._understood(update) if update else None

    def _understood(self, update: Update) -> Event | None:
        """What an update says; where reading it breaks, the words alone: there may be an emergency in them."""
        try:
            return parse_update(update, self.account)
        except UNREADABLE as error:
            with contextlib.suppress(*UNREADABLE):
                if said := words_of(update, self.account):
                    _note_unreadable(update.update_id, error)
                    return said
            raise

    async def _receive(self, request: Request) -> Response:
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(), webhook_secret().encode()):
            return refuse(self.channel, "secret")
        try:
            webhook = Webhook.of(request, await read_body(request))
            update = _update(webhook.body)
        except TooLarge:
            return refuse(self.channel, "too_large")
        except ValueError:
            return refuse(self.channel, "unreadable")
        if update is None:
            return Response()
        if update.callback_query:
            self._in_background(self._stop_spinner(update.callback_query.id))
        try:
            event = self._understood(update)
        except UNREADABLE as error:
            _note_unreadable(update.update_id, error)
            return Response()
        return await self._take(event, webhook)

    async def _take(self, event: Event | None, webhook: Webhook) -> Response:
        try:
            receipt = await intake.receive(event, webhook) if event else None
        except intake.Unavailable:
            return Response(status_code=503)
        if receipt and receipt.emergency_script and isinstance(event, Inbound):
            text = self.render(Reply(text=receipt.emergency_script), 0)[0].text
            return JSONResponse({"method": "sendMessage", "chat_id": event.address, "text": text})
        return Response()

    async def _stop_spinner(self, query_id: str) -> None:
        """Tell Telegram that a tap was seen; until then the citizen's button keeps turning."""
        try:
            await self._ready().answer_callback_query(query_id)
        except TelegramError as error:
            log.info("a tap could not be acknowledged: %s", type(error).__name__)

    def _ready(self) -> Bot:
        if self._bot is None:
            raise RuntimeError("start() the connector first")
        return self._bot

    def _in_background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)


def _update(body: bytes) -> Update | None:
    """The update; None for one that the library cannot read, which would only come back; ValueError if it is none."""
    content = json.loads(body)
    if not isinstance(content, dict) or not isinstance(content.get("update_id"), int):
        raise ValueError("not an update")
    try:
        return Update.de_json(content)
    except UNREADABLE as error:
        _note_unreadable(content["update_id"], error)
        return None


def _note_unreadable(update_id: int, error: Exception) -> None:
    """An update that lacks what the Bot API promises: refused, it would come again and hold up all behind it."""
    log.warning("update %d cannot be read: %s", update_id, type(error).__name__)


def _heading(part: Part) -> list[MessageEntity] | None:
    return [MessageEntity(MessageEntity.BOLD, 0, utf16_units(part.title))] if part.title else None


async def _file(part: Part) -> InputFile | None:
    if part.document is None:
        return None
    try:
        async with transaction() as session:
            file = await media.load(session, part.document.media_id)
    except LookupError:
        raise Refused("the file is gone") from None
    return InputFile(file.data, filename=part.document.name or file.name)
