"""A file: its row says what it is, the vault has its bytes under the row's id."""

import asyncio
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Index
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot import clock
from bot.database import Base
from bot.media import kinds
from bot.media.vault import vault
from bot.settings import settings

LONGEST_NAME = 120
PUT_SECONDS = 8.0
NAMELESS = {"image": "foto", "audio": "nota de voz", "video": "video", "document": "archivo"}


class StoredFile(Base):
    """One file. Its id is random: knowing one says nothing about another, and no name of a citizen's is ever a path.

    owner   whose file it is: "<channel>:<address>" of the citizen who sent it, "" for the office's own
    mime    what its content is, whatever was said of it
    """

    __tablename__ = "stored_files"
    __table_args__ = (Index(None, "created_at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    mime: Mapped[str]
    name: Mapped[str]
    size: Mapped[int]
    owner: Mapped[str] = mapped_column(default="", server_default="")
    created_at: Mapped[datetime]


class NotAccepted(Exception):
    """A citizen's file that the office does not take; `reason`: "type", "size" or "empty"."""

    def __init__(self, reason: Literal["type", "size", "empty"]) -> None:
        super().__init__(reason)
        self.reason = reason


class NotKept(Exception):
    """The vault takes no file now."""


@dataclass(frozen=True)
class Content:
    """A file read from the vault; `from_citizen` says that it may hold anything."""

    data: bytes
    mime: str
    name: str
    from_citizen: bool


async def save(session: AsyncSession, data: bytes, *, mime: str, name: str) -> str:
    """Keep a file of the office's own; its id. Its bytes are on the disk when this returns. Raises NotKept."""
    return (await _keep(session, data, mime=mime, name=name, owner="")).id


async def accept(session: AsyncSession, data: bytes, *, claimed: str, name: str, owner: str) -> StoredFile:
    """Keep a file of a citizen's, `owner` being "<channel>:<address>". Raises NotAccepted or NotKept.

    `claimed` and `name` are what its sender says of it: its type is told by its content.
    """
    mime = await check(data, claimed)
    return await _keep(session, data, mime=mime, name=shown_name(name, mime), owner=owner)


async def check(data: bytes, claimed: str) -> str:
    """The type of a citizen's file that the office takes, which needs no database. Raises NotAccepted."""
    if not data:
        raise NotAccepted("empty")
    if len(data) > settings().media_max_bytes:
        raise NotAccepted("size")
    mime = await asyncio.to_thread(kinds.sniff, data, claimed)
    if mime is None:
        raise NotAccepted("type")
    return mime


async def load(session: AsyncSession, file_id: str) -> Content:
    """A file with its bytes. LookupError if there is none, or no longer."""
    file = await session.get(StoredFile, file_id)
    if file is None:
        raise LookupError("no such file")
    return Content(await vault().get(file.id), file.mime, file.name, from_citizen=bool(file.owner))


def shown_name(name: str, mime: str) -> str:
    """A name to show and to keep a file under: of one line, without folders, with the ending of what it is."""
    ending = kinds.ENDINGS.get(mime, "")
    last = "".join(sign for sign in name.replace("\\", "/").rpartition("/")[2] if sign.isprintable()).strip(" .")
    if not last:
        return f"{NAMELESS[kinds.sort_of(mime)]}{ending}"
    stem, dot, said = last.rpartition(".")
    right = bool(dot) and kinds.BY_ENDING.get(f".{said.lower()}", "") == mime
    kept = last if right or f".{said.lower()}" == ending else f"{last}{ending}"
    return kept if len(kept) <= LONGEST_NAME else f"{(stem or last)[: LONGEST_NAME - len(ending)]}{ending}"


async def _keep(session: AsyncSession, data: bytes, *, mime: str, name: str, owner: str) -> StoredFile:
    """The bytes first: bytes without a row are found and deleted (bot.media.retention), a row without bytes is lost."""
    file = StoredFile(
        id=secrets.token_urlsafe(16), mime=mime, name=name, size=len(data), owner=owner, created_at=clock.now()
    )
    try:
        async with asyncio.timeout(PUT_SECONDS):
            await vault().put(file.id, data)
    except OSError as error:
        raise NotKept(type(error).__name__) from error
    session.add(file)
    await session.flush()
    return file
