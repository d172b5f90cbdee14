"""What a call to Twilio that failed means for a message; the codes are in connectors.twilio.codes."""

import logging
from http import HTTPStatus

import aiohttp
from twilio.base.exceptions import TwilioRestException, TwilioServiceException

from connectors.base import Refused, Retry, SendError, Uncertain, WindowClosed
from connectors.transport import never_sent
from connectors.twilio.codes import OPERATOR_SECONDS, known

log = logging.getLogger(__name__)


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
    meaning = known(code)
    if meaning.alert:
        log.error("Twilio refuses a message (%s): %s", code, meaning.meaning)
    if meaning.action in ("busy", "operator"):
        return Retry(reason, after=meaning.wait, patient=True)
    if meaning.action == "window":
        return WindowClosed(reason)
    if meaning.action == "refuse" and (unlisted := _by_status(status, reason)):
        return unlisted
    opted_out = meaning.action == "opted_out"
    return Refused(reason, unreachable=opted_out or meaning.action == "unreachable", opted_out=opted_out)


def _by_status(status: int, reason: str) -> SendError | None:
    """What the status alone says; None for a message that is refused."""
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return Retry(reason, patient=True)
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return Retry(reason, after=OPERATOR_SECONDS, patient=True)
    if status == HTTPStatus.GATEWAY_TIMEOUT:
        return Uncertain(reason)
    return Retry(reason) if status >= 500 else None
