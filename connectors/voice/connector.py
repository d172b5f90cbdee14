"""The voice connector: one number at Twilio that citizens call. The response to each webhook is what is said next."""

import secrets
from collections.abc import Awaitable, Callable
from datetime import datetime
from urllib.parse import parse_qsl, quote

from fastapi import APIRouter, Request, Response

from bot.calls import by_text, callback, calls
from bot.database import AWAY, transaction
from bot.messaging import intake, spooling
from bot.messaging.content import Reply
from bot.messaging.webhook import Webhook
from bot.settings import settings
from connectors.base import Connector, Part, Refused
from connectors.refusals import refuse
from connectors.sms.connector import SmsConnector
from connectors.twilio.connector import TwilioConnector
from connectors.twilio.form import Form, form_of
from connectors.twilio.senders import senders
from connectors.voice import dialog, late
from connectors.voice.channel import CHANNEL
from connectors.voice.prompt import Prompt
from connectors.voice.step import Step, parse_step
from connectors.voice.twiml import twiml

PATH = "/webhooks/voice"
ENDED = frozenset(["completed", "busy", "failed", "no-answer", "canceled"])
# Answers to what was said in the call: nobody waits for them after it, unless an agent wrote them.
ANSWERS = frozenset(["reply", "safety"])


def configured() -> list[Connector]:
    """A connector for each of our numbers that citizens call."""
    return [VoiceConnector(number) for number in senders(settings().voice_number)]


class VoiceConnector(TwilioConnector):
    """Calls to one number. What is written to a caller after the call goes out by SMS, or is left to a call back."""

    channel = CHANNEL.name

    def __init__(self, account: str) -> None:
        super().__init__(account)
        self._sms = SmsConnector(self.sender)

    def routes(self) -> APIRouter:
        """POST /webhooks/voice: a call comes in; …/heard, …/wait, …/dialed: its steps; …/fallback: when one failed;
        …/status: how it ended; …/text-status: what became of a text message.
        """
        router = APIRouter()
        steps: dict[str, Callable[[Step], Awaitable[Prompt]]] = {
            "": dialog.greet,
            "/heard": dialog.hear,
            "/wait": dialog.wait,
            "/dialed": dialog.dialed,
            "/fallback": dialog.broken,
        }
        for path, what in steps.items():
            router.add_api_route(f"{PATH}{path}", self._step(what), methods=["POST"])
        router.add_api_route(f"{PATH}/status", self._receive_end, methods=["POST"])
        router.add_api_route(f"{PATH}/text-status", self._receive, methods=["POST"])
        return router

    @property
    def sender(self) -> str:
        """Text messages to callers come from our first number for these."""
        return next(iter(settings().sms_number.split()), "")

    def render(self, reply: Reply, message_id: int) -> list[Part]:
        """As text messages: a call takes what is said from the reply itself."""
        return self._sms.render(reply, message_id)

    def content(self, part: Part) -> dict[str, object]:
        return self._sms.content(part)

    async def send(self, address: str, part: Part) -> str:
        """In a call nothing is left to do: the next step says it. After it, what a person wrote goes out by SMS.

        What the assistant had to say to somebody who hung up is not sent on. Where no message can be sent, the citizen
        is to be called.
        """
        async with transaction() as session:
            if await calls.is_live(session, self.account, address):
                return f"{calls.TAKEN}{secrets.token_hex(12)}"
            found = await calls.being_sent(session, self.account, address)
            matters = found is not None and (found[0].author == "agent" or found[0].purpose not in ANSWERS)
            sends = matters and by_text.can_send(address)
            to_be_told = found is not None and (found[0].author == "agent" or found[0].purpose == "case_update")
            if found and to_be_told and not sends:
                await callback.request(session, found[1], calls.number_of(address))
        if not sends:
            raise Refused(calls.HUNG_UP)
        return await super().send(address, part)

    def _status_url(self) -> str:
        return f"{settings().gateway_url}/webhooks/voice/text-status?account={quote(self.account)}"

    def _account_of(self, form: Form, webhook: Webhook) -> str:
        """The messages leave from the number for text messages, so that the number called stands in our own address."""
        return dict(parse_qsl(webhook.query))["account"]

    def _step(self, what: Callable[[Step], Awaitable[Prompt]]) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            webhook = await self._verified(request)
            if isinstance(webhook, Response):
                return webhook
            step = self._step_of(webhook)
            if isinstance(step, Response):
                return step
            try:
                return Response(twiml(await what(step)), media_type="text/xml")
            except intake.Unavailable:
                return Response(status_code=503)

        return answer

    def _step_of(self, webhook: Webhook) -> Step | Response:
        try:
            step = parse_step(webhook)
        except (KeyError, ValueError):
            return refuse(self.channel, "unreadable")
        return step if self._is_ours(step.caller.account) else refuse(self.channel, "account")

    async def _receive_end(self, request: Request) -> Response:
        webhook = await self._verified(request)
        if isinstance(webhook, Response):
            return webhook
        form = form_of(webhook)
        if "CallSid" not in form or "CallStatus" not in form:
            return refuse(self.channel, "unreadable")
        account = form.get("To", "")
        if not self._is_ours(account):
            return refuse(self.channel, "account")
        if form["CallStatus"] in ENDED and not await self._end(form, account):
            kept = await spooling.keep_webhook(self.channel, account, webhook, "call_end")
            return Response(status_code=204 if kept else 503)
        return Response(status_code=204)

    async def _end(self, form: Form, account: str) -> bool:
        """End a call; False where its end must wait for the database."""
        if spooling.must_wait(self.channel, account):
            return False
        try:
            await dialog.soon(calls.end(form["CallSid"], form["CallStatus"]))
        except AWAY:
            return False
        return True

    async def store_late(self, webhook: Webhook, received_at: datetime, *, answered: bool) -> None:
        """What became of a text message is an event; the others go on with a call, or end it."""
        match webhook.path.removeprefix(PATH):
            case "/text-status":
                if event := self.read(webhook):
                    await intake.store_spooled(event, received_at, answered=False)
            case "/status":
                form = form_of(webhook)
                await calls.end(form["CallSid"], form["CallStatus"])
            case "":
                await late.greeted(parse_step(webhook), received_at)
            case "/dialed":
                await late.transferred(parse_step(webhook))
            case _:
                await late.heard(parse_step(webhook), received_at, answered=answered)
