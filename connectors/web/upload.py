"""A file of the citizen's: received whole, looked at, kept, and stored as a message, once however often it comes."""

import asyncio
from urllib.parse import unquote
from uuid import UUID

from fastapi import Request
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock, media
from bot.database import AWAY, transaction
from bot.media import phrases
from bot.media.file import NotAccepted, StoredFile
from bot.messaging import intake, spooling
from bot.messaging.content import Inbound, Media
from bot.messaging.message import InboundEvent
from bot.settings import settings
from connectors.body import TooLarge, read_body
from connectors.text import storable
from connectors.web import refusal
from connectors.web.channel import CHANNEL
from connectors.web.message import ACCOUNT

# The largest file at 40 kB/s, a poor mobile connection.
PATIENCE_SECONDS = 270.0


async def read(request: Request) -> bytes:
    """The file's bytes. Raises Refusal."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await read_body(request, settings().media_max_bytes)
    except TooLarge:
        raise refusal.too_large(phrases.not_taken("size")) from None
    except TimeoutError:
        raise refusal.too_slow() from None


async def receive(address: str, id_: UUID, data: bytes, *, claimed: str, name: str) -> intake.Receipt:
    """Keep the file of the citizen at `address`; `id_` is the browser's own for the message.

    `claimed` and `name` (percent-encoded) are what the browser says of it. Raises Refusal, or intake.Unavailable, also
    while messages wait in the spool: their place is before it, and the browser sends it again.
    """
    if spooling.must_wait(CHANNEL.name, ACCOUNT):
        raise intake.Unavailable
    inbound = Inbound(
        channel=CHANNEL.name,
        account=ACCOUNT,
        event_id=f"{address}:{id_}",
        address=address,
        kind="media",
        sent_at=clock.now(),
    )
    try:
        kept = await _keep(inbound, data, claimed, storable(unquote(name)))
    except NotAccepted as error:
        raise refusal.Refusal(422, phrases.not_taken(error.reason)) from None
    except AWAY:
        raise intake.Unavailable from None
    receipt = await intake.receive(inbound.model_copy(update={"media": [kept] if kept else []}))
    if receipt.duplicate and kept:
        await _forget(kept.file_id)
    return receipt


async def _keep(inbound: Inbound, data: bytes, claimed: str, name: str) -> Media | None:
    """The file in the vault; None if it is there since an earlier try."""
    async with transaction() as session:
        if await _is_known(session, inbound):
            return None
        owner = f"{inbound.channel}:{inbound.address}"
        stored = await media.accept(session, data, claimed=claimed, name=name, owner=owner)
        return Media(reference=f"web:{stored.id}", mime=stored.mime, name=stored.name, file_id=stored.id)


async def _is_known(session: AsyncSession, inbound: Inbound) -> bool:
    return await session.get(InboundEvent, (inbound.channel, inbound.account, inbound.event_id)) is not None


async def _forget(file_id: str) -> None:
    """Another try at the same moment was quicker: the bytes without a row are left to the sweep."""
    async with transaction() as session:
        if stored := await session.get(StoredFile, file_id):
            await session.delete(stored)
