"""`ventanilla db …`: the database's structure."""

import typer

from bot.commands.context import database

app = typer.Typer(help="The database's structure.", no_args_is_help=True)


@app.command()
def upgrade(revision: str = "head") -> None:
    """Bring the database up to a revision."""
    from bot import migrate

    with database() as access:
        migrate.upgrade(access.app, revision)
        print(f"The database is at {migrate.current(access.app)}.")


@app.command()
def downgrade(revision: str) -> None:
    """Take the database back: a revision, -1 for one step, base for nothing. Loses what the newer tables hold."""
    from bot import migrate

    with database() as access:
        migrate.downgrade(access.app, revision)
        print(f"The database is at {migrate.current(access.app) or 'nothing'}.")


@app.command()
def revision(message: str) -> None:
    """Write a migration with what the models have and the database has not; read it before use."""
    from bot import migrate

    with database() as access:
        migrate.upgrade(access.app)
        migrate.revision(access.app, message)
