"""Refusals of the Bot API, with the words of the real server (tdlib/telegram-bot-api, Client.cpp)."""

from typing import Any


class TelegramError(Exception):
    """A call refused. `code` is both the HTTP status and `error_code`; retry_after in whole seconds."""

    def __init__(self, code: int, description: str, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after = retry_after

    def body(self) -> dict[str, Any]:
        answer: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.retry_after is not None:
            answer["parameters"] = {"retry_after": self.retry_after}
        return answer


def bad_request(reason: str) -> TelegramError:
    return TelegramError(400, f"Bad Request: {reason}")


def unauthorized() -> TelegramError:
    return TelegramError(401, "Unauthorized")


def not_found(what: str = "") -> TelegramError:
    return TelegramError(404, f"Not Found: {what}" if what else "Not Found")


def blocked() -> TelegramError:
    return TelegramError(403, "Forbidden: bot was blocked by the user")


def too_many(retry_after: int) -> TelegramError:
    return TelegramError(429, f"Too Many Requests: retry after {retry_after}", retry_after)
