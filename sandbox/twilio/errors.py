"""Refusals of Twilio's REST API: status, code and words (twilio.com/docs/api/errors)."""

from typing import Any


class TwilioError(Exception):
    """A request refused. `retry_after`: seconds, where the answer says when to come again."""

    def __init__(self, code: int, message: str, status: int = 400, retry_after: int | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status
        self.retry_after = retry_after

    def body(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "message": self.message,
            "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
            "status": self.status,
        }


def authenticate() -> TwilioError:
    return TwilioError(20003, "Authenticate", 401)


def not_found(path: str) -> TwilioError:
    return TwilioError(20404, f"The requested resource {path} was not found", 404)


def too_many(retry_after: int | None = None) -> TwilioError:
    return TwilioError(20429, "Too Many Requests", 429, retry_after)


def server_error() -> TwilioError:
    return TwilioError(20500, "An internal server error has occurred", 500)


def masked(address: str) -> str:
    """An address as Twilio writes it into errors: without its last four digits."""
    return address[:-4] + "XXXX" if len(address) > 4 else address


# What a status callback may carry once a message was accepted.
DELIVERY_ERRORS = {
    11200: "HTTP retrieval failure",
    30001: "Queue overflow",
    30003: "Unreachable destination handset",
    30006: "Landline or unreachable carrier",
    30007: "Message filtered",
    30008: "Unknown error",
    30005: "Unknown destination handset",
    63016: "Failed to send freeform message because you are outside the allowed window. "
    "If you are using WhatsApp, please use a Message Template.",
    63018: "Rate limit exceeded for Channel",
    63019: "Media failed to download",
    63021: "Channel invalid content error",
    63024: "Invalid message recipient",
    63028: "Number of parameters provided does not match the expected number of parameters",
    63041: "Template is not approved",
}
