"""The office's numbers at Twilio."""

from bot.settings import settings


def senders(numbers: str) -> list[str]:
    """The numbers that a setting lists, E.164 with spaces between; none as long as the Twilio account is not set."""
    is_set = settings().twilio_account_sid and settings().twilio_auth_token
    return numbers.split() if is_set else []
