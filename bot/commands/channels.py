"""`ventanilla channels …`: whether citizens can reach the office, and be reached."""

import asyncio
import os
from typing import TYPE_CHECKING

import typer

from bot.commands.context import one_line

if TYPE_CHECKING:
    from connectors.checkup import Finding

app = typer.Typer(help="The channels that citizens write and call on.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """A group, though it has one command."""


@app.command()
def check() -> None:
    """Say for each channel what is set up, what is missing, and whether its provider answers; 1 if something does not
    work.
    """
    from connectors.checkup import State

    with one_line():
        _as_in_a_running_demo()
        found = asyncio.run(_look())
    print("\n".join(_table(found)))
    if any(finding.state is State.BROKEN for _, finding in found):
        raise typer.Exit(1)


def _as_in_a_running_demo() -> None:
    """A demo's accounts are not in the environment: its processes get them from the supervisor."""
    from bot.settings import settings
    from bot.start import demo_channels

    if _runs("sandbox"):
        os.environ.update(demo_channels.platform_environment(settings()))
        settings.cache_clear()


def _runs(role: str) -> bool:
    """Whether this installation has a process of a role."""
    from bot.settings import settings

    try:
        os.kill(int((settings().data_dir / "run" / f"{role}.pid").read_text()), 0)
    except (FileNotFoundError, ValueError, ProcessLookupError, PermissionError):
        return False
    return True


async def _look() -> "list[tuple[str, Finding]]":
    from connectors.checkup import checks

    return [(channel, finding) for channel, check in checks().items() for finding in await check()]


def _table(found: "list[tuple[str, Finding]]") -> list[str]:
    rows = [(channel, finding.state.value, finding.what, finding.detail) for channel, finding in found]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    return ["  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[3]]) for row in rows]
