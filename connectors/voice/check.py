"""Whether calls reach us."""

from typing import Any

from bot.settings import settings
from connectors.checkup import Finding, State, Unanswered, shown
from connectors.twilio.check import number_of, unset, webhook
from connectors.twilio.estate import reading

PATH = "/webhooks/voice"


async def check() -> list[Finding]:
    """Each number: whether it is ours, takes calls, and where those go."""
    if nothing := unset("voice_number", "a number of Twilio's that can be called"):
        return nothing
    findings: list[Finding] = []
    try:
        async with reading(settings().twilio_base_url) as twilio:
            for number in settings().voice_number.split():
                findings += _number(number, await number_of(twilio, number))
    except Unanswered as problem:
        findings.append(Finding("number", State.BROKEN, str(problem)))
    return findings


def _number(number: str, known: dict[str, Any] | None) -> list[Finding]:
    if known is None:
        return [Finding(number, State.BROKEN, "the account has no such number: look at VENTANILLA_VOICE_NUMBER")]
    if not known["capabilities"]["voice"]:
        return [Finding(number, State.BROKEN, "cannot be called: take a number that can")]
    set_ = (known["voice_url"], known["voice_method"], known["voice_fallback_url"])
    findings = [Finding(number, State.OK, "can be called"), *webhook(number, PATH, *set_)]
    wanted = f"{settings().gateway_url}{PATH}/status"
    if known["status_callback"] != wanted:
        now = shown(known["status_callback"]) if known["status_callback"] else "not set"
        detail = f"{now}: how a call ended is told to {wanted}"
        findings.append(Finding(f"{number} status", State.WEAK, detail))
    return findings
