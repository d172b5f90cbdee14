"""What the assistant keeps of its dialogs, in a schema of its own: forgotten with the demo's conversations."""

from psycopg import AsyncConnection


async def forget(url: str) -> None:
    """Forget all dialogs; `url` is the assistant's own login. Nothing happens where it has never run."""
    async with await AsyncConnection.connect(url, autocommit=True, connect_timeout=5) as connection:
        found = await (await connection.execute("SELECT to_regclass('events')")).fetchone()
        if found and found[0]:
            await connection.execute("SET lock_timeout = '10s'")
            await connection.execute("TRUNCATE events")
