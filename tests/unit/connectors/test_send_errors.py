"""What each kind of failure means: wait, give up, or nobody knows."""

import aiohttp
import httpx
import pytest
from aiohttp.client_reqrep import ConnectionKey
from telegram import error as telegram
from twilio.base.exceptions import TwilioRestException

from connectors.base import Refused, Retry, SendError, Uncertain, WindowClosed
from connectors.telegram import errors as telegram_errors
from connectors.twilio import errors as twilio_errors

CONNECTION = ConnectionKey("twilio.test", 443, True, True, None, None, None)


def caused(error: telegram.NetworkError, cause: Exception) -> telegram.NetworkError:
    error.__cause__ = cause
    return error


def outcome(error: SendError) -> tuple[type[SendError], object]:
    """The kind of error, with its wait or its reach."""
    if isinstance(error, Retry):
        return Retry, error.after
    return (Refused, error.unreachable) if isinstance(error, Refused) else (type(error), None)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (telegram.RetryAfter(7), (Retry, 7.0)),
        (telegram.Forbidden("Forbidden: bot was blocked by the user"), (Refused, True)),
        (telegram.BadRequest("Chat not found"), (Refused, True)),
        (telegram.BadRequest("Message is too long"), (Refused, False)),
        (telegram.ChatMigrated(-100), (Refused, True)),
        (telegram.InvalidToken("Unauthorized"), (Retry, 300.0)),
        (telegram.Conflict("terminated by other getUpdates"), (Retry, None)),
        (telegram.NetworkError("Bad Gateway"), (Retry, None)),
        (caused(telegram.NetworkError("x"), httpx.ConnectError("refused")), (Retry, None)),
        (caused(telegram.TimedOut(), httpx.ConnectTimeout("slow")), (Retry, None)),
        (caused(telegram.TimedOut(), httpx.PoolTimeout("busy")), (Retry, None)),
        (caused(telegram.TimedOut(), httpx.ReadTimeout("slow")), (Uncertain, None)),
        (caused(telegram.NetworkError("x"), httpx.RemoteProtocolError("gone")), (Uncertain, None)),
        (telegram.TelegramError("Invalid server response"), (Uncertain, None)),
    ],
)
def test_telegram(error: telegram.TelegramError, expected: tuple[type[SendError], object]) -> None:
    assert outcome(telegram_errors.send_error(error)) == expected


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (400, 21610, (Refused, True)),
        (400, 21211, (Refused, True)),
        (400, 21214, (Refused, True)),
        (400, 21614, (Refused, True)),
        (400, 21408, (Refused, False)),
        (400, 21612, (Refused, False)),
        (400, 21617, (Refused, False)),
        (400, 63016, (WindowClosed, None)),
        (400, 63018, (Retry, 10.0)),
        (400, 21611, (Retry, 60.0)),
        (429, 20429, (Retry, None)),
        (401, 20003, (Retry, 300.0)),
        (404, 20404, (Retry, 300.0)),
        (400, 63007, (Retry, 300.0)),
        (403, 0, (Retry, 300.0)),
        (500, 20500, (Retry, None)),
        (503, 503, (Retry, None)),
        (504, 504, (Uncertain, None)),
        (400, 30001, (Retry, 60.0)),
        (400, 30002, (Retry, 300.0)),
        (400, 30004, (Refused, True)),
        (400, 30005, (Refused, True)),
        (400, 30006, (Refused, True)),
        (400, 30007, (Refused, False)),
        (400, 63003, (Refused, True)),
        (400, 63005, (Refused, False)),
        (400, 63013, (Refused, False)),
        (400, 63024, (Refused, True)),
        (400, 63032, (Refused, False)),
        (400, 63049, (Refused, False)),
        (400, 99999, (Refused, False)),
    ],
)
def test_twilio_answers(status: int, code: int, expected: tuple[type[SendError], object]) -> None:
    assert outcome(twilio_errors.send_error(TwilioRestException(status, "/", code=code))) == expected


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (aiohttp.ClientConnectorError(CONNECTION, OSError("refused")), Retry),
        (aiohttp.ConnectionTimeoutError("slow"), Retry),
        (aiohttp.SocketTimeoutError("slow"), Uncertain),
        (aiohttp.ServerDisconnectedError("gone"), Uncertain),
        (aiohttp.ClientOSError("reset"), Uncertain),
        (ValueError("no JSON"), Uncertain),
    ],
)
def test_twilio_does_not_answer(error: Exception, expected: type[SendError]) -> None:
    assert type(twilio_errors.send_error(error)) is expected


@pytest.mark.parametrize(
    ("status", "code", "patient"),
    [(429, 20429, True), (401, 20003, True), (400, 21611, True), (400, 63018, True), (500, 20500, False)],
)
def test_a_busy_provider_says_nothing_of_the_message(status: int, code: int, patient: bool) -> None:
    error = twilio_errors.send_error(TwilioRestException(status, "/", code=code))

    assert isinstance(error, Retry)
    assert error.patient is patient


@pytest.mark.parametrize(
    ("code", "told"), [(21408, True), (21612, True), (63041, True), (21211, False), (30007, False)]
)
def test_what_the_office_has_to_mend_is_told_whoever_runs_it(
    code: int, told: bool, caplog: pytest.LogCaptureFixture
) -> None:
    twilio_errors.send_error(TwilioRestException(400, "/", code=code))

    records = [record for record in caplog.records if record.name == twilio_errors.__name__]
    assert [(record.levelname, str(code) in record.message) for record in records] == [("ERROR", True)] * told


def test_who_told_twilio_stop_has_opted_out() -> None:
    error = twilio_errors.send_error(TwilioRestException(400, "/", code=21610))

    assert isinstance(error, Refused)
    assert error.opted_out


def test_a_reason_names_no_one() -> None:
    error = TwilioRestException(400, "/Messages.json", "The 'To' number +573000000101 is not valid", 21211)

    assert str(twilio_errors.send_error(error)) == "twilio 21211"
