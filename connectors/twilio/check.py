"""Whether the Twilio account works, and what is looked at for every number of it."""

from typing import Any
from urllib.parse import urldefrag

from bot.settings import settings
from connectors.checkup import Finding, State, Unanswered, shown
from connectors.twilio.estate import Estate, account_path, reading
from connectors.twilio.retries import RETRIES, comes_again

CREDENTIALS = "VENTANILLA_TWILIO_ACCOUNT_SID and VENTANILLA_TWILIO_AUTH_TOKEN"


async def check() -> list[Finding]:
    """The account that WhatsApp, text messages and calls go through."""
    known = (settings().twilio_account_sid, settings().twilio_auth_token)
    if not any(known):
        return [Finding("account", State.OFF, f"set {CREDENTIALS}: both are on the start page of Twilio's console")]
    if not all(known):
        return [Finding("account", State.BROKEN, f"set both {CREDENTIALS}")]
    try:
        async with reading(settings().twilio_base_url) as twilio:
            account = await twilio.fetch(account_path())
    except LookupError:
        return [Finding("account", State.BROKEN, "Twilio has no such account: look at VENTANILLA_TWILIO_ACCOUNT_SID")]
    except Unanswered as problem:
        return [Finding("account", State.BROKEN, f"{problem}: look at {CREDENTIALS}")]
    state = State.OK if account["status"] == "active" else State.BROKEN
    second = "a second token is taken, too" if settings().twilio_secondary_auth_token else "one token is taken"
    return [Finding("account", state, f"{account['friendly_name']}, {account['status']}; {second}")]


def unset(setting: str, meaning: str) -> list[Finding] | None:
    """What there is to say of a channel that has no number, or no account to use it with; None where it has both."""
    numbers = getattr(settings(), setting)
    name = f"VENTANILLA_{setting.upper()}"
    if not numbers:
        return [Finding("number", State.OFF, f"set {name}: {meaning}, as +573001234567")]
    if not (settings().twilio_account_sid and settings().twilio_auth_token):
        return [Finding("number", State.BROKEN, f"{name} is set, and {CREDENTIALS} are not")]
    return None


async def number_of(twilio: Estate, number: str) -> dict[str, Any] | None:
    """A number of the account's; None if it has no such number."""
    found = await twilio.list(account_path("/IncomingPhoneNumbers"), "incoming_phone_numbers", PhoneNumber=number)
    return next((one for one in found if one["phone_number"] == number), None)


def webhook(number: str, path: str, url: str | None, method: str | None, fallback: str | None) -> list[Finding]:
    """Where Twilio brings what comes to a number, whether it comes again, and where it goes when that fails.

    `path`: of our webhook; `url`, `method`, `fallback`: as they are set at Twilio.
    """
    wanted = settings().gateway_url + path
    if not url:
        return [Finding(f"{number} webhook", State.BROKEN, f"is not set: {wanted}{RETRIES}")]
    if urldefrag(url).url != wanted:
        return [Finding(f"{number} webhook", State.BROKEN, f"leads to {shown(url)}, not to {wanted}{RETRIES}")]
    if method != "POST":
        return [Finding(f"{number} webhook", State.BROKEN, f"is called with {method}: set it to POST")]
    findings = [Finding(f"{number} webhook", State.OK, shown(url))]
    if not comes_again(url):
        detail = f"Twilio does not come again after an error: write {wanted}{RETRIES}"
        findings.append(Finding(f"{number} retries", State.WEAK, detail))
    if not fallback:
        detail = "no address for when the webhook fails: docs/channels.md has one"
        findings.append(Finding(f"{number} fallback", State.WEAK, detail))
    return findings
