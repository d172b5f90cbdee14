"""Which channels this installation has."""

from functools import lru_cache

from bot.settings import settings
from connectors.base import Connector


@lru_cache
def configured() -> tuple[Connector, ...]:
    """One connector for each channel that has its settings; the same ones every time. The web chat needs none."""
    # Here, not above: the connectors hand messages to the platform, which asks this registry for them.
    from connectors.sms.connector import SmsConnector
    from connectors.telegram.connector import TelegramConnector
    from connectors.web.connector import WebConnector
    from connectors.whatsapp.connector import WhatsAppConnector

    found: list[Connector] = [WebConnector()]
    if settings().telegram_token:
        found.append(TelegramConnector(settings().telegram_token))
    if settings().twilio_account_sid and settings().twilio_auth_token:
        found += [WhatsAppConnector(number) for number in settings().whatsapp_number.split()]
        found += [SmsConnector(number) for number in settings().sms_number.split()]
    return tuple(found)


def one_of_each_channel() -> list[Connector]:
    """For what is there once a channel, however many accounts it has: its webhooks, which find their account here."""
    return list({connector.channel: connector for connector in reversed(configured())}.values())


def by_name(channel: str, account: str) -> Connector:
    """The connector of a channel account; LookupError when this installation has none."""
    for connector in configured():
        if (connector.channel, connector.account) == (channel, account):
            return connector
    raise LookupError(f"channel {channel} is not configured for this account")
