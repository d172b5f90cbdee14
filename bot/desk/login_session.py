"""An agent's login in one browser: a row, of which the browser holds the key."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot import clock
from bot.database import Base
from bot.desk.agent import Agent

LASTS = timedelta(hours=12)


class LoginSession(Base):
    """`token_hash` is the SHA-256 of what the browser's cookie holds."""

    __tablename__ = "login_sessions"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("app.agents.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


@dataclass(frozen=True)
class LoggedIn:
    """Who is logged in, and with which row."""

    agent_id: int
    name: str
    token_hash: str
    supervisor: bool = False


async def open_for(session: AsyncSession, agent: Agent) -> str:
    """A new login of the agent; the token for the browser's cookie. Logins that have ended are removed."""
    token = secrets.token_urlsafe(32)
    at = clock.now()
    await session.execute(delete(LoginSession).where(LoginSession.expires_at <= at))
    session.add(
        LoginSession(token_hash=hash_of(token), agent_id=agent.id, created_at=at, expires_at=at + LASTS),
    )
    await session.flush()
    return token


async def find(session: AsyncSession, token_hash: str, *, hold: bool = False) -> LoggedIn | None:
    """The login, unless it ended or its agent was disabled.

    `hold`: who disables them (`agents.disable_agent`) waits for the transaction's end, and sees what they took in it.
    """
    wanted = (
        select(Agent)
        .join(LoginSession, LoginSession.agent_id == Agent.id)
        .where(
            LoginSession.token_hash == token_hash,
            LoginSession.expires_at > clock.now(),
            Agent.disabled_at.is_(None),
        )
    )
    agent = await session.scalar(wanted.with_for_update(of=Agent, read=True) if hold else wanted)
    return LoggedIn(agent.id, agent.name, token_hash, agent.supervisor) if agent else None


async def end(session: AsyncSession, token_hash: str) -> None:
    """End one login."""
    await session.execute(delete(LoginSession).where(LoginSession.token_hash == token_hash))


def hash_of(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
