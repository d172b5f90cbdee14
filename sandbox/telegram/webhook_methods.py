"""setWebhook and its kin."""

import re
from typing import Any
from urllib.parse import urlsplit

from sandbox.settings import is_loopback
from sandbox.telegram.bot import Bot
from sandbox.telegram.errors import TelegramError, bad_request
from sandbox.telegram.parameters import Parameters
from sandbox.telegram.updates import KINDS, Webhook

PORTS = (443, 80, 88, 8443)
NOT_BY_DEFAULT = ("chat_member", "message_reaction", "message_reaction_count")


async def set_webhook(bot: Bot, parameters: Parameters) -> bool:
    url, secret = parameters.text("url"), parameters.text("secret_token")
    webhook = None
    if url:
        bot.check_webhook_rate()
        _check_webhook_url(url)
        if len(secret) > 256:
            raise bad_request("secret token is too long")
        if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
            raise bad_request("secret token contains unallowed characters")
        connections = min(100, max(1, parameters.integer("max_connections", 40)))
        webhook = Webhook(url, secret, connections)
    _set_allowed(bot, parameters)
    if webhook != bot.updates.webhook or parameters.boolean("drop_pending_updates"):
        bot.updates.set_webhook(webhook, parameters.boolean("drop_pending_updates"))
    return True


async def delete_webhook(bot: Bot, parameters: Parameters) -> bool:
    bot.updates.set_webhook(None, parameters.boolean("drop_pending_updates"))
    return True


async def get_webhook_info(bot: Bot, _: Parameters) -> dict[str, Any]:
    webhook = bot.updates.webhook
    info: dict[str, Any] = {
        "url": webhook.url if webhook else "",
        "has_custom_certificate": False,
        "pending_update_count": bot.updates.pending,
    }
    if webhook:
        info |= {"max_connections": webhook.max_connections, "ip_address": "127.0.0.1"}
    if bot.updates.last_error:
        info["last_error_date"], info["last_error_message"] = bot.updates.last_error
    if bot.updates.allowed is not None:
        info["allowed_updates"] = list(bot.updates.allowed)
    return info


def _check_webhook_url(url: str) -> None:
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as cause:
        raise bad_request("invalid webhook URL specified") from cause
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise bad_request("invalid webhook URL specified")
    if is_loopback(parts.hostname):
        return  # as a Bot API server run with --local: any port, and HTTP
    if parts.scheme != "https":
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if port not in PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")


def _set_allowed(bot: Bot, parameters: Parameters) -> None:
    """The wanted kinds; [] means all that come by default, and no parameter leaves them as they are."""
    try:
        wanted = parameters.json("allowed_updates", "")
    except TelegramError:
        return
    if isinstance(wanted, list):
        known = tuple(kind for kind in wanted if kind in KINDS or kind in NOT_BY_DEFAULT)
        bot.updates.allowed = known or None
