"""What supervisors make of misunderstood sentences: accepted with an intent, or discarded."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.learning.misunderstood import Misunderstood, State
from bot.learning.wording import says_something, tidy
from bot.understanding.intents import NAMES

# As many of the latest are read and grouped at once.
AT_ONCE = 500


class ReviewError(ValueError):
    """Not done; the text tells the supervisor why."""


async def waiting(session: AsyncSession) -> Sequence[Misunderstood]:
    """The latest sentences that nobody has reviewed."""
    found = await session.scalars(
        select(Misunderstood)
        .where(Misunderstood.state == State.OPEN)
        .order_by(Misunderstood.said_at.desc(), Misunderstood.id.desc())
        .limit(AT_ONCE)
    )
    return list(found)


async def count(session: AsyncSession, state: State) -> int:
    """How many sentences there are in a state."""
    query = select(func.count()).select_from(Misunderstood).where(Misunderstood.state == state)
    return await session.scalar(query) or 0


async def accepted(session: AsyncSession) -> Sequence[Misunderstood]:
    """All sentences that were given an intent, the latest review first."""
    found = await session.scalars(
        select(Misunderstood)
        .where(Misunderstood.state == State.ACCEPTED)
        .order_by(Misunderstood.reviewed_at.desc(), Misunderstood.id.desc())
    )
    return list(found)


async def accept(session: AsyncSession, *, agent_id: int, texts: Mapping[int, str], intent: str) -> int:
    """Give sentences, by their ids and as the supervisor left them, their intent; how many were still open.

    What is left is redacted once more. ReviewError for an unknown intent or a sentence without words.
    """
    if intent not in NAMES:
        raise ReviewError("Elija qué quiso decir la persona.")
    left = {id_: tidy(text) for id_, text in texts.items()}
    if not all(says_something(text) for text in left.values()):
        raise ReviewError("Una frase quedó sin palabras: escríbala de nuevo o desmárquela.")
    found = await _open(session, texts)
    for sentence in found:
        sentence.text, sentence.intent = left[sentence.id], intent
        _reviewed(sentence, State.ACCEPTED, agent_id)
    return len(found)


async def discard(session: AsyncSession, *, agent_id: int, ids: Collection[int]) -> int:
    """Put sentences aside as of no use; how many were still open."""
    found = await _open(session, ids)
    for sentence in found:
        _reviewed(sentence, State.DISCARDED, agent_id)
    return len(found)


async def reopen(session: AsyncSession, *, agent_id: int, id_: int) -> bool:
    """Take an acceptance back: the sentence is to be reviewed again. False if it was not accepted."""
    sentence = await session.get(Misunderstood, id_, with_for_update=True)
    if sentence is None or sentence.state != State.ACCEPTED:
        return False
    sentence.intent = None
    _reviewed(sentence, State.OPEN, agent_id)
    return True


async def _open(session: AsyncSession, ids: Collection[int]) -> Sequence[Misunderstood]:
    found = await session.scalars(
        select(Misunderstood)
        .where(Misunderstood.id.in_(list(ids)), Misunderstood.state == State.OPEN)
        .order_by(Misunderstood.id)
        .with_for_update()
    )
    return list(found)


def _reviewed(sentence: Misunderstood, state: State, agent_id: int) -> None:
    sentence.state, sentence.reviewed_by, sentence.reviewed_at = state, agent_id, clock.now()
