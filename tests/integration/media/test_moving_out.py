"""Files that the database held move into the vault, and back, with nothing lost."""

from collections.abc import Iterator

import psycopg
import pytest

from bot import migrate
from bot.embedded_postgres import EmbeddedPostgres, admin_url
from bot.media.vault import vault
from tests.conftest import RUN

HELD = {"a-file-of-the-first-release": b"%PDF-1.7 a bill", "an-empty-one-of-the-first": b""}


@pytest.fixture
def before(postgres: EmbeddedPostgres, database: str) -> Iterator[str]:
    migrate.downgrade(database, "0002")
    yield database
    with psycopg.connect(admin_url(RUN), autocommit=True) as connection:
        connection.execute("delete from app.stored_files")
    migrate.upgrade(database)


async def test_bytes_move_out_and_back(before: str) -> None:
    with psycopg.connect(before, autocommit=True) as connection:
        for file_id, data in HELD.items():
            connection.execute(
                "insert into app.stored_files (id, data, mime, name, created_at)"
                " values (%s, %s, 'application/pdf', 'factura.pdf', now())",
                (file_id, data),
            )
    migrate.upgrade(before)
    with psycopg.connect(before) as connection:
        rows = connection.execute("select id, size from app.stored_files").fetchall()
    assert dict(rows) == {file_id: len(data) for file_id, data in HELD.items()}
    assert {file_id: await vault().get(file_id) for file_id in HELD} == HELD

    migrate.downgrade(before, "0002")
    with psycopg.connect(before) as connection:
        rows = connection.execute("select id, data from app.stored_files").fetchall()
    assert {file_id: bytes(data) for file_id, data in rows} == HELD
