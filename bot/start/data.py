"""What a database holds before anybody uses it: its mode, set once, and in a demo its data."""

from collections.abc import Callable

from bot import installation
from bot.database import transaction
from bot.procedures import catalogue
from bot.supervisor import StartError

NO_AGENTS = (
    "Nobody can log in to the desk yet. The first agent: "
    '.venv/bin/ventanilla agents add LOGIN --name "First Last" --supervisor'
)


async def prepare(demo: bool, say: Callable[[str], None]) -> None:
    """Set the mode of a new database, load demo data, and make a demo's data current. StartError in the wrong mode."""
    try:
        if demo:
            from bot.demo import load

            await load.prepare(say)
        else:
            from bot.desk import agents

            async with transaction() as session:
                await installation.claim(session, installation.LIVE)
                await catalogue.load(session)
                if not await agents.list_agents(session):
                    say(NO_AGENTS)
    except installation.WrongMode as error:
        raise StartError(str(error)) from error
