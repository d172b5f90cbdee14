"""Messages from citizens: the webhook with all its parameters, and the TwiML it answers."""

import asyncio
import json
from typing import Any

import httpx

from sandbox.files import File
from sandbox.phone import Button, Message, Phone
from sandbox.twilio.account import Account
from sandbox.twilio.errors import TwilioError
from sandbox.twilio.estate import service_sid_of
from sandbox.twilio.hooks import post
from sandbox.twilio.message import Resource, new_sid
from sandbox.twilio.optout import REPLIES, opt_out_type
from sandbox.twilio.outbound import Outbound
from sandbox.twilio.overrides import read_overrides
from sandbox.twilio.segments import segments
from sandbox.twilio.twiml import BadTwiml, Verb, parse_twiml

GEO = ("City", "State", "Zip")


class Inbound:
    """Takes what a citizen does on a WhatsApp or SMS phone, and calls the office's webhook."""

    def __init__(self, account: Account, outbound: Outbound) -> None:
        self._account = account
        self._outbound = outbound

    def citizen_writes(
        self, phone: Phone, *, text: str = "", location: dict[str, float] | None = None, media: File | None = None,
        extra: dict[str, str] | None = None, replied: Message | None = None, office: str = "",
    ) -> Message:  # fmt: skip
        """A message from the phone to one of the office's numbers (the first, if none is said).

        `extra`: parameters of a press; `replied`: the message whose button it was."""
        account = self._account
        now = account.clock.now()
        sid = new_sid("MM" if media else "SM")
        shown = media.shown if media else None
        parts = segments(text) if phone.channel == "sms" and text else None
        message = phone.add("sent", now, sid, text=text, location=location, document=shown, segments=parts)
        resource = Resource(
            sid, account.sid, phone.channel, "inbound", _address(phone.channel, phone.number),
            _address(phone.channel, office or account.settings.numbers(phone.channel)[0]),
            text, "received", now, now, sent=now,
        )  # fmt: skip
        if media:
            resource.media.append((new_sid("ME"), media))
        account.resources.add(resource)
        parameters = self._parameters(phone, resource, location) | (extra or {})
        if replied:
            parameters |= {
                "OriginalRepliedMessageSender": resource.to,
                "OriginalRepliedMessageSid": replied.provider_id,
            }
        if phone.channel == "sms" and (opt_out := opt_out_type(text)):
            parameters["OptOutType"] = opt_out
            self._opt_out(phone, resource.to, opt_out)
        account.tasks.start(self._deliver(phone, message, resource, parameters))
        return message

    def citizen_presses(self, phone: Phone, message: Message | None, button: Button) -> None:
        """A press on WhatsApp: of a quick reply, or of an option in a list."""
        if button.kind == "option":
            extra = {"MessageType": "interactive", "ListId": button.data, "ListTitle": button.title}
            if button.description:
                extra["ListDescription"] = button.description
            self.citizen_writes(phone, text=button.title, extra=extra, replied=message, office=_sender(message))
        elif button.kind == "inline":
            extra = {"MessageType": "button", "ButtonText": button.title, "ButtonPayload": button.data}
            self.citizen_writes(phone, text=button.title, extra=extra, replied=message, office=_sender(message))

    def _parameters(self, phone: Phone, resource: Resource, location: dict[str, float] | None) -> dict[str, str]:
        """Every parameter that Twilio sends, empty ones included: they count in the signature."""
        common = {
            "MessageSid": resource.sid,
            "SmsMessageSid": resource.sid,
            "SmsSid": resource.sid,
            "AccountSid": resource.account_sid,
            "From": resource.from_,
            "To": resource.to,
            "Body": resource.body,
            "NumMedia": str(len(resource.media)),
            "NumSegments": str(segments(resource.body)) if phone.channel == "sms" else "1",
            "SmsStatus": "received",
            "ApiVersion": "2010-04-01",
        }
        if phone.channel == "sms" and self._account.settings.sms_service_webhook:
            common["MessagingServiceSid"] = service_sid_of(self._account.settings)
        base = self._account.settings.base_url
        for number, (media_sid, file) in enumerate(resource.media):
            common[f"MediaUrl{number}"] = f"{base}{resource.uri}/Media/{media_sid}"
            common[f"MediaContentType{number}"] = file.mime
        return common | (_sms_only(resource) if phone.channel == "sms" else _whatsapp_only(phone, resource, location))

    def _opt_out(self, phone: Phone, office: str, kind: str) -> None:
        """Twilio's own handling, beside the webhook: block or unblock the pair of numbers, and answer once."""
        pair = (phone.number, office)
        was_out = pair in self._account.opted_out
        if kind == "STOP":
            self._account.opted_out.add(pair)
        elif kind == "START":
            self._account.opted_out.discard(pair)
        phone.opted_out = any(number == phone.number for number, _ in self._account.opted_out)
        if (kind == "STOP" and not was_out) or (kind == "START" and was_out) or (kind == "HELP" and not was_out):
            self._account.tasks.start(self._answer(phone, REPLIES[kind]))
        phone.tell({"state": phone.state(self._account.clock.now())})

    async def _answer(self, phone: Phone, text: str) -> None:
        await asyncio.sleep(self._account.settings.delivered_seconds)
        phone.add("received", self._account.clock.now(), new_sid("SM"), text=text, status="delivered")

    async def _deliver(self, phone: Phone, message: Message, resource: Resource, parameters: dict[str, str]) -> None:
        url, fallback = self._webhooks(phone.channel)
        response = await self._post(url, phone, resource, parameters) if url else None
        if url and fallback and (response is None or not response.is_success):
            failed = {"ErrorCode": "11200", "ErrorUrl": read_overrides(url).url}
            response = await self._post(fallback, phone, resource, parameters | failed)
        message.status = "delivered" if response is not None and response.is_success else "failed"
        phone.show(message)
        if response is not None and response.is_success:
            self._execute(resource, response.headers.get("content-type", ""), response.content)

    def _webhooks(self, channel: str) -> tuple[str, str]:
        """The webhook of a channel, and where Twilio goes when that fails."""
        settings = self._account.settings
        if channel == "whatsapp":
            return settings.whatsapp_webhook, settings.whatsapp_fallback
        return settings.sms_service_webhook or settings.sms_webhook, settings.sms_fallback

    async def _post(
        self, url: str, phone: Phone, resource: Resource, parameters: dict[str, str]
    ) -> httpx.Response | None:  # fmt: skip
        return await post(
            self._account, url, parameters, channel=phone.channel, kind="message", reference=resource.sid
        )  # fmt: skip

    def _execute(self, resource: Resource, content_type: str, body: bytes) -> None:
        """Send the answer's messages, one after the other; what Twilio would refuse is dropped, as Twilio does."""
        try:
            verbs = parse_twiml(content_type, body)
        except BadTwiml:
            return
        for verb in verbs:
            try:
                self._outbound.create(_reply(resource, verb), verb.media, "outbound-reply")
            except TwilioError:
                continue


