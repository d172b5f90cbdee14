"""A connection whose server is gone is known before it is used."""

import psycopg

from bot.database import has_hung_up


def test_a_server_that_ended_the_connection(database: str) -> None:
    with psycopg.connect(database, autocommit=True) as mine, psycopg.connect(database, autocommit=True) as other:
        assert not has_hung_up(mine)
        other.execute("select pg_terminate_backend(%s, 5000)", [mine.info.backend_pid])
        assert has_hung_up(mine)
        assert not has_hung_up(other)
