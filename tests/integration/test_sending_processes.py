"""Workers that send at once know of each other."""

from datetime import timedelta
from uuid import uuid4

from sqlalchemy import func, update

from bot.messaging.sending_process import GONE_AFTER, SendingProcess, announce, leave


async def test_each_is_counted_once_and_the_dead_are_forgotten(session):
    one, other = uuid4(), uuid4()
    assert await announce(session, one) == 1
    assert await announce(session, other) == 2
    assert await announce(session, one) == 2
    long_ago = func.now() - GONE_AFTER - timedelta(seconds=1)
    await session.execute(update(SendingProcess).where(SendingProcess.id == other).values(seen_at=long_ago))
    assert await announce(session, one) == 1
    assert await announce(session, other) == 2


async def test_who_leaves_is_counted_no_more(session):
    one, other = uuid4(), uuid4()
    await announce(session, other)
    assert await announce(session, one) == 2
    await leave(session, other)
    assert await announce(session, one) == 1
