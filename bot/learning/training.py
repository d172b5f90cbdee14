"""The work of a training run: train the candidate beside the model in use, then compare the two."""

import asyncio
import contextlib
import logging

from sqlalchemy.exc import SQLAlchemyError

from bot.database import transaction
from bot.learning import comparison, training_run
from bot.learning.lessons import Lesson, lessons_of, sorted_out
from bot.learning.model_choice import current_lessons
from bot.learning.training_run import INTERRUPTED, RunState, Step
from bot.start.model import ensure_model, model_file
from bot.supervisor import StartError
from bot.understanding.examples import ExamplesError

NICE = 10
ALIVE_SECONDS = 2.0
SAME = "No hay nada nuevo que aprender: las frases aceptadas ya están en el modelo actual."
BROKEN = "El entrenamiento falló ({}). El asistente sigue con su modelo actual."
LONGEST_REASON = 200

log = logging.getLogger(__name__)


async def train(run_id: int) -> None:
    """Do a run from its start to its end. One that another worker had begun, and did not end, has failed."""
    async with transaction() as session:
        lessons = await training_run.begin(session, run_id)
        if lessons is None:
            await training_run.end(session, run_id, RunState.FAILED, error=INTERRUPTED)
            return
    progress = _Progress(run_id)
    work = asyncio.create_task(_work(run_id, lessons_of(lessons), progress))
    watch = asyncio.create_task(progress.watch())
    try:
        await asyncio.wait([work, watch], return_when=asyncio.FIRST_COMPLETED)
        if work.done():
            await work
    except (StartError, ExamplesError, OSError) as error:
        await _fail(run_id, BROKEN.format(str(error)[:LONGEST_REASON]))
    except asyncio.CancelledError:
        await _fail(run_id, INTERRUPTED)
        raise
    except Exception as error:
        log.exception("training run %s broke", run_id)
        await _fail(run_id, BROKEN.format(type(error).__name__))
    finally:
        for task in (work, watch):
            task.cancel()
        await asyncio.gather(work, watch, return_exceptions=True)


async def _work(run_id: int, accepted: list[Lesson], progress: "_Progress") -> None:
    lessons, left = await asyncio.to_thread(sorted_out, accepted)
    async with transaction() as session:
        before, _ = await asyncio.to_thread(sorted_out, await current_lessons(session))
    if model_file(lessons) == model_file(before):
        async with transaction() as session:
            await training_run.end(session, run_id, RunState.FAILED, error=SAME)
        return
    progress.step = Step.TRAINING
    candidate = await ensure_model(progress.say, lessons, nice=NICE)
    current = await ensure_model(progress.say, before, nice=NICE)
    found = await comparison.compare(current, candidate, lessons, progress.at, nice=NICE)
    report = found.model_dump(mode="json") | {"left": [[*one.lesson, one.there_as] for one in left]}
    async with transaction() as session:
        await training_run.end(session, run_id, RunState.DONE, model=candidate.name, report=report)


class _Progress:
    """Where a run is, told to the database every two seconds."""

    def __init__(self, run_id: int) -> None:
        self._run_id = run_id
        self.step: str = Step.TRAINING

    def at(self, step: Step) -> None:
        self.step = step

    def say(self, line: str) -> None:
        log.info("training run %s: %s", self._run_id, line.strip())

    async def watch(self) -> None:
        """Return when the run is to stop. While the database is away the work goes on."""
        while True:
            with contextlib.suppress(SQLAlchemyError, OSError):
                async with transaction() as session:
                    if not await training_run.go_on(session, self._run_id, self.step):
                        return
            await asyncio.sleep(ALIVE_SECONDS)


async def _fail(run_id: int, reason: str) -> None:
    """Also while this task is being cancelled, as the worker stops."""

    async def fail() -> None:
        async with transaction() as session:
            await training_run.end(session, run_id, RunState.FAILED, error=reason)

    with contextlib.suppress(SQLAlchemyError, OSError):
        await asyncio.shield(fail())
