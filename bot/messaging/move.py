"""A move: a code with which a citizen goes on with a conversation on another channel."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, ForeignKey, Identity, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot import clock
from bot.citizens.address import Address
from bot.database import Base

LASTS = timedelta(minutes=15)
# Read aloud and typed on a phone: no letters and digits that look alike. 31 of them, 8 times: 8 x 10^11 codes.
SIGNS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
LENGTH = 8


class Move(Base):
    """One code, kept as its digest: for one citizen's address, to one channel, once, and not for long."""

    __tablename__ = "moves"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    digest: Mapped[str] = mapped_column(unique=True)
    from_address_id: Mapped[int] = mapped_column(ForeignKey("app.addresses.id", ondelete="CASCADE"), index=True)
    to_channel: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    used_by: Mapped[int | None] = mapped_column(ForeignKey("app.addresses.id", ondelete="SET NULL"))


async def offer(session: AsyncSession, address: Address, channel: str) -> str:
    """A new code for going on from an address to a channel."""
    code = new_code()
    now = clock.now()
    session.add(
        Move(
            digest=_digest(code),
            from_address_id=address.id,
            to_channel=channel,
            created_at=now,
            expires_at=now + LASTS,
        )
    )
    await session.flush()
    return code


async def redeem(session: AsyncSession, address: Address, code: str) -> Address | None:
    """The address from which a code brings its citizen; None for one that is wrong, used, too old, or for another
    channel.
    """
    found = await session.scalar(
        select(Move)
        .where(Move.digest == _digest(code.upper()))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    now = clock.now()
    if found is None or found.used_at is not None or found.expires_at <= now or found.to_channel != address.channel:
        return None
    if found.from_address_id == address.id:
        return None
    found.used_at, found.used_by = now, address.id
    return await session.get_one(Address, found.from_address_id)


def new_code() -> str:
    """A code with at least one letter: whatever is only digits is an account's number."""
    while (code := "".join(secrets.choice(SIGNS) for _ in range(LENGTH))).isdigit():
        pass
    return code


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
