"""Whether text messages reach us and leave us."""

from typing import Any

from bot.settings import settings
from connectors.checkup import Finding, State, Unanswered
from connectors.twilio.check import number_of, unset, webhook
from connectors.twilio.estate import Estate, reading

PATH = "/webhooks/sms"
SERVICES = "/v1/Services"


async def check() -> list[Finding]:
    """Each number: whether it is ours, can send, and where its messages go."""
    if nothing := unset("sms_number", "a number of Twilio's that can send text messages"):
        return nothing
    findings: list[Finding] = []
    try:
        async with (
            reading(settings().twilio_base_url) as twilio,
            reading(settings().twilio_messaging_base_url) as messaging,
        ):
            services = await _services(messaging)
            for number in settings().sms_number.split():
                findings += _number(number, await number_of(twilio, number), services.get(number))
    except Unanswered as problem:
        findings.append(Finding("number", State.BROKEN, str(problem)))
    return findings


async def _services(messaging: Estate) -> dict[str, dict[str, Any]]:
    """The messaging service that a number is in."""
    found: dict[str, dict[str, Any]] = {}
    for service in await messaging.list(SERVICES, "services"):
        for number in await messaging.list(f"{SERVICES}/{service['sid']}/PhoneNumbers", "phone_numbers"):
            found[number["phone_number"]] = service
    return found


def _number(number: str, known: dict[str, Any] | None, service: dict[str, Any] | None) -> list[Finding]:
    if known is None:
        return [Finding(number, State.BROKEN, "the account has no such number: look at VENTANILLA_SMS_NUMBER")]
    if not known["capabilities"]["sms"]:
        return [Finding(number, State.BROKEN, "cannot send text messages: take a number that can")]
    # A service's own webhook takes the place of its numbers', unless it leaves that to them.
    if service and not service["use_inbound_webhook_on_number"]:
        where, name = service, f"in the messaging service {service['friendly_name']}"
        set_ = (where["inbound_request_url"], where["inbound_method"], where["fallback_url"])
    else:
        where, name = known, "can send text messages"
        set_ = (where["sms_url"], where["sms_method"], where["sms_fallback_url"])
    return [Finding(number, State.OK, name), *webhook(number, PATH, *set_)]
