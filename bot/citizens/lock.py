"""Failures of the identity check, counted per account number and per sender, and the lock that they lead to."""

import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot import clock, secrets
from bot.database import Base
from bot.entity import entity


class IdentityLock(Base):
    """Failures of one subject (a keyed digest of an account number or a sender, existing or not)."""

    __tablename__ = "identity_locks"

    subject: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int] = mapped_column(default=0, server_default="0")
    failed_at: Mapped[datetime] = mapped_column(index=True)
    locked_until: Mapped[datetime | None]

    def is_locked(self) -> bool:
        return self.locked_until is not None and self.locked_until > clock.now()

    def count(self) -> None:
        """One more failure. Failures older than a lock's length are forgotten; at the limit the subject is locked."""
        limits, now = entity().identity, clock.now()
        length = timedelta(minutes=limits.lock_minutes)
        recent = self.failures if now - self.failed_at < length else 0
        self.failures, self.failed_at = recent + 1, now
        if self.failures >= limits.max_failures:
            self.failures, self.locked_until = 0, now + length


def subjects(account_number: str, address_id: int) -> list[str]:
    """The account's subject and the sender's."""
    return [_subject("account", account_number), _subject("sender", str(address_id))]


async def hold(session: AsyncSession, keys: Sequence[str]) -> list[IdentityLock]:
    """The subjects' locks, in order, held until the transaction ends: checks of a subject wait for each other."""
    rows = [{"subject": key, "failed_at": clock.now()} for key in sorted(keys)]
    await session.execute(insert(IdentityLock).values(rows).on_conflict_do_nothing())
    held = await session.scalars(
        select(IdentityLock)
        .where(IdentityLock.subject.in_(keys))
        .order_by(IdentityLock.subject)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    found = {lock.subject: lock for lock in held}
    return [found[key] for key in keys]


async def any_locked(session: AsyncSession, keys: Sequence[str]) -> bool:
    """Whether one of the subjects is locked now."""
    found = await session.scalars(select(IdentityLock).where(IdentityLock.subject.in_(keys)))
    return any(lock.is_locked() for lock in found)


async def forget_old(session: AsyncSession) -> None:
    """Delete what no longer counts: call it now and then."""
    limits = entity().identity
    await session.execute(
        delete(IdentityLock).where(IdentityLock.failed_at < clock.now() - timedelta(minutes=2 * limits.lock_minutes))
    )


def _subject(kind: str, value: str) -> str:
    return hmac.digest(secrets.derive("locks").encode(), f"{kind}/{value}".encode(), "sha256").hex()[:32]
