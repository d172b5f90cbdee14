"""The command line: `ventanilla …`. Thin, and slow imports only where a command needs them."""

import asyncio
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands import agents, channels, database, demo, nlu, whatsapp
from bot.commands.context import configure, on_database, one_line, role

if TYPE_CHECKING:
    from bot.importing.run import Report


class Kind(StrEnum):
    """What can be imported."""

    ACCOUNTS = "accounts"
    BILLS = "bills"
    PAYMENTS = "payments"
    OUTAGES = "outages"


app = typer.Typer(
    help="Ventanilla, an omnichannel contact center for public offices.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
)
app.add_typer(agents.app, name="agents")
app.add_typer(channels.app, name="channels")
app.add_typer(database.app, name="db")
app.add_typer(demo.app, name="demo")
app.add_typer(demo.clock, name="clock")
app.add_typer(nlu.app, name="nlu")
app.add_typer(whatsapp.app, name="whatsapp")


@app.command()
def run(demo: Annotated[bool, typer.Option("--demo", help="With made-up data and simulated phones.")] = False) -> None:
    """Start everything under one supervisor, until Ctrl-C."""
    from bot.start.run import run as start

    with one_line():
        asyncio.run(start(demo))


@app.command()
def gateway() -> None:
    """Serve citizens and providers (one role of `run`)."""
    configure()
    from bot import gateway

    role(gateway.run)


@app.command()
def worker() -> None:
    """Answer and deliver messages (one role of `run`)."""
    configure()
    from bot import worker

    role(worker.work)


@app.command()
def desk() -> None:
    """Serve the agents' desk (one role of `run`)."""
    configure()
    from bot.desk.app import run as serve

    serve()


@app.command()
def train() -> None:
    """Train the assistant if its data changed; print where the model is."""
    from bot.start.model import ensure_model
    from bot.start.run import say

    with one_line():
        print(asyncio.run(ensure_model(say)))


@app.command()
def migrate() -> None:
    """Bring the database up to date: schemas, roles, tables."""
    database.upgrade()


@app.command("import")
def import_(
    kind: Annotated[Kind, typer.Argument(help="What the lines of the file are.")],
    file: Annotated[Path, typer.Argument(help="A CSV file, described in docs/.", exists=True, dir_okay=False)],
    skip_errors: Annotated[bool, typer.Option("--skip-errors", help="Import the lines that have no error.")] = False,
) -> None:
    """Load the office's own data; a file with an error changes nothing unless told to skip."""

    async def work() -> "Report":
        from bot.importing.command import import_file

        return await import_file(kind.value, file, skip_errors=skip_errors)

    report = on_database(work)
    print("\n".join(report.lines()))


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
    with one_line():
        for line in ask(f"http://127.0.0.1:{settings().port}", text, kept_in, seconds):
            print(line, flush=True)


if __name__ == "__main__":
    app()
