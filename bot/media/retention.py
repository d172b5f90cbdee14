"""Files are kept for `media_days`, those of an open case as long as it is open; then row and bytes go."""

import itertools
import logging
from datetime import timedelta

from sqlalchemy import delete, exists, select, update

from bot import clock
from bot.cases.case import Case, Status
from bot.database import transaction
from bot.media.attachment import Attachment, State
from bot.media.file import StoredFile
from bot.media.vault import vault
from bot.settings import settings

AT_ONCE = 500
# Bytes are written before their row, and that before its message: younger ones may only be waiting for it.
UNCLAIMED_SECONDS = 24 * 3600.0

log = logging.getLogger(__name__)


async def forget_old() -> int:
    """Delete the files whose time is over; how many. Rows first: bytes that are left behind are swept later."""
    forgotten = 0
    while ids := await _forget_some():
        for file_id in ids:
            await vault().delete(file_id)
        forgotten += len(ids)
    return forgotten


async def sweep() -> int:
    """Delete bytes that no row names, left behind where a process died; how many."""
    swept = 0
    for keys in itertools.batched(vault().older_than(UNCLAIMED_SECONDS), AT_ONCE):
        async with transaction() as session:
            known = set(await session.scalars(select(StoredFile.id).where(StoredFile.id.in_(keys))))
        for key in set(keys) - known:
            await vault().delete(key)
            swept += 1
    return swept


async def _forget_some() -> list[str]:
    """Those whose time is over, and citizens' files that have no message: whoever was about to store it died."""
    before = clock.now() - timedelta(days=settings().media_days)
    unclaimed = (
        (StoredFile.owner != "")
        & (StoredFile.created_at < clock.now() - timedelta(seconds=UNCLAIMED_SECONDS))
        & ~exists().where(Attachment.file_id == StoredFile.id)
    )
    needed = exists().where(
        Attachment.file_id == StoredFile.id, Attachment.case_id == Case.id, Case.status != Status.CLOSED
    )
    async with transaction() as session:
        ids = list(
            await session.scalars(
                select(StoredFile.id).where(((StoredFile.created_at < before) & ~needed) | unclaimed).limit(AT_ONCE)
            )
        )
        await session.execute(
            update(Attachment).where(Attachment.file_id.in_(ids)).values(state=State.EXPIRED, file_id=None)
        )
        await session.execute(delete(StoredFile).where(StoredFile.id.in_(ids)))
        return ids
