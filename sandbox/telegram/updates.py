"""Delivery of updates to the bot's webhook, as the real server does it (tdlib/telegram-bot-api, WebhookActor.cpp).

Updates of one chat and one kind (messages with their edits; presses; block and unblock) keep their order: the next is
sent when the one before was answered with 2xx. Other chats go on beside it, up to max_connections. A failed update is
sent again at once, then after 2, 4, 8 … seconds, at most after 60 to 120, or when Retry-After says; it is dropped when
it has expired."""

import asyncio
import json
import random
import time
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

import httpx

from sandbox.tasks import Tasks
from sandbox.telegram.parameters import Parameters, from_webhook_answer
from sandbox.webhooks import Attempt, Request, Webhooks

KINDS = ("message", "edited_message", "callback_query", "my_chat_member")
EXPIRES = {"message": 86400.0, "edited_message": 86400.0, "callback_query": 150.0, "my_chat_member": 86400.0}
MAX_DELAY = 60
MAX_RETRY_AFTER = 3600
PENDING_KEPT = 50_000
TIMEOUT = httpx.Timeout(60, connect=10)


@dataclass(frozen=True)
class Webhook:
    """What setWebhook has set."""

    url: str
    secret: str
    max_connections: int


@dataclass
class Update:
    """One update on its way. `done` is set when it was answered with 2xx, or dropped."""

    id: int
    kind: str
    body: bytes
    expires: float
    delay: int = 1
    failures: int = 0
    delivered: bool = False
    done: asyncio.Event = field(default_factory=asyncio.Event)


class Updates:
    """The bot's update queue and its delivery. `execute` runs a call that came in a webhook's answer."""

    def __init__(
        self, webhooks: Webhooks, tasks: Tasks, execute: Callable[[Parameters], Coroutine[Any, Any, None]]
    ) -> None:
        self._webhooks = webhooks
        self._tasks = tasks
        self._execute = execute
        self._last_id = random.randint(10**8, 9 * 10**8)
        self._queues: dict[tuple[int, str], deque[Update]] = {}
        self._senders: dict[tuple[int, str], asyncio.Task[Any]] = {}
        self._connections = asyncio.Semaphore(1)
        self.webhook: Webhook | None = None
        self.allowed: tuple[str, ...] | None = None
        self.last_error: tuple[int, str] | None = None

    @property
    def pending(self) -> int:
        return sum(len(queue) for queue in self._queues.values())

    def add(self, chat_id: int, kind: str, content: dict[str, Any]) -> Update | None:
        """Queue an update; None when the bot has not asked for this kind, or nobody has fetched any for too long."""
        if (self.allowed is not None and kind not in self.allowed) or self.pending >= PENDING_KEPT:
            return None
        self._last_id += 1
        body = json.dumps({"update_id": self._last_id, kind: content}, ensure_ascii=False).encode()
        update = Update(self._last_id, kind, body, time.monotonic() + EXPIRES[kind])
        key = (chat_id, "message" if kind == "edited_message" else kind)
        self._queues.setdefault(key, deque()).append(update)
        self._send(key)
        return update

    def set_webhook(self, webhook: Webhook | None, drop_pending: bool) -> None:
        """Deliver to another webhook from now on, or to none; what is pending stays unless it is dropped."""
        for sender in self._senders.values():
            sender.cancel()
        self._senders.clear()
        if drop_pending:
            self._queues.clear()
        self.webhook = webhook
        self.last_error = None
        if webhook:
            self._connections = asyncio.Semaphore(webhook.max_connections)
            for key in list(self._queues):
                self._send(key)

    def _send(self, key: tuple[int, str]) -> None:
        if self.webhook and key not in self._senders:
            self._senders[key] = self._tasks.start(self._send_queue(key, self.webhook))

    async def _send_queue(self, key: tuple[int, str], webhook: Webhook) -> None:
        queue = self._queues[key]
        while queue:
            update = queue[0]
            delay = await self._try(update, key, webhook)
            if delay is None:
                queue.popleft()
                update.done.set()
            else:
                await asyncio.sleep(delay)
        del self._queues[key], self._senders[key]

    async def _try(self, update: Update, key: tuple[int, str], webhook: Webhook) -> float | None:
        """Deliver once: None when the update is done with, otherwise seconds until the next attempt."""
        if time.monotonic() > update.expires:
            return None
        async with self._connections:
            entry, response = await self._webhooks.deliver(self._request(update, webhook), update.failures + 1, TIMEOUT)
        if response is not None and response.is_success:
            update.delivered = True
            self._execute_answer(response)
            return None
        return self._next_delay(update, entry, response)

    def _next_delay(self, update: Update, entry: Attempt, response: httpx.Response | None) -> float | None:
        reason = entry.error
        if response is not None:
            reason = f"Wrong response from the webhook: {entry.status} {response.reason_phrase}"
        self.last_error = (int(time.time()), reason or "Webhook connection closed")
        wait = min(_retry_after(response), MAX_RETRY_AFTER)
        if wait == 0 and update.failures > 0:
            update.delay = min(random.randint(MAX_DELAY, MAX_DELAY * 2), update.delay * 2)
            wait = update.delay
        update.failures += 1
        return None if time.monotonic() + wait > update.expires else wait

    def _request(self, update: Update, webhook: Webhook) -> Request:
        headers = [("Content-Type", "application/json"), ("Accept-Encoding", "gzip, deflate")]
        if webhook.secret:
            headers.append(("X-Telegram-Bot-Api-Secret-Token", webhook.secret))
        return Request("telegram", "telegram", update.kind, str(update.id), webhook.url, tuple(headers), update.body)

    def _execute_answer(self, response: httpx.Response) -> None:
        parameters = from_webhook_answer(response.headers.get("content-type", ""), response.content)
        method = parameters.text("method").lower()
        # The real server runs no method from an answer that would change the webhook, or whose result is the point.
        if method and method not in ("setwebhook", "deletewebhook", "close", "logout") and not method.startswith("get"):
            self._tasks.start(self._execute(parameters))


def _retry_after(response: httpx.Response | None) -> int:
    value = response.headers.get("retry-after", "") if response is not None else ""
    return int(value) if value.isascii() and value.isdigit() else 0
