"""Channel accounts for tests, and webhooks as the providers write them, signed with code of our own."""

import base64
import hashlib
import hmac
from pathlib import Path
from urllib.parse import parse_qsl

import pytest

FIXTURES = Path(__file__).parent / "unit" / "connectors" / "fixtures"
PUBLIC_URL = "https://contacto.example.org"
TELEGRAM_TOKEN = "123456:test-token"
ACCOUNT_SID = "AC" + "0123456789abcdef" * 2
AUTH_TOKEN = "a token for tests"
WHATSAPP_NUMBER = "+576015550100"
SMS_NUMBER = "+576015550101"
# The office has a second number on each.
SECOND_WHATSAPP_NUMBER = "+576015550110"
SECOND_SMS_NUMBER = "+576015550111"
VOICE_NUMBER = "+576015550102"


def configure(monkeypatch: pytest.MonkeyPatch, **changes: str) -> None:
    """Set up all channels in this process; `changes` are settings by name."""
    values = {
        "public_url": PUBLIC_URL,
        "telegram_token": TELEGRAM_TOKEN,
        "twilio_account_sid": ACCOUNT_SID,
        "twilio_auth_token": AUTH_TOKEN,
        "whatsapp_number": f"{WHATSAPP_NUMBER} {SECOND_WHATSAPP_NUMBER}",
        "sms_number": f"{SMS_NUMBER} {SECOND_SMS_NUMBER}",
        "voice_number": VOICE_NUMBER,
    } | changes
    for name, value in values.items():
        monkeypatch.setenv(f"VENTANILLA_{name.upper()}", value)
    forget()


def forget() -> None:
    """Have settings and connectors read again."""
    from bot.settings import settings
    from connectors import registry

    settings.cache_clear()
    registry.configured.cache_clear()


async def forget_spools() -> None:
    """Have no event of this test stored in the next one's database."""
    from bot.messaging import spooling
    from bot.settings import settings

    await spooling.stop()
    for file in (settings().data_dir / "spool").glob("*"):
        file.unlink()


def telegram_payload(name: str) -> bytes:
    """A captured Telegram update."""
    return (FIXTURES / "telegram" / f"{name}.json").read_bytes()


def twilio_payload(name: str) -> bytes:
    """A captured Twilio form."""
    return (FIXTURES / "twilio" / f"{name}.txt").read_bytes().strip()


def twilio_signature(url: str, body: bytes, token: str = AUTH_TOKEN, digest: str = "sha1") -> str:
    """X-Twilio-Signature of a form, from Twilio's description of it."""
    pairs = sorted(set(parse_qsl(body.decode(), keep_blank_values=True)))
    text = url + "".join(name + value for name, value in pairs)
    return base64.b64encode(hmac.new(token.encode(), text.encode(), getattr(hashlib, digest)).digest()).decode()
