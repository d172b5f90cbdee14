"""Whether WhatsApp messages reach us and leave us, with their buttons, lists and templates."""

from typing import Any

from bot.settings import settings
from connectors.checkup import Finding, State, Unanswered
from connectors.twilio.check import unset, webhook
from connectors.twilio.estate import Estate, reading
from connectors.whatsapp import contents

PATH = "/webhooks/whatsapp"
# What Twilio says of a sender that sends.
ONLINE = "ONLINE"
# Our forms of buttons and lists need no approval: they are sent only within the 24 h window.
APPROVED, REFUSED = "approved", {"rejected", "paused", "disabled"}


async def check() -> list[Finding]:
    """Each sender: whether it is online, and where its messages go; and the content templates."""
    if nothing := unset("whatsapp_number", "a WhatsApp sender of the Twilio account's"):
        return nothing
    findings: list[Finding] = []
    try:
        async with reading(settings().twilio_messaging_base_url) as messaging:
            listed = await messaging.list("/v2/Channels/Senders", "senders", Channel="whatsapp")
        known = {sender["sender_id"].removeprefix("whatsapp:"): sender for sender in listed}
        for number in settings().whatsapp_number.split():
            findings += _sender(number, known.get(number))
        async with reading(settings().twilio_content_base_url) as content:
            findings += await _contents(content)
    except Unanswered as problem:
        findings.append(Finding("sender", State.BROKEN, str(problem)))
    return findings


def _sender(number: str, known: dict[str, Any] | None) -> list[Finding]:
    if known is None:
        return [Finding(number, State.BROKEN, "the account has no such sender: look at VENTANILLA_WHATSAPP_NUMBER")]
    properties = known.get("properties") or {}
    quality = f"quality {properties.get('quality_rating') or 'unknown'}"
    limit = f"{properties.get('messaging_limit') or 'unknown'} may be written to first"
    if not known["status"].startswith(ONLINE):
        return [Finding(number, State.BROKEN, f"{known['status']}: Twilio's console says why, under WhatsApp senders")]
    state = State.WEAK if properties.get("quality_rating") == "LOW" else State.OK
    hook = known.get("webhook") or {}
    set_ = (hook.get("callback_url"), hook.get("callback_method"), hook.get("fallback_url"))
    return [Finding(number, state, f"online; {quality}; {limit}"), *webhook(number, PATH, *set_)]


async def _contents(content: Estate) -> list[Finding]:
    ours = settings().whatsapp_contents
    there = {one["sid"] for one in await content.list("/v1/Content", "contents")}
    findings = [_forms(ours, there)]
    for name, sid in ours.items():
        if name in contents.names():
            continue
        findings.append(Finding(name, *(await _approval(content, sid) if sid in there else _GONE)))
    return findings


_GONE = (State.BROKEN, "Twilio has no such template: run `ventanilla whatsapp contents` again")


def _forms(ours: dict[str, str], there: set[str]) -> Finding:
    forms = contents.names()
    lost = [name for name in forms if ours.get(name) and ours[name] not in there]
    if lost:
        return Finding("buttons and lists", State.BROKEN, f"{', '.join(lost)}: {_GONE[1]}")
    missing = len([name for name in forms if name not in ours])
    if missing:
        detail = f"{missing} of {len(forms)} forms are missing, and go as numbered text: `ventanilla whatsapp contents`"
        return Finding("buttons and lists", State.WEAK, detail)
    return Finding("buttons and lists", State.OK, f"all {len(forms)} forms")


async def _approval(content: Estate, sid: str) -> tuple[State, str]:
    """What Meta says of a template that is sent outside the 24 h window."""
    answer = await content.fetch(f"/v1/Content/{sid}/ApprovalRequests")
    status = str(answer["whatsapp"]["status"])
    if status == APPROVED:
        return State.OK, status
    reason = answer["whatsapp"].get("rejection_reason") or ""
    return (State.BROKEN if status in REFUSED else State.WEAK), f"{status} {reason}".strip()
