"""Files of the office for citizens: kept in the database for now, given out by links that are signed and expire."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from sqlalchemy import LargeBinary
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot import clock
from bot.database import Base
from bot.secrets import derive
from bot.settings import settings

LINK_LASTS = timedelta(hours=24)


class StoredFile(Base):
    """One file; its id is random, so that knowing one says nothing about another."""

    __tablename__ = "stored_files"

    id: Mapped[str] = mapped_column(primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)
    mime: Mapped[str]
    name: Mapped[str]
    created_at: Mapped[datetime]


async def save(session: AsyncSession, data: bytes, *, mime: str, name: str) -> str:
    """Keep a file; its id."""
    file = StoredFile(id=secrets.token_urlsafe(16), data=data, mime=mime, name=name, created_at=clock.now())
    session.add(file)
    await session.flush()
    return file.id


async def load(session: AsyncSession, media_id: str) -> tuple[bytes, str, str]:
    """A file's bytes, MIME type and name. LookupError if there is none."""
    file = await session.get(StoredFile, media_id)
    if file is None:
        raise LookupError("no such file")
    return file.data, file.mime, file.name


def link(media_id: str) -> str:
    """An address on the gateway under which the file can be had for 24 hours."""
    expires = int((clock.now() + LINK_LASTS).timestamp())
    return f"{settings().gateway_url}/media/{media_id}?expires={expires}&signature={_signature(media_id, expires)}"


def link_is_good(media_id: str, expires: int, signature: str) -> bool:
    """Whether a link was made here and has not expired."""
    return clock.now().timestamp() < expires and hmac.compare_digest(signature, _signature(media_id, expires))


def _signature(media_id: str, expires: int) -> str:
    return hmac.new(derive("media").encode(), f"{media_id}:{expires}".encode(), hashlib.sha256).hexdigest()
