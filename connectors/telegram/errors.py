"""What an exception of python-telegram-bot means for a message.

Source: https://core.telegram.org/bots/api#making-requests and the library's exceptions. The first class that fits
counts: BadRequest and TimedOut are kinds of NetworkError.
"""

from collections.abc import Callable
from datetime import timedelta

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from connectors.base import FileTooLarge, Refused, Retry, SendError, Uncertain
from connectors.transport import never_sent

# The office has to mend its token; until then every message would fail, and none of them for its own sake.
OPERATOR_SECONDS = 300.0

# What Telegram says of a chat that no message will ever reach.
UNREACHABLE = ("chat not found", "user not found", "peer_id_invalid", "user is deactivated")


def send_error(error: TelegramError) -> SendError:
    """What a failed call means: wait, give up, or nobody knows."""
    meaning = next((meaning for kind, meaning in MEANINGS if isinstance(error, kind)), _unreadable)
    return meaning(error, f"telegram {type(error).__name__}")


def download_error(error: TelegramError) -> SendError:
    """What a failed download means: asking again changes nothing there, so doubt is a reason to."""
    if isinstance(error, BadRequest) and "too big" in error.message.lower():
        return FileTooLarge("telegram: too large")
    meaning = send_error(error)
    return Retry(str(meaning)) if isinstance(meaning, Uncertain) else meaning


def _too_fast(error: TelegramError, reason: str) -> SendError:
    wait = error.retry_after if isinstance(error, RetryAfter) else None
    return Retry(reason, after=wait.total_seconds() if isinstance(wait, timedelta) else wait, patient=True)


def _blocked(error: TelegramError, reason: str) -> SendError:
    return Refused(f"{reason}: {error.message}", unreachable=True)


def _bad_request(error: TelegramError, reason: str) -> SendError:
    gone = any(words in error.message.lower() for words in UNREACHABLE)
    return Refused(f"{reason}: {error.message}", unreachable=gone)


def _bad_token(error: TelegramError, reason: str) -> SendError:
    return Retry(reason, after=OPERATOR_SECONDS, patient=True)


def _try_again(error: TelegramError, reason: str) -> SendError:
    return Retry(reason)


def _network(error: TelegramError, reason: str) -> SendError:
    """An httpx error underneath tells whether the call had left; without one Telegram has answered with a 5xx."""
    if not isinstance(error.__cause__, httpx.HTTPError):
        return Retry(reason)
    reason = f"telegram {type(error.__cause__).__name__}"
    return Retry(reason) if never_sent(error.__cause__) else Uncertain(reason)


def _unreadable(error: TelegramError, reason: str) -> SendError:
    return Uncertain(reason)


MEANINGS: tuple[tuple[type[TelegramError], Callable[[TelegramError, str], SendError]], ...] = (
    (RetryAfter, _too_fast),
    (Forbidden, _blocked),  # or the account is gone
    (BadRequest, _bad_request),
    (ChatMigrated, _blocked),  # only groups do, and we write to people
    (InvalidToken, _bad_token),
    (Conflict, _try_again),
    (NetworkError, _network),
)
