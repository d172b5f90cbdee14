"""Three owners in one database: who sees what, and what is said where a database cannot be used."""

from collections.abc import Iterator

import psycopg
import pytest

from bot import migrate, roles
from bot.embedded_postgres import EmbeddedPostgres, admin_url
from bot.roles import DatabaseError


@pytest.fixture
def fresh(postgres: EmbeddedPostgres) -> Iterator[str]:
    """A superuser's address of an empty database called `fresh`."""
    yield from _database(postgres, "fresh", "TEMPLATE template0 LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'")


def _database(postgres: EmbeddedPostgres, name: str, options: str) -> Iterator[str]:
    admin = admin_url(postgres.data_dir, "postgres")
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} {options}")
    yield admin_url(postgres.data_dir, name)
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
        for role in ("app", "rasa", "queue"):
            connection.execute(f"DROP ROLE IF EXISTS {name}_{role}")


def test_each_role_has_its_schema_and_the_assistant_sees_no_other(fresh: str) -> None:
    access = roles.prepare(fresh)
    assert roles.prepare(fresh) == access
    migrate.upgrade(access.app)

    with psycopg.connect(access.app) as app:
        app.execute("SELECT count(*) FROM queue.procrastinate_jobs")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("CREATE TABLE rasa.intruder (n int)")
    with psycopg.connect(access.rasa) as rasa:
        rasa.execute("CREATE TABLE events (n int)")
        assert rasa.execute("SELECT schemaname FROM pg_tables WHERE tablename = 'events'").fetchone() == ("rasa",)
        for seen in ("app.alembic_version", "queue.procrastinate_jobs"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege), rasa.transaction():
                rasa.execute(f"SELECT * FROM {seen}")


def test_an_operators_login_that_makes_roles_is_enough(fresh: str) -> None:
    with psycopg.connect(fresh, autocommit=True) as admin:
        admin.execute("CREATE ROLE operator LOGIN CREATEROLE PASSWORD 'secret'")
        admin.execute("GRANT CREATE ON DATABASE fresh TO operator")
    try:
        access = roles.prepare(roles.login_url(fresh, "operator", "secret"))
        assert roles.prepare(roles.login_url(fresh, "operator", "secret")) == access
        migrate.upgrade(access.app)
        with psycopg.connect(access.rasa) as rasa:
            rasa.execute("CREATE TABLE events (n int)")
    finally:
        with psycopg.connect(fresh, autocommit=True) as admin:
            admin.execute("DROP SCHEMA app, queue, rasa CASCADE")
            admin.execute("DROP OWNED BY fresh_app, fresh_queue, fresh_rasa, operator CASCADE")
            admin.execute("DROP ROLE fresh_app, fresh_queue, fresh_rasa")
            admin.execute("DROP ROLE operator")


def test_a_login_that_makes_no_roles_is_the_platforms_own(fresh: str) -> None:
    with psycopg.connect(fresh, autocommit=True) as admin:
        admin.execute("CREATE ROLE plain LOGIN PASSWORD 'secret'")
        admin.execute("GRANT CREATE ON DATABASE fresh TO plain")
    try:
        plain = roles.login_url(fresh, "plain", "secret")
        with pytest.raises(DatabaseError, match="VENTANILLA_RASA_DATABASE_URL"):
            roles.prepare(plain)
        access = roles.prepare(plain, "postgresql://assistant@/elsewhere")
        assert access == roles.Access(app=plain, rasa="postgresql://assistant@/elsewhere")
        migrate.upgrade(access.app)
        assert migrate.current(access.app) == migrate.head()
    finally:
        with psycopg.connect(fresh, autocommit=True) as admin:
            admin.execute("DROP OWNED BY plain CASCADE")
            admin.execute("DROP ROLE plain")


@pytest.mark.parametrize(
    ("options", "login", "said"),
    [
        ("TEMPLATE template0 LOCALE_PROVIDER libc LOCALE 'C'", "postgres", "small Ñ"),
        ("TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE_PROVIDER libc LOCALE 'C'", "postgres", "small Ñ"),
        ("", "nobody_here", "check DATABASE_URL"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_line(
    postgres: EmbeddedPostgres, options: str, login: str, said: str
) -> None:
    for url in _database(postgres, "strange", options):
        with pytest.raises(DatabaseError, match=said) as raised:
            roles.prepare(url.replace("postgresql://postgres:", f"postgresql://{login}:"))
        assert "\n" not in str(raised.value)
        assert "password=" not in str(raised.value)


def test_migrations_go_down_and_up_again(fresh: str) -> None:
    access = roles.prepare(fresh)
    migrate.upgrade(access.app)

    migrate.downgrade(access.app, "base")
    assert migrate.current(access.app) is None
    with psycopg.connect(fresh) as admin:
        left = admin.execute("SELECT tablename FROM pg_tables WHERE schemaname IN ('app', 'queue')").fetchall()
    migrate.upgrade(access.app)

    assert left == [("alembic_version",)]
    assert migrate.current(access.app) == migrate.head()


def test_migrations_make_what_the_models_say(fresh: str) -> None:
    """Whoever changes a model writes a migration: make revision m="..."."""
    access = roles.prepare(fresh)
    migrate.upgrade(access.app)

    assert migrate.differences(access.app) == []

    with psycopg.connect(access.app) as app:
        app.execute("ALTER TABLE app.accounts ADD COLUMN stray int")
    assert "stray" in "".join(migrate.differences(access.app))


def test_a_queue_of_another_version_is_refused(fresh: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrate, "version", lambda _: "4.0.0")

    with pytest.raises(DatabaseError, match=r"procrastinate 4\.0\.0 is installed"):
        migrate.upgrade(roles.prepare(fresh).app)
