"""Many rows at once, in the session's transaction, by COPY."""

from collections.abc import AsyncIterable, Iterable, Sequence
from typing import Any

from sqlalchemy import Table, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase


def table_of(model: type[DeclarativeBase]) -> Table:
    """The table of a model."""
    table = model.__table__
    assert isinstance(table, Table)
    return table


async def copy_rows(session: AsyncSession, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Copy rows into a table ("app.bills"); how many. Names come from our code, never from input."""

    async def each() -> AsyncIterable[Sequence[Any]]:
        for row in rows:
            yield row

    return await copy_stream(session, table, columns, each())


async def copy_stream(
    session: AsyncSession, table: str, columns: Sequence[str], rows: AsyncIterable[Sequence[Any]]
) -> int:
    """`copy_rows` for rows that are made as they go."""
    connection = await (await session.connection()).get_raw_connection()
    driver = connection.driver_connection
    assert driver is not None
    count = 0
    async with driver.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        async for row in rows:
            await copy.write_row(row)
            count += 1
    return count


async def reserve_ids(session: AsyncSession, table: str, count: int) -> list[int]:
    """So many new ids of a table with an identity column `id`."""
    found = await session.scalars(
        text("select nextval(pg_get_serial_sequence(:table, 'id')) from generate_series(1, :count)"),
        {"table": table, "count": count},
    )
    return list(found)
