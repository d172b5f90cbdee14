"""`ventanilla nlu …`: how well the assistant understands."""

import asyncio
import json
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.context import CommandError, one_line

app = typer.Typer(help="How well the assistant understands.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Keeps `evaluate` a command of its own name while it is the only one."""


@app.command("evaluate")
def evaluate_(
    file: Annotated[
        Path, typer.Argument(help="TSV (intent, register, text) or JSON lines.", exists=True, dir_okay=False)
    ],
    out: Annotated[Path | None, typer.Option(help="Where to write all figures as JSON.", dir_okay=False)] = None,
    now: Annotated[
        datetime | None, typer.Option(help="Today, for words like ayer: 2026-11-22.", formats=["%Y-%m-%d"])
    ] = None,
    baseline: Annotated[bool, typer.Option("--baseline", help="Train and score stock Rasa beside it.")] = False,
    epochs: Annotated[
        int | None, typer.Option("--baseline-epochs", help="Of stock Rasa's classifier; its own 100 take hours.", min=1)
    ] = None,
) -> None:
    """Score the assistant's model, and the emergency rules beside it, on sentences whose meaning is known."""
    from bot.understanding.evaluate import evaluate, progress, table

    with one_line():
        if out and not out.resolve().parent.is_dir():
            raise CommandError(f"there is no folder {out.parent} to write {out.name} to")
        asked = evaluate(file, now.date() if now else None, baseline=baseline, epochs=epochs, say=progress)
        figures = asyncio.run(asked)
        if out:
            out.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(table(figures))
