"""Sentences that the assistant did not understand, kept without what tells who wrote them."""

import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, UniqueConstraint, delete, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot import clock
from bot.database import Base
from bot.learning.wording import says_something, tidy
from bot.secrets import derive

GUESSES = 3
KEPT_UNREVIEWED, KEPT_DISCARDED = timedelta(days=180), timedelta(days=30)


class Reason(StrEnum):
    """Why a sentence is kept."""

    UNSURE = "unsure"  # the assistant asked what was meant
    AGAIN = "again"  # for the second time in a row
    PERSON = "person"  # it answered, and the citizen asked for a person at once


class State(StrEnum):
    """What people made of a sentence."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DISCARDED = "discarded"


class Misunderstood(Base):
    """One sentence. Nothing in it leads to a conversation, an address or an account.

    turn     a keyed digest of the message's id, so that a repeated turn and a later pick find their row; `part` is the
             number of the wish in the message
    guesses  [[intent, confidence], …], the likeliest first
    offered  the intents that the citizen could choose from; `picked` the one that was chosen
    intent   what a supervisor says that it means
    """

    __tablename__ = "misunderstood"
    __table_args__ = (
        UniqueConstraint("turn", "part"),
        CheckConstraint("state in ('open', 'accepted', 'discarded')", name="state"),
        CheckConstraint("reason in ('unsure', 'again', 'person')", name="reason"),
        CheckConstraint("state <> 'accepted' or intent is not null", name="accepted_has_intent"),
        Index("ix_misunderstood_state", "state", "said_at"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    turn: Mapped[str]
    part: Mapped[int]
    reason: Mapped[str]
    channel: Mapped[str]
    text: Mapped[str]
    guesses: Mapped[list[Any]]
    offered: Mapped[list[Any]]
    picked: Mapped[str | None]
    said_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default=State.OPEN, server_default="open")
    intent: Mapped[str | None]
    reviewed_by: Mapped[int | None] = mapped_column(ForeignKey("app.agents.id"))
    reviewed_at: Mapped[datetime | None]


async def keep(
    session: AsyncSession,
    *,
    event_id: str,
    channel: str,
    message: Mapping[str, Any],
    reason: Reason,
    offered: Sequence[str] = (),
) -> None:
    """Keep what Rasa's `message` says, redacted; once for an event. Nothing where no words are left to learn from."""
    text = tidy(str(message.get("text") or ""), message.get("entities") or [])
    if not event_id or text.startswith("/") or not says_something(text):
        return
    number, _, part = event_id.partition(".")
    await session.execute(
        insert(Misunderstood)
        .values(
            turn=_digest(number),
            part=int(part or 0),
            reason=reason,
            channel=channel,
            text=text,
            guesses=_guesses(message),
            offered=list(offered),
            said_at=clock.now(),
        )
        .on_conflict_do_nothing()
    )


async def note_pick(session: AsyncSession, *, message_id: int, payload: str) -> None:
    """A citizen chose this payload ("/bill_copy") of what was offered after the message; the last choice counts."""
    intent = intent_of(payload)
    await session.execute(
        update(Misunderstood)
        .where(Misunderstood.turn == _digest(str(message_id)), Misunderstood.offered.contains([intent]))
        .values(picked=intent)
        .execution_options(synchronize_session=False)
    )


async def forget_old(session: AsyncSession) -> None:
    """Delete what nobody reviewed for half a year, and what was discarded a month ago."""
    await session.execute(
        delete(Misunderstood).where(
            ((Misunderstood.state == State.OPEN) & (Misunderstood.said_at < clock.now() - KEPT_UNREVIEWED))
            | ((Misunderstood.state == State.DISCARDED) & (Misunderstood.reviewed_at < clock.now() - KEPT_DISCARDED))
        )
    )


def intent_of(payload: str) -> str:
    """The intent of a choice's payload, `/procedure_info{"procedure": …}` or plain."""
    return payload.removeprefix("/").partition("{")[0]


def _guesses(message: Mapping[str, Any]) -> list[list[Any]]:
    ranking = message.get("intent_ranking") or [message.get("intent") or {}]
    named = [one for one in ranking if one.get("name") and one["name"] != "nlu_fallback"]
    return [[one["name"], round(float(one.get("confidence") or 0), 3)] for one in named[:GUESSES]]


def _digest(message_id: str) -> str:
    return hmac.new(derive("misunderstood").encode(), message_id.encode(), "sha256").hexdigest()
