"""What the WhatsApp and the SMS connector have in common."""

from abc import ABC, abstractmethod
from collections.abc import Collection
from datetime import datetime, timedelta

from fastapi import APIRouter, Request, Response
from twilio.rest import Client
from twilio.twiml.messaging_response import MessagingResponse

from bot import media
from bot.messaging import intake
from bot.messaging.content import Event, Reply
from bot.messaging.webhook import Webhook
from bot.settings import settings
from connectors import pace, registry
from connectors.base import Part, Uncertain
from connectors.body import TooLarge, read_body
from connectors.refusals import refuse
from connectors.transport import quiet_logs
from connectors.twilio import files
from connectors.twilio.circuit import SHUT_OUT, Circuit, circuit_of
from connectors.twilio.errors import send_error
from connectors.twilio.form import Form, form_of, is_json
from connectors.twilio.http import TwilioHttp
from connectors.twilio.inbound import parse_inbound
from connectors.twilio.signature import is_signed
from connectors.twilio.status import parse_status

# Looking for a message of ours: how many of the newest, and by how much Twilio's clock may differ.
LOOK_BACK = 20
CLOCKS_APART = timedelta(minutes=1)


class TwilioConnector(ABC):
    """One channel on one Twilio number. `account` is our number in E.164, an address the citizen's.

    Replies go over the REST API, so the response to a webhook is empty TwiML, unless an emergency has to be answered
    while the database is away.
    """

    channel: str
    prefix = ""  # what Twilio writes before a number of this channel
    shut_out = SHUT_OUT
    rate: float | None = None  # messages a second that one sender may send; None: Twilio's queue sees to it

    def __init__(self, account: str) -> None:
        self.account = account
        self._http: TwilioHttp | None = None
        self._client: Client | None = None
        self._pace: pace.Share | None = None
        self._circuit = Circuit()

    @abstractmethod
    def render(self, reply: Reply, message_id: int) -> list[Part]:
        """The reply in this channel's form."""

    def routes(self) -> APIRouter:
        """POST /webhooks/<channel> for messages, POST /webhooks/<channel>/status for status callbacks."""
        router = APIRouter()
        router.add_api_route(f"/webhooks/{self.channel}", self._receive, methods=["POST"])
        router.add_api_route(f"/webhooks/{self.channel}/status", self._receive, methods=["POST"])
        return router

    async def start(self, *, webhooks: bool = False) -> None:
        """Open the HTTP client. Twilio's webhooks are set by the operator in its console."""
        quiet_logs()
        self._pace = pace.Share(self.rate) if self.rate else None
        self._circuit = circuit_of(settings().twilio_account_sid, settings().twilio_auth_token)
        self._http = TwilioHttp(settings().twilio_base_url)
        self._client = Client(settings().twilio_account_sid, settings().twilio_auth_token, http_client=self._http)

    async def stop(self) -> None:
        if self._http:
            await self._http.close()
        self._http = self._client = None

    async def send(self, address: str, part: Part) -> str:
        """Hand one part to Twilio; its MessageSid. Raises Retry, Refused or Uncertain."""
        client = self._ready()
        self._circuit.check()
        if self._pace:
            await self._pace.acquire()
        try:
            message = await client.messages.create_async(
                to=self.prefix + address,
                from_=self.prefix + self.sender,
                status_callback=self._status_url(),
                **self.content(part),
            )
        except Exception as error:
            meaning = send_error(error)
            self._circuit.note(meaning)
            raise meaning from error
        return str(message.sid)

    async def taken(self, address: str, part: Part, since: datetime, known: Collection[str]) -> str | None:
        """The MessageSid of a part that Twilio may have taken: to this number, from ours, in these words, and new.

        A message that is still queued may have no date of sending yet, so the newest of any date are looked at as well.
        """
        addresses = {"to": self.prefix + address, "from_": self.prefix + self.sender}
        earliest = since - CLOCKS_APART
        try:
            self._circuit.check()
            for dated in ({"date_sent_after": earliest}, {}):
                messages = await self._ready().messages.list_async(**addresses, **dated, limit=LOOK_BACK)
                for message in messages:
                    new = message.sid not in known and (message.date_created or earliest) >= earliest
                    if new and self._says(message.body or "", part):
                        return str(message.sid)
        except Exception as error:
            raise Uncertain(str(send_error(error))) from error
        return None

    def _says(self, body: str, part: Part) -> bool:
        """Whether a message of Twilio's may be this part; a file's link is made anew each time."""
        ours = str(self.content(part).get("body") or part.text)
        return part.document is not None or not ours or body.split() == ours.split()

    @property
    def sender(self) -> str:
        """Our number that messages leave from."""
        return self.account

    def _status_url(self) -> str:
        """Where Twilio tells what became of a message."""
        return f"{settings().gateway_url}/webhooks/{self.channel}/status"

    def _account_of(self, form: Form, webhook: Webhook) -> str:
        """The account whose message a status is about. KeyError where none is named."""
        return form["From"].removeprefix(self.prefix)

    def _ready(self) -> Client:
        if self._client is None:
            raise RuntimeError("start() the connector before sending")
        return self._client

    async def download(self, reference: str, limit: int) -> bytes:
        """A file by the address that came with its message. Raises Retry, Refused or FileTooLarge."""
        return await files.download(reference, limit)

    def content(self, part: Part) -> dict[str, object]:
        """The part as the library's arguments: a text, or a file under a link that expires."""
        if part.document:
            return {"body": part.text or part.document.name, "media_url": [media.link(part.document.media_id)]}
        return {"body": part.text}

    def read(self, webhook: Webhook) -> Event | None:
        """A message, or how far one of ours came. KeyError or ValueError when it is neither."""
        form = form_of(webhook)
        if webhook.path.endswith("status"):
            return parse_status(form, self.channel, self._account_of(form, webhook))
        return parse_inbound(form, registry.channel(self.channel))

    async def _receive(self, request: Request) -> Response:
        webhook = await self._verified(request)
        if isinstance(webhook, Response):
            return webhook
        try:
            event = self.read(webhook)
        except (KeyError, ValueError):
            return refuse(self.channel, "unreadable")
        if event is None:
            return self._twiml(None)
        if not self._is_ours(event.account):
            return refuse(self.channel, "account")
        try:
            receipt = await intake.receive(event, webhook)
        except intake.Unavailable:
            return Response(status_code=503)
        return self._twiml(receipt.emergency_script)

    async def _verified(self, request: Request) -> Webhook | Response:
        """What Twilio told, if it signed that for our account; otherwise the response that refuses it."""
        try:
            webhook = Webhook.of(request, await read_body(request))
            form = form_of(webhook)
        except TooLarge:
            return refuse(self.channel, "too_large")
        except ValueError:
            return refuse(self.channel, "signature")
        secrets = (settings().twilio_auth_token, settings().twilio_secondary_auth_token)
        signed = webhook.body if is_json(webhook) else form
        if not is_signed(request, settings().gateway_url, signed, secrets):
            return refuse(self.channel, "signature")
        if form.get("AccountSid") != settings().twilio_account_sid:
            return refuse(self.channel, "account")
        return webhook

    def _is_ours(self, account: str) -> bool:
        """Whether one of this channel's numbers is meant; the channel's webhooks are one for all of them."""
        return any((known.channel, known.account) == (self.channel, account) for known in registry.configured())

    def _twiml(self, script: str | None) -> Response:
        response = MessagingResponse()
        for part in self.render(Reply(text=script), 0) if script else []:
            response.message(part.text)
        return Response(str(response), media_type="text/xml")
