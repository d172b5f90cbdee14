"""The channels of a demo: accounts at the sandbox, made for this installation."""

import json
from pathlib import Path
from typing import Any

from bot.entity import entity
from bot.secrets import derive
from bot.settings import Settings
from connectors.twilio.retries import RETRIES
from connectors.whatsapp import contents, templates

TELEGRAM_USERNAME = "VentanillaBot"
WHATSAPP_NUMBER = "+573000000001"
SMS_NUMBER = "+573000000002"
VOICE_NUMBER = "+576000000003"


def platform_environment(settings: Settings) -> dict[str, str]:
    """What turns the platform's connectors to the sandbox, and its clock into one that can be moved."""
    sandbox = f"http://127.0.0.1:{settings.sandbox_port}"
    return {
        "VENTANILLA_DEMO": "true",
        "VENTANILLA_HOST": "127.0.0.1",
        "VENTANILLA_PUBLIC_URL": "",
        "VENTANILLA_CLOCK_FILE": str(clock_file(settings)),
        "VENTANILLA_TELEGRAM_TOKEN": _telegram_token(),
        "VENTANILLA_TELEGRAM_USERNAME": TELEGRAM_USERNAME,
        "VENTANILLA_TELEGRAM_BASE_URL": sandbox,
        "VENTANILLA_TWILIO_ACCOUNT_SID": _account_sid(),
        "VENTANILLA_TWILIO_AUTH_TOKEN": _auth_token(),
        "VENTANILLA_TWILIO_SECONDARY_AUTH_TOKEN": "",
        "VENTANILLA_TWILIO_BASE_URL": sandbox,
        "VENTANILLA_TWILIO_CONTENT_BASE_URL": sandbox,
        "VENTANILLA_TWILIO_MESSAGING_BASE_URL": sandbox,
        "VENTANILLA_WHATSAPP_NUMBER": WHATSAPP_NUMBER,
        "VENTANILLA_SMS_NUMBER": SMS_NUMBER,
        "VENTANILLA_WHATSAPP_CONTENTS": json.dumps({name: _content_sid(name) for name in _contents()}),
        "VENTANILLA_VOICE_NUMBER": VOICE_NUMBER,
    }


def sandbox_environment(settings: Settings) -> dict[str, str]:
    """The same accounts, as the sandbox reads them."""
    gateway = f"http://127.0.0.1:{settings.port}"
    return {
        "SANDBOX_PORT": str(settings.sandbox_port),
        "SANDBOX_OFFICE_NAME": entity().name,
        "SANDBOX_CLOCK_FILE": str(clock_file(settings)),
        "SANDBOX_TELEGRAM_TOKEN": _telegram_token(),
        "SANDBOX_TELEGRAM_USERNAME": TELEGRAM_USERNAME,
        "SANDBOX_TWILIO_ACCOUNT_SID": _account_sid(),
        "SANDBOX_TWILIO_AUTH_TOKEN": _auth_token(),
        "SANDBOX_WHATSAPP_NUMBER": WHATSAPP_NUMBER,
        "SANDBOX_SMS_NUMBER": SMS_NUMBER,
        "SANDBOX_CONTENTS": json.dumps({_content_sid(name): content for name, content in _contents().items()}),
        "SANDBOX_VOICE_NUMBER": VOICE_NUMBER,
        "SANDBOX_WHATSAPP_WEBHOOK": f"{gateway}/webhooks/whatsapp{RETRIES}",
        "SANDBOX_WHATSAPP_FALLBACK": f"{gateway}/webhooks/whatsapp",
        "SANDBOX_SMS_WEBHOOK": f"{gateway}/webhooks/sms{RETRIES}",
        "SANDBOX_SMS_FALLBACK": f"{gateway}/webhooks/sms",
        "SANDBOX_VOICE_WEBHOOK": f"{gateway}/webhooks/voice#rc=1&rp=all",
        "SANDBOX_VOICE_FALLBACK": f"{gateway}/webhooks/voice/fallback",
        "SANDBOX_VOICE_STATUS_WEBHOOK": f"{gateway}/webhooks/voice/status",
    }


def clock_file(settings: Settings) -> Path:
    """The file that moves a demo's time."""
    return settings.data_dir.resolve() / "clock"


def _telegram_token() -> str:
    return f"123456789:{derive('sandbox-telegram')[:35]}"


def _account_sid() -> str:
    return f"AC{derive('sandbox-twilio-account')[:32]}"


def _contents() -> dict[str, dict[str, Any]]:
    """What `ventanilla whatsapp contents` would make at Twilio, and Meta approve."""
    forms = {name: contents.definition(name) for name in contents.names()}
    approved = {name: templates.definition(name) | {"approval": templates.approval(name)} for name in templates.names()}
    return forms | approved


def _content_sid(name: str) -> str:
    return f"HX{derive(f'sandbox-content {name}')[:32]}"


def _auth_token() -> str:
    return derive("sandbox-twilio")[:32]
