"""How often a login may be tried from one address: five failures, then a minute of waiting."""

import hashlib
import hmac
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot import clock
from bot.database import Base
from bot.secrets import derive

MOST_FAILURES = 5
WAIT = timedelta(minutes=1)


class LoginThrottle(Base):
    """Tries in a row without success. `key` stands for login and network address, neither of which is kept."""

    __tablename__ = "login_throttles"

    key: Mapped[str] = mapped_column(primary_key=True)
    tries: Mapped[int] = mapped_column(default=0)
    last_at: Mapped[datetime]


async def may_try(session: AsyncSession, login: str, ip: str) -> bool:
    """Count one try, before the password is looked at, so that many at once count as many. False: wait a minute.

    A refused try counts as none: who waits a minute may try again, five times.
    """
    at = clock.now()
    await session.execute(delete(LoginThrottle).where(LoginThrottle.last_at <= at - WAIT))
    counted = insert(LoginThrottle).values(key=_key(login, ip), tries=1, last_at=at)
    tries = await session.scalar(
        counted.on_conflict_do_update(
            index_elements=[LoginThrottle.key],
            set_={"tries": LoginThrottle.tries + 1, "last_at": at},
            where=LoginThrottle.tries < MOST_FAILURES,
        ).returning(LoginThrottle.tries)
    )
    return tries is not None


async def succeeded(session: AsyncSession, login: str, ip: str) -> None:
    """Forget the tries of a login that succeeded."""
    await session.execute(delete(LoginThrottle).where(LoginThrottle.key == _key(login, ip)))


def _key(login: str, ip: str) -> str:
    return hmac.new(derive("login-throttle").encode(), f"{login}\n{ip}".encode(), hashlib.sha256).hexdigest()
