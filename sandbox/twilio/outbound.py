"""Messages to citizens: what is refused at once, what is accepted and fails later, and what arrives."""

import asyncio
import re
import time
from urllib.parse import urlsplit

import httpx

from sandbox.phone import Phone
from sandbox.twilio.account import Account
from sandbox.twilio.callbacks import report
from sandbox.twilio.content import SESSION_ONLY, Content, fill, read_variables, too_much
from sandbox.twilio.errors import TwilioError, masked
from sandbox.twilio.message import Resource, new_sid
from sandbox.twilio.segments import segments

BODY_LENGTH = 1600
MEDIA_BYTES = 16 * 1024 * 1024
QUEUE_SECONDS = 10 * 3600  # what a sender's queue holds, error 21611
UNDELIVERED = (30003, 30005, 30006, 30007, 30008, 63024)  # the carrier's word, or Meta's; else Twilio's own: failed
# What the citizen's screen says, which a real one would not.
NOT_DELIVERED = "La oficina quiso escribirle y no le llegó: {}"
WHY = {
    63016: "la ventana de 24 horas está cerrada (63016)",
    63019: "WhatsApp no pudo descargar el archivo (63019)",
    11200: "no se pudo descargar el archivo (11200)",
}
E164 = re.compile(r"\+[1-9]\d{7,14}")


