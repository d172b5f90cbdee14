"""Twilio's error codes, and what each means for a message.

Source: https://www.twilio.com/docs/api/errors. A message is refused for good unless its code is listed with a wait.
"""

from http import HTTPStatus

import aiohttp
from twilio.base.exceptions import TwilioRestException, TwilioServiceException

from connectors.base import Refused, Retry, SendError, Uncertain
from connectors.transport import never_sent

# The office has to mend something; until then every message would fail, and none of them for its own sake.
OPERATOR_SECONDS = 300.0

# Code -> seconds to wait.
WAIT: dict[int, float] = {
    20003: OPERATOR_SECONDS,  # wrong credentials
    20404: OPERATOR_SECONDS,  # no such account
    21606: OPERATOR_SECONDS,  # our number cannot send messages
    21659: OPERATOR_SECONDS,  # our number is not of this account
    30002: OPERATOR_SECONDS,  # account suspended
    63007: OPERATOR_SECONDS,  # our number is no WhatsApp sender
    20429: 2.0,  # too many requests at once
    14107: 2.0,  # too many messages a second
    21611: 60.0,  # the sender's queue is full
    30001: 60.0,  # queue overflow
    63018: 10.0,  # WhatsApp's rate for the sender
}

# Nobody is reached at this address, today or tomorrow.
UNREACHABLE = {
    21211,  # invalid number
    21214,  # number cannot be reached
    21610,  # opted out
    21614,  # not a mobile number
    30004,  # blocked
    30005,  # unknown handset
    30006,  # landline or unreachable carrier
    63003,  # no such WhatsApp address
    63024,  # not a WhatsApp user
}


def is_unreachable(code: str) -> bool:
    """True when a status callback's error code says that the address itself is no good."""
    return code.isdigit() and int(code) in UNREACHABLE


def send_error(error: Exception) -> SendError:
    """What a failed call means: wait, give up, or nobody knows."""
    if isinstance(error, SendError):
        return error
    if isinstance(error, TwilioRestException | TwilioServiceException):
        return _answered(error.status, int(error.code or 0))
    if isinstance(error, aiohttp.ClientError | TimeoutError):
        reason = f"twilio {type(error).__name__}"
        return Retry(reason) if never_sent(error) else Uncertain(reason)
    return Uncertain(f"twilio {type(error).__name__}")  # an answer that the library could not read


def _answered(status: int, code: int) -> SendError:
    reason = f"twilio {code or status}"
    if code in WAIT:
        return Retry(reason, after=WAIT[code])
    if status == HTTPStatus.GATEWAY_TIMEOUT:
        return Uncertain(reason)
    if status >= 500:
        return Retry(reason)
    if status in (401, 403) and code not in UNREACHABLE:
        return Retry(reason, after=OPERATOR_SECONDS)
    return Refused(reason, unreachable=code in UNREACHABLE)
