"""Whether our bot is there, and whether Telegram reaches us."""

from datetime import UTC, datetime

from telegram import Bot, WebhookInfo
from telegram.error import InvalidToken, TelegramError

from bot.settings import settings
from connectors.checkup import Finding, State, Unanswered, shown
from connectors.telegram.registration import PATH
from connectors.telegram.update import ALLOWED
from connectors.transport import quiet_logs

TOKEN = "VENTANILLA_TELEGRAM_TOKEN"


async def check() -> list[Finding]:
    """The bot, its webhook, what waits there, and Telegram's last trouble with it."""
    if not settings().telegram_token:
        return [Finding("bot", State.OFF, f"set {TOKEN}: write /newbot to @BotFather, who gives it")]
    try:
        name, info = await _ask()
    except Unanswered as problem:
        return [Finding("bot", State.BROKEN, str(problem))]
    return [Finding("bot", State.OK, f"@{name}"), *_webhook(info)]


async def _ask() -> tuple[str, WebhookInfo]:
    quiet_logs()
    base_url = settings().telegram_base_url.rstrip("/")
    try:
        async with Bot(settings().telegram_token, base_url=f"{base_url}/bot") as bot:
            return bot.username, await bot.get_webhook_info()
    except InvalidToken:  # its text has the token in it
        raise Unanswered(f"Telegram does not know the token in {TOKEN}: @BotFather has it under /mybots") from None
    except TelegramError as error:
        raise Unanswered(f"Telegram does not answer ({type(error).__name__})") from None


def _webhook(info: WebhookInfo) -> list[Finding]:
    wanted = settings().gateway_url + PATH
    if info.url != wanted:
        leads = f"leads to {shown(info.url)}" if info.url else "is not set"
        return [Finding("webhook", State.BROKEN, f"{leads}, not to {wanted}: the gateway sets it when it starts")]
    findings = [Finding("webhook", State.OK, shown(info.url))]
    if missing := set(ALLOWED) - set(info.allowed_updates or ALLOWED):
        detail = f"{', '.join(sorted(missing))} do not come: restart the gateway, which asks for them"
        findings.append(Finding("updates", State.WEAK, detail))
    return [*findings, _trouble(info)]


def _trouble(info: WebhookInfo) -> Finding:
    """What Telegram has met at our address: that is how it looks from outside."""
    waiting = f"{info.pending_update_count} updates wait" if info.pending_update_count else "nothing waits"
    if not info.last_error_message or info.last_error_date is None:
        return Finding("delivery", State.OK, f"{waiting}, no trouble")
    ago = datetime.now(UTC) - info.last_error_date
    detail = f"{waiting}; {_span(ago.total_seconds())} ago: {info.last_error_message}"
    return Finding("delivery", State.BROKEN if info.pending_update_count else State.WEAK, detail)


def _span(seconds: float) -> str:
    for length, name in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= length:
            return f"{seconds // length:.0f} {name}"
    return f"{max(seconds, 0):.0f} s"
