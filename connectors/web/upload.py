"""A file of the citizen's: received whole, looked at, kept, and stored as a message, once however often it comes."""

import asyncio
import logging
from datetime import datetime
from urllib.parse import unquote
from uuid import UUID

from fastapi import Request
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock, media
from bot.database import AWAY, transaction
from bot.media import phrases
from bot.media.file import PUT_SECONDS, NotAccepted, NotKept, StoredFile
from bot.messaging import intake, spooling
from bot.messaging.content import Inbound, Media
from bot.messaging.message import InboundEvent
from bot.messaging.webhook import Webhook
from bot.settings import settings
from connectors.body import TooLarge, read_body
from connectors.text import storable
from connectors.web import refusal
from connectors.web.channel import CHANNEL
from connectors.web.message import ACCOUNT

PATH = "/chat/files"
ID, NAME = "ventanilla-id", "ventanilla-name"
# The largest file at 40 kB/s, a poor mobile connection.
PATIENCE_SECONDS = 270.0

log = logging.getLogger(__name__)


async def read(request: Request, address: str) -> Webhook:
    """The file that a browser of the citizen at `address` posts. Raises Refusal."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            data = await read_body(request, settings().media_max_bytes)
        await media.check(data, request.headers.get("content-type", ""))
    except TooLarge:
        raise refusal.too_large(phrases.not_taken("size")) from None
    except TimeoutError:
        raise refusal.too_slow() from None
    except NotAccepted as error:
        raise refusal.Refusal(422, phrases.not_taken(error.reason)) from None
    return Webhook.of(request, data, sender=address, headers=(ID, NAME))


async def receive(webhook: Webhook) -> intake.Receipt:
    """Store a file, or keep it in the spool until that is possible. Raises intake.Unavailable."""
    if not spooling.must_wait(CHANNEL.name, ACCOUNT):
        try:
            # The vault's own limit comes first: a file that it does not take must not wait in the spool.
            return await intake.within(PUT_SECONDS + settings().store_seconds, store(webhook, clock.now()))
        except AWAY as error:
            log.warning("a file could not be stored: %s", type(error).__name__)
        except NotKept:
            raise intake.Unavailable from None
    if not await spooling.keep_file(CHANNEL.name, ACCOUNT, webhook):
        raise intake.Unavailable
    return intake.Receipt()


async def store(webhook: Webhook, received_at: datetime) -> intake.Receipt:
    """Keep the bytes, and the message that they are. Raises one of bot.database.AWAY, or NotKept."""
    event = inbound(webhook)
    kept = await _keep(event, webhook)
    event.media = [kept] if kept else []
    receipt = await intake.store_spooled(event, received_at, answered=False)
    if receipt.duplicate and kept:
        await _forget(kept.file_id)
    return receipt


def inbound(webhook: Webhook) -> Inbound:
    """The message that a file is, still without it; the header's id is the browser's own for it."""
    return Inbound(
        channel=CHANNEL.name,
        account=ACCOUNT,
        event_id=f"{webhook.sender}:{UUID(webhook.headers[ID])}",
        address=webhook.sender,
        kind="media",
    )


async def _keep(event: Inbound, webhook: Webhook) -> Media | None:
    """The file in the vault; None if it is there since an earlier try."""
    name = storable(unquote(webhook.headers.get(NAME, "")))
    async with transaction() as session:
        if await _is_known(session, event):
            return None
    async with transaction() as session:  # takes no connection before the vault has the bytes
        owner = f"{event.channel}:{event.address}"
        stored = await media.accept(session, webhook.body, claimed=webhook.content_type, name=name, owner=owner)
        return Media(reference=f"web:{stored.id}", mime=stored.mime, name=stored.name, file_id=stored.id)


async def _is_known(session: AsyncSession, event: Inbound) -> bool:
    return await session.get(InboundEvent, (event.channel, event.account, event.event_id)) is not None


async def _forget(file_id: str) -> None:
    """Another try at the same moment was quicker: the bytes without a row are left to the sweep."""
    async with transaction() as session:
        if stored := await session.get(StoredFile, file_id):
            await session.delete(stored)