class Outbound:
    """Takes messages and moves each along: queued, sent, delivered, read, or failed."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._free_at: dict[str, float] = {}

    def create(self, values: dict[str, str], media_urls: list[str], direction: str = "outbound-api") -> Resource:
        """A message accepted (status queued) and on its way; TwilioError when Twilio refuses it at once.

        `values`: To, From, Body, StatusCallback, ContentSid, ContentVariables as posted."""
        account = self._account
        to, from_, body = values.get("To", ""), values.get("From", ""), values.get("Body", "")
        channel = self._check_addresses(to, from_)
        content = self._content(values.get("ContentSid", ""))
        if not body and not media_urls and content is None:
            raise TwilioError(21602, "Message body is required.")
        if len(body) > BODY_LENGTH:
            raise TwilioError(21617, f"The concatenated message body exceeds the {BODY_LENGTH} character limit.")
        _check_urls(values.get("StatusCallback", ""), media_urls)
        if channel == "sms" and (to, from_) in account.opted_out:
            raise TwilioError(21610, "Attempt to send to unsubscribed recipient")
        now = account.clock.now()
        resource = Resource(
            new_sid("MM" if media_urls else "SM"), account.sid, channel, direction, from_, to, body, "queued", now, now,
            status_callback=values.get("StatusCallback", ""), media_urls=media_urls,
        )  # fmt: skip
        if content:
            self._fill(resource, content, values.get("ContentVariables", ""))
        wait = self._queue(resource)
        account.resources.add(resource)
        account.tasks.start(self._send(resource, content, wait))
        return resource

    def _check_addresses(self, to: str, from_: str) -> str:
        """The channel of a message; TwilioError for addresses that don't go together."""
        if not to:
            raise TwilioError(21604, "A 'To' phone number is required.")
        if not from_:
            raise TwilioError(21603, "A 'From' phone number is required.")
        if to.startswith("whatsapp:") != from_.startswith("whatsapp:"):
            raise TwilioError(21910, "Invalid From and To pair. From and To should be of the same channel")
        if not E164.fullmatch(to.removeprefix("whatsapp:")):
            raise TwilioError(21211, f"Invalid 'To' Phone Number: {masked(to)}")
        if to == from_:
            raise TwilioError(21266, f"'To' and 'From' number cannot be the same: {masked(to)}")
        channel = self._account.senders.get(from_)
        if channel is None:
            raise self._unknown_sender(from_)
        return channel

    def _unknown_sender(self, from_: str) -> TwilioError:
        if from_.startswith("whatsapp:"):
            return TwilioError(63007, "Twilio could not find a Channel with the specified From address")
        if from_ in self._account.settings.numbers("whatsapp"):
            return TwilioError(
                21606, "The 'From' phone number provided is not a valid message-capable Twilio phone number "
                "for this destination/account",
            )  # fmt: skip
        return TwilioError(21659, f"'From' {masked(from_)} is not a Twilio phone number or Short Code country mismatch")

    def _content(self, sid: str) -> Content | None:
        if not sid:
            return None
        content = self._account.contents.get(sid)
        if content is None:
            raise TwilioError(21655, "The ContentSid is Invalid")
        return content

    def _fill(self, resource: Resource, content: Content, variables: str) -> None:
        filled = fill(content, read_variables(content, variables))
        resource.content_sid = content.sid
        resource.body, resource.buttons, resource.list_label = filled.body, filled.buttons, filled.list_label
        resource.media_urls = filled.media
        if filled.missing:
            resource.failure = 63028
        elif content.approval is None and too_much(content, filled):
            resource.failure = 63021

    def _queue(self, resource: Resource) -> float:
        """Seconds until the sender's queue comes to this message; TwilioError when the queue is full."""
        settings = self._account.settings
        rate = settings.whatsapp_rate if resource.channel == "whatsapp" else settings.sms_rate
        now = time.monotonic()
        start = max(now, self._free_at.get(resource.from_, now))
        if start - now > QUEUE_SECONDS:
            raise TwilioError(
                21611, f"This 'From' number {masked(resource.from_)} has exceeded the maximum queued messages"
            )
        self._free_at[resource.from_] = start + resource.num_segments / rate
        return start - now

    async def _send(self, resource: Resource, content: Content | None, wait: float) -> None:
        account, settings = self._account, self._account.settings
        await asyncio.sleep(wait + settings.sent_seconds)
        phone = account.phones.find(resource.channel, resource.to.removeprefix("whatsapp:"))
        failure = await self._failure(resource, content, phone)
        if failure or phone is None:
            if phone and failure:
                why = NOT_DELIVERED.format(WHY.get(failure, failure))
                phone.add("note", account.clock.now(), resource.sid, text=why)
            await report(account, resource, "undelivered" if failure in UNDELIVERED else "failed", failure)
            return
        steps = ["sent", "delivered", *(["read"] if resource.channel == "whatsapp" else [])]
        delays = dict(zip(steps, (0, settings.delivered_seconds, settings.read_seconds), strict=False))
        out_of_order = account.faults.strike(resource.channel, "callbacks_out_of_order")
        for step in steps:
            await asyncio.sleep(delays[step])
            if step == "delivered":
                self._show(resource, phone, template=content is not None and content.approval is not None)
            if not out_of_order:
                account.tasks.start(report(account, resource, step))
        if out_of_order:
            for step in reversed(steps):
                await report(account, resource, step)

    async def _failure(self, resource: Resource, content: Content | None, phone: Phone | None) -> int | None:
        """The error of a message that was accepted and can't be delivered."""
        whatsapp = resource.channel == "whatsapp"
        if phone is None:
            return 63024 if whatsapp else 30005
        if resource.failure:
            return resource.failure
        if fault := self._account.faults.strike(resource.channel, "undelivered"):
            return fault.code
        if whatsapp and not phone.window_open(self._account.clock.now()):
            approved = content is not None and content.approval is not None
            if not approved or (content and content.kind in SESSION_ONLY):
                return 63016
        return await self._fetch_media(resource)

    async def _fetch_media(self, resource: Resource) -> int | None:
        for url in resource.media_urls:
            try:
                async with httpx.AsyncClient(trust_env=False, timeout=15, follow_redirects=True) as client:
                    response = (await client.get(url)).raise_for_status()
            except (httpx.HTTPError, httpx.InvalidURL):
                return 63019 if resource.channel == "whatsapp" else 11200
            if len(response.content) > MEDIA_BYTES:
                return 63019 if resource.channel == "whatsapp" else 11200
            mime = response.headers.get("content-type", "application/octet-stream").split(";")[0]
            name = _file_name(response) or urlsplit(url).path.rsplit("/", 1)[-1] or "archivo"
            resource.media.append((new_sid("ME"), self._account.files.add(name, mime, response.content)))
        return None

    def _show(self, resource: Resource, phone: Phone, *, template: bool) -> None:
        now = self._account.clock.now()
        resource.sent = now
        shown = [file.shown for _, file in resource.media]
        text = resource.body
        if shown and resource.channel == "sms":  # no MMS here: Twilio sends a link instead
            text = "\n".join([text, *resource.media_urls]).strip()
            shown = []
        phone.add(
            "received", now, resource.sid, text=text, status="delivered", buttons=resource.buttons,
            list_label=resource.list_label, document=shown[0] if shown else None,
            sender=resource.from_.removeprefix("whatsapp:"), told=resource.told, template=template,
            segments=segments(text) if resource.channel == "sms" else None,
        )  # fmt: skip
        for document in shown[1:]:
            phone.add("received", now, resource.sid, status="delivered", document=document)


def _check_urls(callback: str, media_urls: list[str]) -> None:
    if callback and not _is_url(callback):
        raise TwilioError(21609, f"The 'StatusCallback' URL {callback} is not a valid URL.")
    if len(media_urls) > 10:
        raise TwilioError(21623, "Number of media files exceeds allowed limit")
    if not all(_is_url(url) for url in media_urls):
        raise TwilioError(21620, "Invalid media URL(s)")


def _is_url(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _file_name(response: httpx.Response) -> str:
    found = re.search(r'filename="?([^";]+)"?', response.headers.get("content-disposition", ""))
    return found[1] if found else ""
