"""What the account has besides messages: itself, phone numbers, a messaging service and WhatsApp senders, for whoever
looks whether they are set up (twilio.com/docs/iam/api/account, …/phone-numbers/api/incomingphonenumber-resource,
…/messaging/api/service-resource, …/whatsapp/api/senders)."""

import hashlib
from collections.abc import Iterator
from email.utils import format_datetime
from typing import Any

from sandbox.settings import Settings
from sandbox.twilio.account import Account

ISO = "%Y-%m-%dT%H:%M:%SZ"


def sid(prefix: str, name: str) -> str:
    """An identifier that stays the same from start to start."""
    return prefix + hashlib.sha256(name.encode()).hexdigest()[:32]


def account(owner: Account) -> dict[str, Any]:
    """The account's JSON, without its token: nobody here needs to read that back."""
    uri = f"/2010-04-01/Accounts/{owner.sid}"
    date = format_datetime(owner.started)
    return {
        "sid": owner.sid,
        "owner_account_sid": owner.sid,
        "friendly_name": owner.settings.office_name,
        "status": "active",
        "type": "Full",
        "date_created": date,
        "date_updated": date,
        "subresource_uris": {"messages": f"{uri}/Messages.json"},
        "uri": f"{uri}.json",
    }


def numbers(owner: Account) -> Iterator[dict[str, Any]]:
    """The phone numbers, each with the webhooks that are set on it."""
    settings = owner.settings
    sms = {"sms_url": settings.sms_webhook, "sms_fallback_url": settings.sms_fallback}
    voice = {
        "voice_url": settings.voice_webhook,
        "voice_fallback_url": settings.voice_fallback,
        "status_callback": settings.voice_status_webhook,
    }
    written, called = settings.numbers("sms"), settings.voice_number.split()
    for number in dict.fromkeys(written + called):
        yield _number(owner, number, **(sms if number in written else {}), **(voice if number in called else {}))


def service(owner: Account) -> dict[str, Any] | None:
    """The messaging service that has all numbers for text messages, if any: its webhook is used, not theirs."""
    if not owner.settings.sms_service_webhook:
        return None
    service_sid, date = service_sid_of(owner.settings), owner.started.strftime(ISO)
    url = f"{owner.settings.base_url}/v1/Services/{service_sid}"
    return {
        "sid": service_sid,
        "account_sid": owner.sid,
        "friendly_name": owner.settings.office_name,
        "inbound_request_url": owner.settings.sms_service_webhook,
        "inbound_method": "POST",
        "fallback_url": owner.settings.sms_fallback or None,
        "fallback_method": "POST",
        "status_callback": None,
        "use_inbound_webhook_on_number": False,
        "validity_period": 36000,
        "date_created": date,
        "date_updated": date,
        "url": url,
        "links": {"phone_numbers": f"{url}/PhoneNumbers"},
    }


def service_sid_of(settings: Settings) -> str:
    return sid("MG", settings.sms_number)


def service_numbers(owner: Account) -> list[dict[str, Any]]:
    return [
        {"sid": sid("PN", number), "account_sid": owner.sid, "service_sid": service_sid_of(owner.settings),
         "phone_number": number, "country_code": "CO", "capabilities": ["SMS"]}
        for number in owner.settings.numbers("sms")
    ]  # fmt: skip


def senders(owner: Account) -> list[dict[str, Any]]:
    """The WhatsApp senders."""
    settings = owner.settings
    return [
        {
            "sid": sid("XE", number),
            "sender_id": f"whatsapp:{number}",
            "status": "ONLINE",
            "configuration": {"waba_id": str(settings.bot_id)},
            "webhook": {
                "callback_url": settings.whatsapp_webhook,
                "callback_method": "POST",
                "fallback_url": settings.whatsapp_fallback,
                "fallback_method": "POST",
                "status_callback_url": "",
                "status_callback_method": "POST",
            },
            "profile": {"name": settings.office_name},
            "properties": {"quality_rating": "HIGH", "messaging_limit": "1K Customers/24hr"},
            "offline_reasons": None,
            "compliance": None,
            "url": f"{settings.base_url}/v2/Channels/Senders/{sid('XE', number)}",
        }
        for number in settings.numbers("whatsapp")
    ]


def _number(owner: Account, number: str, **webhooks: str) -> dict[str, Any]:
    number_sid, date = sid("PN", number), format_datetime(owner.started)
    nowhere = dict.fromkeys(("sms_url", "sms_fallback_url", "voice_url", "voice_fallback_url", "status_callback"), "")
    methods = dict.fromkeys(
        ("sms_method", "sms_fallback_method", "voice_method", "voice_fallback_method", "status_callback_method"), "POST"
    )
    return nowhere | methods | webhooks | {
        "sid": number_sid,
        "account_sid": owner.sid,
        "friendly_name": number,
        "phone_number": number,
        "capabilities": {"voice": "voice_url" in webhooks, "sms": "sms_url" in webhooks, "mms": False, "fax": False},
        "status": "in-use",
        "type": "mobile",
        "origin": "twilio",
        "api_version": "2010-04-01",
        "beta": False,
        "address_requirements": "none",
        "sms_application_sid": "",
        "voice_application_sid": "",
        "trunk_sid": None,
        "date_created": date,
        "date_updated": date,
        "uri": f"/2010-04-01/Accounts/{owner.sid}/IncomingPhoneNumbers/{number_sid}.json",
    }  # fmt: skip
