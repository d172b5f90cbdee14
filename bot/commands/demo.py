"""`ventanilla demo …`: the demo's data, and what a demonstration needs sooner than it comes."""

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.context import CommandError, in_transaction

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

app = typer.Typer(help="The demo's data, its follow-ups and its clock.", no_args_is_help=True)
clock = typer.Typer(help="The demo's clock.", no_args_is_help=True)

UNITS = {"m": "minutes", "h": "hours", "d": "days"}


@app.command()
def reset() -> None:
    """Forget everything, conversations included, and load the demo anew."""
    in_transaction(_reset)
    print("The demo is as on its first day.")


@app.command("follow-up-now")
def follow_up_now(
    case: Annotated[str, typer.Argument(help="A case's number; all that wait, without one.")] = "",
) -> None:
    """Send follow-ups of closed cases without waiting for their time."""
    print(f"Follow-ups sent: {in_transaction(lambda session: _send_follow_ups(session, case))}.")


@clock.command()
def move(
    by: Annotated[str, typer.Argument(help="How far ahead of the real time: 90m, 26h, 3d; 0 for the real time.")],
) -> None:
    """Move the demo's time."""
    moved = parse(by)
    in_transaction(lambda session: _move(session, moved))
    print("The demo's time is the real one." if not moved else f"The demo's time is {moved} ahead.")


def parse(by: str) -> timedelta:
    """A span of time as it is typed. BadParameter for anything else, and for one that leads back."""
    found = re.fullmatch(r"(\d{1,5})([mhd])", by)
    if by == "0" or found:
        return timedelta(**{UNITS[found[2]]: int(found[1])}) if found else timedelta()
    raise typer.BadParameter("a number and m, h or d: 90m, 26h, 3d; or 0")


async def _reset(session: "AsyncSession") -> None:
    from bot.demo import dialogs, load
    from bot.settings import settings

    await load.reset(session)
    await dialogs.forget(settings().rasa_database_url)


async def _move(session: "AsyncSession", by: timedelta) -> None:
    from bot import clock
    from bot.settings import settings
    from bot.start.demo_channels import clock_file

    await _only_in_a_demo(session)
    settings().clock_file = clock_file(settings())
    clock.move(by)


async def _send_follow_ups(session: "AsyncSession", number: str) -> int:
    from sqlalchemy import select

    from bot.cases.case import Case
    from bot.followup import follow_up
    from bot.followup.planned import FollowUp
    from bot.settings import settings
    from bot.start.demo_channels import clock_file

    await _only_in_a_demo(session)
    settings().clock_file, settings().demo = clock_file(settings()), True
    waiting = select(Case).join(FollowUp, FollowUp.case_id == Case.id).where(FollowUp.sent_at.is_(None)).distinct()
    if number:
        waiting = waiting.where(Case.number == number)
    cases = list(await session.scalars(waiting))
    return sum([await follow_up.send_now(session, case) for case in cases])


async def _only_in_a_demo(session: "AsyncSession") -> None:
    from bot import installation

    if await installation.mode(session) != installation.DEMO:
        raise CommandError("this is for a demo only: start one with `make run`")
