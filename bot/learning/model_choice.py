"""Which model the assistant uses: the repository's own, or a candidate that a supervisor chose; and the way back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import BigInteger, ForeignKey, Identity, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot import clock, jobs
from bot.database import Base
from bot.learning import training_run
from bot.learning.lessons import Lesson, lessons_of
from bot.learning.training_run import RunState, TrainingRun
from bot.settings import settings


class ModelChoice(Base):
    """One decision; the last one counts. `run_id` is the run that made the model, none for the repository's own."""

    __tablename__ = "model_choices"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    run_id: Mapped[int | None] = mapped_column(ForeignKey("app.training_runs.id"))
    chosen_by: Mapped[int] = mapped_column(ForeignKey("app.agents.id"))
    chosen_at: Mapped[datetime]


class ChoiceError(ValueError):
    """Not switched; the text tells the supervisor why."""


async def choose(session: AsyncSession, *, agent_id: int, run_id: int, seen: int, fingerprint: str) -> None:
    """Use a run's model from now on. `seen` is the id of the choice that the supervisor saw in use (0: none yet),
    `fingerprint` that of the assistant.

    ChoiceError where somebody else decided meanwhile, or the model cannot be loaded.
    """
    await _only_if(session, seen)
    run = await session.get(TrainingRun, run_id)
    if run is None or run.state != RunState.DONE:
        raise ChoiceError("Ese modelo no está listo.")
    await _choose(session, agent_id, run, fingerprint)


async def go_back(session: AsyncSession, *, agent_id: int, seen: int, fingerprint: str) -> None:
    """Use the model before the present one again. `seen`, `fingerprint` and ChoiceError as in `choose`."""
    await _only_if(session, seen)
    before = await previous(session)
    if before is None:
        raise ChoiceError("No hay un modelo anterior.")
    await _choose(session, agent_id, before.run, fingerprint)


async def current(session: AsyncSession) -> ModelChoice | None:
    """The last decision; none as long as the repository's own model was never left."""
    return await session.scalar(select(ModelChoice).order_by(ModelChoice.id.desc()).limit(1))


@dataclass(frozen=True)
class Before:
    """The model that was in use before the present one: a run's, or (none) the repository's own."""

    run: TrainingRun | None


async def previous(session: AsyncSession) -> Before | None:
    """What `go_back` leads to; none as long as nothing was ever chosen."""
    last = list(await session.scalars(select(ModelChoice).order_by(ModelChoice.id.desc()).limit(2)))
    if not last:
        return None
    run_id = last[1].run_id if len(last) > 1 else None
    return Before(await session.get(TrainingRun, run_id) if run_id else None)


async def current_lessons(session: AsyncSession) -> Sequence[Lesson]:
    """What the model in use has learned beside the repository's sentences."""
    chosen = await current(session)
    run = await session.get(TrainingRun, chosen.run_id) if chosen and chosen.run_id else None
    return lessons_of(run.lessons) if run else []


async def wanted(session: AsyncSession, fingerprint: str) -> str:
    """The file that an assistant with this fingerprint should have loaded: its name."""
    chosen = await current(session)
    run = await session.get(TrainingRun, chosen.run_id) if chosen and chosen.run_id else None
    return _file_of(run, fingerprint)


async def within_reach(session: AsyncSession, fingerprint: str) -> set[str]:
    """The files that a supervisor's next click may lead to; until the transaction ends, there is no such click."""
    await _alone(session)
    chosen, before, last = await current(session), await previous(session), await training_run.latest(session)
    run = await session.get(TrainingRun, chosen.run_id) if chosen and chosen.run_id else None
    runs = [None, run, before.run if before else None, last if last and last.model else None]
    return {_file_of(one, fingerprint) for one in runs}


def is_there(model: str) -> bool:
    """Whether a model's file is on this machine."""
    return bool(model) and (folder() / model).is_file()


def folder() -> Path:
    """Where the models are."""
    return settings().models_dir.resolve()


async def _alone(session: AsyncSession) -> None:
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended("model choice", 0))))


async def _only_if(session: AsyncSession, seen: int) -> None:
    """One decision at a time, and only on what the supervisor had before them."""
    await _alone(session)
    last = await current(session)
    if (last.id if last else 0) != seen:
        raise ChoiceError("El modelo ya se cambió. Mire cuál está en uso.")


def _file_of(run: TrainingRun | None, fingerprint: str) -> str:
    return run.model if run else f"assistant-{fingerprint}.tar.gz"


async def _choose(session: AsyncSession, agent_id: int, run: TrainingRun | None, fingerprint: str) -> None:
    file = _file_of(run, fingerprint)
    if not file.startswith(f"assistant-{fingerprint}") or not is_there(file):
        raise ChoiceError("Los datos del sistema cambiaron desde que se entrenó ese modelo: entrene de nuevo.")
    session.add(ModelChoice(run_id=run.id if run else None, chosen_by=agent_id, chosen_at=clock.now()))
    await session.flush()
    await jobs.use_chosen_model.configure(connection=await jobs.connection(session)).defer_async()
