"""The three owners in one database: schemas app, queue and rasa, each with a role named after the database."""

from dataclasses import dataclass
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from bot.secrets import derive

SCHEMAS = ("app", "queue", "rasa")
OLDEST_POSTGRES = 140000


class DatabaseError(Exception):
    """The database cannot be used; the message says why and what to do."""


@dataclass(frozen=True)
class Access:
    """Addresses of one database for the platform's role and for the assistant's."""

    app: str
    rasa: str


def prepare(url: str, rasa_url: str = "") -> Access:
    """Check the server, make schemas and roles where they are missing; the same at every start.

    A login that may not make roles is itself taken for the platform's, and the assistant's must then be given.
    """
    try:
        with psycopg.connect(url, connect_timeout=5, autocommit=True) as connection:
            check_server(connection)
            with connection.transaction():
                connection.execute("SELECT pg_advisory_xact_lock(hashtext('ventanilla roles'))")
                return _prepare(connection, url, rasa_url)
    except psycopg.OperationalError as error:
        reason = str(error).strip().splitlines()[-1]
        raise DatabaseError(f"the database {place(url)} cannot be reached ({reason}): check DATABASE_URL") from error
    except psycopg.errors.InsufficientPrivilege as error:
        raise DatabaseError(
            f"the login of DATABASE_URL may not prepare the database {place(url)} ({error.diag.message_primary}): "
            "let its owner run `ventanilla migrate` once, or create the schemas app and queue for this login"
        ) from error


def check_server(connection: psycopg.Connection) -> None:
    """DatabaseError where the server is too old, or would miss Spanish words in a search."""
    if connection.info.server_version < OLDEST_POSTGRES:
        raise DatabaseError("PostgreSQL 14 or newer is needed: set DATABASE_URL to a newer server")
    unicode = connection.info.parameter_status("server_encoding") == "UTF8"
    if not unicode or connection.execute("SELECT lower('Ñ')").fetchone() != ("ñ",):
        raise DatabaseError(
            "this database does not know that ñ is a small Ñ, and a search would miss names: create it anew with "
            "ENCODING 'UTF8' and a UTF-8 locale (for example LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8')"
        )


def place(url: str) -> str:
    """What of an address may be shown: host, port and database."""
    parts = conninfo_to_dict(url)
    return f"{parts.get('dbname', '')} on {parts.get('host', 'localhost')}:{parts.get('port', 5432)}"


def login_url(url: str, user: str, password: str) -> str:
    """The same address for another login."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    query = "&".join(each for each in parts.query.split("&") if not each.startswith(("user=", "password=")))
    return urlunsplit(parts._replace(netloc=f"{quote(user)}:{quote(password)}@{host}", query=query))


def _prepare(connection: psycopg.Connection, url: str, rasa_url: str) -> Access:
    may_make_roles, login, database = connection.execute(
        "SELECT rolcreaterole OR rolsuper, current_user::text, current_database()::text "
        "FROM pg_roles WHERE rolname = current_user"
    ).fetchone() or (False, "", "")
    if not may_make_roles:
        if not rasa_url:
            raise DatabaseError(
                f"the login {login} may not make roles: give the assistant a login of its own with a schema `rasa`, "
                "and set VENTANILLA_RASA_DATABASE_URL to it"
            )
        for schema in ("app", "queue"):
            connection.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(schema)))
        return Access(app=url, rasa=rasa_url)
    roles = {schema: f"{database}_{schema}" for schema in SCHEMAS}
    for schema, role in roles.items():
        _role(connection, role, login)
        _schema(connection, schema, role)
    _separate(connection, roles, database)
    addresses = {schema: login_url(url, role, derive(f"database {role}")) for schema, role in roles.items()}
    return Access(app=addresses["app"], rasa=rasa_url or addresses["rasa"])


def _role(connection: psycopg.Connection, role: str, login: str) -> None:
    """A login whose password is derived from the installation's secret; `login` may act for it."""
    name, password = sql.Identifier(role), sql.Literal(_verifier(connection, derive(f"database {role}")))
    if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
        connection.execute(sql.SQL("CREATE ROLE {}").format(name))
    connection.execute(sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}").format(name, password))
    connection.execute(sql.SQL("GRANT {} TO {}").format(name, sql.Identifier(login)))


def _verifier(connection: psycopg.Connection, password: str) -> str:
    """The password as the server keeps it, so that it appears in no statement that a server may log."""
    return connection.pgconn.encrypt_password(password.encode(), b"", b"scram-sha-256").decode()


def _schema(connection: psycopg.Connection, schema: str, role: str) -> None:
    connection.execute(
        sql.SQL("CREATE SCHEMA IF NOT EXISTS {} AUTHORIZATION {}").format(sql.Identifier(schema), sql.Identifier(role))
    )


def _separate(connection: psycopg.Connection, roles: dict[str, str], database: str) -> None:
    """The platform works with the queue; the assistant sees its own schema and nothing else."""
    app, queue, rasa, here = (sql.Identifier(each) for each in (*roles.values(), database))
    connection.execute(sql.SQL("GRANT {} TO {}").format(queue, app))
    connection.execute(sql.SQL("ALTER ROLE {} IN DATABASE {} SET search_path = rasa").format(rasa, here))
    # A tracker is written before the platform's record of its turn, and waits for the disk with that.
    connection.execute(sql.SQL("ALTER ROLE {} IN DATABASE {} SET synchronous_commit = off").format(rasa, here))
    connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
