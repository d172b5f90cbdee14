"""The bot as Telegram knows it: its account, its chats, what citizens do in them, and the updates that follow."""

import math
import secrets
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from sandbox.files import File
from sandbox.network import Network
from sandbox.phone import Button, Message, Phone
from sandbox.rates import Bucket
from sandbox.telegram.entities import commands
from sandbox.telegram.errors import bad_request, blocked, too_many
from sandbox.telegram.parameters import Parameters
from sandbox.telegram.updates import Update, Updates

QUERY_SECONDS = 600  # how long a press can be answered
QUERIES_KEPT = 5000


@dataclass
class Query:
    """A press that waits for answerCallbackQuery. `at` in seconds of the clock."""

    phone: Phone
    at: int


class Bot:
    """State of one bot. Methods that end in an update are what a citizen does on the phone."""

    def __init__(self, network: Network, execute: Callable[[Parameters], Coroutine[Any, Any, None]]) -> None:
        self.settings = settings = network.settings
        self.clock = network.clock
        self.phones = network.phones
        self.files = network.files
        self.faults = network.faults
        self.tasks = network.tasks
        self.updates = Updates(network.webhooks, network.tasks, execute)
        self.commands: list[dict[str, Any]] = []
        self._queries: dict[str, Query] = {}
        self._overall = Bucket(settings.telegram_rate, settings.telegram_rate)
        self._chats: dict[int, Bucket] = {}
        self._webhook_set_at = -1.0

    def account(self) -> dict[str, Any]:
        return {
            "id": self.settings.bot_id,
            "is_bot": True,
            "first_name": self.settings.office_name,
            "username": self.settings.telegram_username,
        }

    def chat(self, chat_id: str) -> Phone:
        """The citizen's phone behind a chat id; TelegramError when the bot may not write there."""
        if not chat_id:
            raise bad_request("chat_id is empty")
        phone = self.phones.find("telegram", chat_id) if chat_id.isascii() and chat_id.isdigit() else None
        if phone is None or not phone.started:  # a bot can't write first
            raise bad_request("chat not found")
        if phone.blocked:
            raise blocked()
        return phone

    def check_rate(self, phone: Phone) -> None:
        """Count a message; TelegramError 429 when it comes too fast."""
        settings = self.settings
        chat = self._chats.setdefault(
            phone.chat_id, Bucket(settings.telegram_chat_rate, settings.telegram_chat_burst)
        )  # fmt: skip
        wait = max(self._overall.wait(), chat.wait())
        if wait > 0:
            raise too_many(max(1, math.ceil(wait)))
        self._overall.take()
        chat.take()

    def citizen_writes(
        self, phone: Phone, *, text: str = "", location: dict[str, float] | None = None,
        media: File | None = None, contact: bool = False,
    ) -> Message:  # fmt: skip
        """A message from the phone: text, a location, a file with `text` as its caption, or the citizen's contact."""
        if phone.keyboard_once and (location or contact or phone.key(text)):
            phone.keyboard = []
        shown = media.shown if media else None
        message = phone.add(
            "sent", self.clock.now(), text=text, location=location, contact=contact, document=shown
        )  # fmt: skip
        message.raw = self._from_citizen(phone, message)
        if media:
            message.raw |= _media(media, text)
        elif location:
            message.raw["location"] = location
        elif contact:
            message.raw["contact"] = {
                "phone_number": phone.number.removeprefix("+"), "first_name": phone.name, "user_id": phone.chat_id,
            }  # fmt: skip
        else:
            message.raw["text"] = text
            if entities := commands(text):
                message.raw["entities"] = entities
        self._announce(phone, message, "message", message.raw)
        return message

    def citizen_edits(self, phone: Phone, message: Message, text: str) -> None:
        message.text = text
        message.edited = True
        message.raw |= {"text": text, "edit_date": self.clock.timestamp()}
        phone.show(message)
        self._announce(phone, message, "edited_message", message.raw)

    def citizen_presses(self, phone: Phone, message: Message | None, button: Button) -> None:
        """A press: of a reply keyboard's key, which writes, or of an inline button, which asks the bot."""
        if button.kind == "link":
            return
        if message is None:
            self._press_key(phone, button)
            return
        query_id = str(secrets.randbits(62))
        while len(self._queries) >= QUERIES_KEPT:
            self._queries.pop(next(iter(self._queries)))
        self._queries[query_id] = Query(phone, self.clock.timestamp())
        query = {
            "id": query_id,
            "from": self.citizen(phone),
            "message": message.raw,
            "chat_instance": str(phone.chat_id * 7919),
            "data": button.data,
        }
        self.updates.add(phone.chat_id, "callback_query", query)

    def citizen_blocks(self, phone: Phone, blocked: bool) -> None:
        """Block or unblock the bot; the bot is told by my_chat_member, if it asked for that."""
        if phone.blocked == blocked:
            return
        phone.blocked = blocked
        phone.tell({"state": phone.state(self.clock.now())})
        was, now = ("member", "kicked") if blocked else ("kicked", "member")
        change = {
            "chat": self.private_chat(phone),
            "from": self.citizen(phone),
            "date": self.clock.timestamp(),
            "old_chat_member": self._member(was),
            "new_chat_member": self._member(now),
        }
        self.updates.add(phone.chat_id, "my_chat_member", change)

    def check_webhook_rate(self) -> None:
        """A webhook is set at most once a second; TelegramError 429 otherwise."""
        now = time.monotonic()
        if now - self._webhook_set_at < 1:
            raise too_many(1)
        self._webhook_set_at = now

    def answer_query(self, query_id: str, text: str) -> None:
        """End a press's waiting; TelegramError when it is unknown or too old."""
        query = self._queries.get(query_id)
        if query is None or self.clock.timestamp() - query.at > QUERY_SECONDS:
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
        query.phone.tell({"answered": True, "toast": text})

    def citizen(self, phone: Phone) -> dict[str, Any]:
        first, _, last = phone.name.partition(" ")
        user = {"id": phone.chat_id, "is_bot": False, "first_name": first, "language_code": "es"}
        return user | ({"last_name": last} if last else {})

    def private_chat(self, phone: Phone) -> dict[str, Any]:
        first, _, last = phone.name.partition(" ")
        return {"id": phone.chat_id, "first_name": first, "type": "private"} | ({"last_name": last} if last else {})

    def _press_key(self, phone: Phone, button: Button) -> None:
        if button.kind == "location":
            latitude, longitude = map(float, self.settings.location.split(","))
            self.citizen_writes(phone, location={"latitude": latitude, "longitude": longitude})
        elif button.kind == "contact":
            self.citizen_writes(phone, contact=True)
        else:
            self.citizen_writes(phone, text=button.title)

    def _from_citizen(self, phone: Phone, message: Message) -> dict[str, Any]:
        return {
            "message_id": message.id,
            "from": self.citizen(phone),
            "chat": self.private_chat(phone),
            "date": int(message.time.timestamp()),
        }

    def _announce(self, phone: Phone, message: Message, kind: str, content: dict[str, Any]) -> None:
        if update := self.updates.add(phone.chat_id, kind, content):
            self.tasks.start(_tick(phone, message, update))

    def _member(self, status: str) -> dict[str, Any]:
        return {"user": self.account(), "status": status} | ({"until_date": 0} if status == "kicked" else {})


async def _tick(phone: Phone, message: Message, update: Update) -> None:
    """Show on the phone that the office has the message."""
    await update.done.wait()
    message.status = "delivered" if update.delivered else "failed"
    phone.show(message)


def _media(media: File, caption: str) -> dict[str, Any]:
    file = {"file_id": media.key, "file_unique_id": media.key[:12], "file_size": len(media.content)}
    typed = file | {"mime_type": media.mime}
    content: dict[str, Any]
    match media.kind:
        case "photo":
            small = {"file_id": f"{media.key}-s", "file_unique_id": f"{media.key[:11]}s", "file_size": 1200}
            content = {"photo": [small | {"width": 90, "height": 68}, file | {"width": 1280, "height": 960}]}
        case "voice":
            content = {"voice": typed | {"duration": 5}}
        case "audio":
            content = {"audio": typed | {"duration": 5, "file_name": media.name}}
        case "video":
            content = {"video": typed | {"duration": 5, "width": 640, "height": 480, "file_name": media.name}}
        case "sticker":
            sticker = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
            return {"sticker": file | sticker | {"emoji": "🙂"}}
        case _:
            content = {"document": typed | {"file_name": media.name}}
    return content | ({"caption": caption} if caption else {})