def _reply(resource: Resource, verb: Verb) -> dict[str, str]:
    return {
        "From": resource.to,
        "To": verb.to or resource.from_,
        "Body": verb.body,
        "StatusCallback": verb.status_callback,
    }


def _sender(message: Message | None) -> str:
    """The office's number that a message came from."""
    return message.sender if message else ""


def _address(channel: str, number: str) -> str:
    return f"whatsapp:{number}" if channel == "whatsapp" else number


def _sms_only(resource: Resource) -> dict[str, str]:
    geo = {f"{side}{part}": "" for side in ("From", "To") for part in GEO}
    country = "CO" if resource.from_.startswith("+57") else ""
    return geo | {"FromCountry": country, "ToCountry": "CO" if resource.to.startswith("+57") else ""}


def _whatsapp_only(phone: Phone, resource: Resource, location: dict[str, float] | None) -> dict[str, str]:
    profile = {"ProfileName": phone.name, "WaId": phone.number.removeprefix("+")}
    context = {"type": "whatsapp", "data": {"context": {"ProfileName": phone.name, "WaId": profile["WaId"]}}}
    parameters: dict[str, Any] = profile | {
        "MessageType": _message_type(resource, location),
        "ReferralNumMedia": "0",
        "ChannelMetadata": json.dumps(context, ensure_ascii=False),
    }
    if location:
        parameters |= {"Latitude": str(location["latitude"]), "Longitude": str(location["longitude"])}
    return parameters


def _message_type(resource: Resource, location: dict[str, float] | None) -> str:
    if location:
        return "location"
    if not resource.media:
        return "text"
    if resource.media[0][1].kind == "sticker":
        return "sticker"
    kind = resource.media[0][1].mime.split("/")[0]
    return kind if kind in ("image", "audio", "video") else "document"
