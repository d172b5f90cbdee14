"""Telling Telegram where our webhook is."""

import asyncio
import logging

from telegram import Bot
from telegram.error import TelegramError

from bot.secrets import derive
from bot.settings import settings
from connectors.base import Retry
from connectors.telegram.errors import send_error
from connectors.telegram.update import ALLOWED

PATH = "/webhooks/telegram"
LONGEST_WAIT = 60.0

log = logging.getLogger(__name__)


def webhook_secret() -> str:
    """What Telegram sends back to us with every update, in X-Telegram-Bot-Api-Secret-Token."""
    return derive("telegram-webhook")


async def register(bot: Bot) -> None:
    """Set the webhook, trying again until Telegram has taken it; updates that wait there are kept."""
    wait = 1.0
    while True:
        try:
            await bot.set_webhook(
                settings().gateway_url + PATH,
                secret_token=webhook_secret(),
                allowed_updates=ALLOWED,
                max_connections=40,
            )
        except TelegramError as error:
            reason = send_error(error)
            wait = (reason.after if isinstance(reason, Retry) else None) or min(wait * 2, LONGEST_WAIT)
            log.warning("Telegram did not take the webhook (%s); next attempt in %.0f s", reason, wait)
            await asyncio.sleep(wait)
        else:
            log.info("Telegram has the webhook")
            return
