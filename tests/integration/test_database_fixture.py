"""The tests' database: the platform's role, empty tables, the queue beside them."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


async def test_session_is_the_platforms_role(session: AsyncSession) -> None:
    user, folded = (await session.execute(text("SELECT current_user, lower('Ñ')"))).one()

    assert (user, folded) == ("ventanilla_app", "ñ")


async def test_rows_of_one_test(session: AsyncSession) -> None:
    await session.execute(text("INSERT INTO queue.procrastinate_workers DEFAULT VALUES"))
    await session.commit()

    assert (await session.execute(text("SELECT count(*) FROM queue.procrastinate_workers"))).scalar() == 1


async def test_do_not_reach_the_next(session: AsyncSession) -> None:
    assert (await session.execute(text("SELECT count(*) FROM queue.procrastinate_workers"))).scalar() == 0
