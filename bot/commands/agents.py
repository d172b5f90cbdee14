"""`ventanilla agents …`: who may log in to the desk."""

import sys
from typing import Annotated

import typer

from bot.commands.context import in_transaction

app = typer.Typer(help="The agents who may log in to the desk.", no_args_is_help=True)


@app.command()
def add(
    login: str,
    name: Annotated[str, typer.Option(prompt=True, help="First and last name; citizens read the first.")],
    supervisor: Annotated[
        bool,
        typer.Option("--supervisor", help="Also sees what all agents have, and decides what the assistant learns."),
    ] = False,
) -> None:
    """A new agent; the password is asked for, or read from standard input."""
    from bot.desk.agents import create_agent

    password = _new_password()
    in_transaction(
        lambda session: create_agent(session, name=name, login=login, password=password, supervisor=supervisor)
    )
    print(f"{login} can log in.")


@app.command("list")
def list_() -> None:
    """All agents."""
    from bot.desk.agents import list_agents

    for agent in in_transaction(list_agents):
        state = "disabled" if agent.disabled_at else "supervisor" if agent.supervisor else ""
        print(f"{agent.login:<20}{agent.name:<30}{state}".rstrip())


@app.command()
def password(login: str) -> None:
    """A new password; the agent is logged out everywhere."""
    from bot.desk.agents import set_password

    new = _new_password()
    in_transaction(lambda session: set_password(session, login=login, password=new))
    print(f"{login} has a new password.")


@app.command()
def supervisor(
    login: str, no: Annotated[bool, typer.Option("--no", help="Take it back: an agent like the others.")] = False
) -> None:
    """Let an agent decide what the assistant learns."""
    from bot.desk.agents import set_supervisor

    in_transaction(lambda session: set_supervisor(session, login=login, supervisor=not no))
    print(f"{login} is {'no longer ' if no else ''}a supervisor.")


@app.command()
def disable(login: str) -> None:
    """End an agent's access; the agent's conversations go back to the queue."""
    from bot.desk.agents import disable_agent

    back = in_transaction(lambda session: disable_agent(session, login=login))
    print(f"{login} is logged out and cannot log in; conversations back in the queue: {back}.")


def _new_password() -> str:
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\n")
