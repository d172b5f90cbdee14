"""The command line: `ventanilla …`. Thin, and slow imports only where a command needs them."""

import asyncio
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer

app = typer.Typer(
    help="Ventanilla, an omnichannel contact center for public offices.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
)
database = typer.Typer(help="The database's structure.", no_args_is_help=True)
agents = typer.Typer(help="The agents who may log in to the desk.", no_args_is_help=True)
demo = typer.Typer(help="The demo's data and its conveniences.", no_args_is_help=True)
clock = typer.Typer(help="The demo's clock.", no_args_is_help=True)
app.add_typer(database, name="db")
app.add_typer(agents, name="agents")
app.add_typer(demo, name="demo")
app.add_typer(clock, name="clock")


@app.command()
def run(demo: Annotated[bool, typer.Option("--demo", help="With made-up data and simulated phones.")] = False) -> None:
    """Start everything under one supervisor, until Ctrl-C."""
    from bot.start.run import run as start

    with _one_line():
        asyncio.run(start(demo))


@app.command()
def gateway() -> None:
    """Serve citizens and providers (one role of `run`)."""
    from bot import gateway

    _role(gateway.run)


@app.command()
def worker() -> None:
    """Answer and deliver messages (one role of `run`)."""
    from bot import worker

    _role(worker.work)


@app.command()
def desk() -> None:
    """Serve the agents' desk (one role of `run`)."""
    _configure()
    from bot.desk.app import run as serve

    serve()


@app.command()
def train() -> None:
    """Train the assistant if its data changed."""
    from bot.start.model import ensure_model
    from bot.start.run import say

    with _one_line():
        print(asyncio.run(ensure_model(say)))


@app.command()
def migrate() -> None:
    """Bring the database up to date: schemas, roles, tables."""
    from bot import migrate

    with _database() as url:
        migrate.upgrade(url)
        print(f"The database is at {migrate.current(url)}.")


@database.command()
def upgrade(revision: str = "head") -> None:
    """Bring the database up to a revision."""
    from bot import migrate

    with _database() as url:
        migrate.upgrade(url, revision)


@database.command()
def downgrade(revision: str) -> None:
    """Take the database back: a revision, -1 for one step, base for nothing. Loses what the newer tables hold."""
    from bot import migrate

    with _database() as url:
        migrate.downgrade(url, revision)


@database.command()
def revision(message: str) -> None:
    """Write a migration with what the models have and the database has not."""
    from bot import migrate

    with _database() as url:
        migrate.upgrade(url)
        migrate.revision(url, message)


@app.command()
def ask(
    text: str,
    conversation: Annotated[str, typer.Option(help="A name under which to continue later.")] = "",
    seconds: Annotated[float, typer.Option(help="How long to wait for the answer.")] = 60,
) -> None:
    """Send one message as a citizen on the web chat, and print the answers."""
    from bot.ask import ask
    from bot.settings import settings

    if conversation and not conversation.replace("-", "").replace("_", "").isalnum():
        raise typer.BadParameter("a name has letters, digits, - and _ only", param_hint="--conversation")
    kept_in = settings().data_dir / "ask" / f"{conversation}.json" if conversation else None
    with _one_line():
        for line in ask(f"http://127.0.0.1:{settings().port}", text, kept_in, seconds):
            print(line, flush=True)


@agents.command("add")
def add_agent(login: str, name: Annotated[str, typer.Option(prompt=True, help="As citizens read it.")]) -> None:
    """A new agent; the password is asked for, or read from standard input."""
    from bot.desk.agents import create_agent

    password = _new_password()
    _in_transaction(lambda session: create_agent(session, name=name, login=login, password=password))
    print(f"{login} can log in.")


@agents.command("list")
def list_agents() -> None:
    """All agents."""
    from bot.desk.agents import list_agents

    for agent in _in_transaction(list_agents):
        print(f"{agent.login:<20}{agent.name:<30}{'disabled' if agent.disabled_at else ''}".rstrip())


@agents.command("password")
def agent_password(login: str) -> None:
    """A new password for an agent, who is logged out everywhere."""
    from bot.desk.agents import set_password

    password = _new_password()
    _in_transaction(lambda session: set_password(session, login=login, password=password))


@agents.command("disable")
def disable_agent(login: str) -> None:
    """End an agent's access; the agent's conversations go back to the queue."""
    from bot.desk.agents import disable_agent

    back = _in_transaction(lambda session: disable_agent(session, login=login))
    print(f"{login} is logged out and cannot log in; {back} conversations are in the queue again.")


def _new_password() -> str:
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\n")


def _in_transaction(work: Callable[..., Any]) -> Any:
    """Do something with a session on this installation's database, which must be running."""

    async def working() -> Any:
        from bot.database import transaction

        async with transaction() as session:
            return await work(session)

    with _one_line():
        _configure()
        return asyncio.run(working())


def _role(serve: Callable[[], Any]) -> None:
    _configure()
    with _one_line():
        asyncio.run(serve())


def _configure() -> None:
    """Logs, and the embedded database where no other is set."""
    from bot import logs
    from bot.settings import settings

    logs.configure()
    if not settings().database_url:
        from bot.embedded_postgres import app_url

        settings().database_url = app_url(settings().data_dir)


@contextmanager
def _database() -> Iterator[str]:
    """The platform's address of a prepared database; the embedded one is started for the while, unless it runs."""
    from bot import roles
    from bot.embedded_postgres import admin_url, running
    from bot.settings import settings

    with _one_line():
        if settings().database_url:
            yield roles.prepare(settings().database_url, settings().rasa_database_url).app
            return
        with running(settings().data_dir):
            yield roles.prepare(admin_url(settings().data_dir)).app


@contextmanager
def _one_line() -> Iterator[None]:
    """What stops a command, as one line on standard error that says what to do."""
    try:
        yield
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        if type(error).__name__ not in EXPECTED:
            raise
        sys.exit(f"ventanilla: {error}")


# By name, so that `ventanilla --help` need not import what raises them.
EXPECTED = {"StartError", "DatabaseError", "EmbeddedPostgresError", "AskError", "AgentError", "WrongMode"}

if __name__ == "__main__":
    app()
