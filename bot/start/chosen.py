"""The model to start the assistant with: for the present data, and for the lessons that supervisors chose."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import psycopg

from bot.learning.lessons import Lesson, lessons_of, sorted_out
from bot.start.model import ensure_model
from bot.supervisor import StartError

# Read before the tables are brought up to date, and without what would delay the start by importing it.
CHOSEN = """
SELECT lessons FROM app.model_choices LEFT JOIN app.training_runs ON training_runs.id = run_id
ORDER BY model_choices.id DESC LIMIT 1
"""


async def ensure_chosen_model(url: str, say: Callable[[str], None]) -> Path:
    """The model, trained if the data have changed; without the lessons if they cannot be learned any more. StartError
    if that fails too.
    """
    lessons = await asyncio.to_thread(_lessons, url)
    try:
        return await ensure_model(say, lessons)
    except StartError as error:
        if not lessons:
            raise
        say(f"{error}. Starting without the {len(lessons)} reviewed sentences.")
        return await ensure_model(say)


def _lessons(url: str) -> list[Lesson]:
    """What the chosen model learned, as far as it is still new and contradicts nothing; none in a new database."""
    with psycopg.connect(url, connect_timeout=5) as connection:
        try:
            row = connection.execute(CHOSEN).fetchone()
        except psycopg.errors.UndefinedTable:
            return []
    return sorted_out(lessons_of(row[0]))[0] if row and row[0] else []
