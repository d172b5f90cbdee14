"""Status callbacks: each step of a message, posted to the URL it was sent with."""

import asyncio

from sandbox.twilio.account import Account
from sandbox.twilio.errors import DELIVERY_ERRORS
from sandbox.twilio.hooks import post
from sandbox.twilio.message import Resource

RANK = {"queued": 1, "sending": 2, "sent": 3, "delivered": 4, "read": 5, "undelivered": 6, "failed": 6}


async def report(account: Account, resource: Resource, status: str, error: int | None = None) -> None:
    """Move a message to a status and tell its StatusCallback, unless a fault says otherwise."""
    if RANK[status] > RANK[resource.status]:
        resource.status = status
        resource.updated = account.clock.now()
    if error:
        resource.error_code, resource.error_message = error, DELIVERY_ERRORS[error]
    if not resource.status_callback or account.faults.strike(resource.channel, "callbacks_never"):
        return
    times = 2 if account.faults.strike(resource.channel, "callbacks_twice") else 1
    parameters = _parameters(account, resource, status, error)
    reference = f"{resource.sid}:{status}"
    url = resource.status_callback
    calls = (
        post(account, url, parameters, channel=resource.channel, kind="status", reference=reference)
        for _ in range(times)
    )
    answers = await asyncio.gather(*calls)
    resource.told += [status for answer in answers if answer is not None and answer.is_success]
    phone = account.phones.find(resource.channel, resource.to.removeprefix("whatsapp:"))
    if phone and phone.watchers and (message := phone.message(resource.sid)):
        phone.show(message)


def _parameters(account: Account, resource: Resource, status: str, error: int | None) -> dict[str, str]:
    parameters = {
        "SmsSid": resource.sid,
        "SmsStatus": status,
        "MessageStatus": status,
        "To": resource.to,
        "MessageSid": resource.sid,
        "AccountSid": resource.account_sid,
        "From": resource.from_,
        "ApiVersion": "2010-04-01",
    }
    if error:
        parameters |= {"ErrorCode": str(error), "ErrorMessage": DELIVERY_ERRORS[error]}
    if resource.channel == "sms":
        done = {"RawDlrDoneDate": account.clock.now().strftime("%y%m%d%H%M")}
        return parameters | (done if status == "delivered" else {})
    parameters |= {
        "ChannelPrefix": "whatsapp",
        "ChannelInstallSid": "XE" + resource.account_sid[2:],
        "ChannelToAddress": resource.to.removeprefix("whatsapp:")[:-4] + "XXXX",
        "StructuredMessage": "true" if resource.content_sid else "false",
    }
    if error:
        parameters["ChannelStatusMessage"] = DELIVERY_ERRORS[error]
    return parameters | ({"EventType": status.upper()} if status in ("delivered", "read", "undelivered") else {})
