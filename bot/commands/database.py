"""`ventanilla db …`: the database's structure."""

import typer

from bot.commands.context import database

app = typer.Typer(help="The database's structure.", no_args_is_help=True)


@app.command()
def upgrade(revision: str = "head") -> None:
    """Bring the database up to a revision."""
    from bot import migrate

    with database() as url:
        migrate.upgrade(url, revision)
        print(f"The database is at {migrate.current(url)}.")


@app.command()
def downgrade(revision: str) -> None:
    """Take the database back: a revision, -1 for one step, base for nothing. Loses what the newer tables hold."""
    from bot import migrate

    with database() as url:
        migrate.downgrade(url, revision)
        print(f"The database is at {migrate.current(url) or 'nothing'}.")


@app.command()
def revision(message: str) -> None:
    """Write a migration with what the models have and the database has not; read it before use."""
    from bot import migrate

    with database() as url:
        migrate.upgrade(url)
        migrate.revision(url, message)
