"""Training a candidate and comparing it: one run at a time, asked for by a supervisor, done by the worker."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot import clock, jobs
from bot.database import Base
from bot.learning.lessons import Lesson

# A run whose worker has been silent this long is lost: more than a busy machine's pauses, less than people wait.
SILENT = timedelta(seconds=90)
INTERRUPTED = "El entrenamiento se interrumpió: el sistema se reinició. Puede empezarlo otra vez."


class RunState(StrEnum):
    """Where a run is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Step(StrEnum):
    """What a run is doing, in this order."""

    TRAINING = "training"
    CURRENT = "current"
    CANDIDATE = "candidate"
    CONVERSATIONS = "conversations"


class TrainingRun(Base):
    """One run.

    unended   true until it has ended, then null: unique, so that there is one at a time
    alive_at  the machine's time at which its worker last said so
    lessons   [[text, intent], …], what the candidate learns beside the repository's sentences
    model     the candidate's file, in the folder of models
    report    bot.learning.comparison.Comparison
    error     why it failed, in one line for the supervisor
    """

    __tablename__ = "training_runs"
    __table_args__ = (
        CheckConstraint("state in ('waiting', 'running', 'done', 'failed', 'cancelled')", name="state"),
        CheckConstraint("(state in ('waiting', 'running')) = (unended is not null)", name="unended"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    state: Mapped[str] = mapped_column(default=RunState.WAITING, server_default="waiting")
    unended: Mapped[bool | None] = mapped_column(unique=True, default=True)
    step: Mapped[str] = mapped_column(default="", server_default="")
    started_by: Mapped[int] = mapped_column(ForeignKey("app.agents.id"))
    cancelled_by: Mapped[int | None] = mapped_column(ForeignKey("app.agents.id"))
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    alive_at: Mapped[datetime]
    lessons: Mapped[list[Any]]
    model: Mapped[str] = mapped_column(default="", server_default="")
    report: Mapped[dict[str, Any] | None]
    error: Mapped[str] = mapped_column(default="", server_default="")

    @property
    def has_ended(self) -> bool:
        return self.unended is None


async def start(session: AsyncSession, *, agent_id: int, lessons: Sequence[Lesson]) -> int | None:
    """Ask for a run, which the worker then does; its id. None where another one has not ended."""
    run_id = await session.scalar(
        insert(TrainingRun)
        .values(
            started_by=agent_id,
            unended=True,
            created_at=clock.now(),
            alive_at=datetime.now(UTC),
            lessons=[list(lesson) for lesson in lessons],
        )
        .on_conflict_do_nothing(index_elements=[TrainingRun.unended])
        .returning(TrainingRun.id)
    )
    if run_id is not None:
        await jobs.train_candidate.configure(connection=await jobs.connection(session)).defer_async(run_id=run_id)
    return run_id


async def cancel(session: AsyncSession, *, run_id: int, agent_id: int) -> bool:
    """End a run; what it had done is thrown away. False if it had ended. Its worker finds out within seconds."""
    return await end(session, run_id, RunState.CANCELLED, cancelled_by=agent_id)


async def end(session: AsyncSession, run_id: int, state: RunState, **values: Any) -> bool:
    """Mark a run as ended; False if it was already, so that the first word counts."""
    ending = (
        update(TrainingRun)
        .where(TrainingRun.id == run_id, TrainingRun.unended.is_(True))
        .values(state=state, unended=None, ended_at=clock.now(), **values)
        .returning(TrainingRun.id)
    )
    return await session.scalar(ending.execution_options(synchronize_session=False)) is not None


async def begin(session: AsyncSession, run_id: int) -> list[Any] | None:
    """Take a waiting run up: its lessons. None if it was cancelled, or taken up before: then its worker died."""
    return await session.scalar(
        update(TrainingRun)
        .where(TrainingRun.id == run_id, TrainingRun.state == RunState.WAITING)
        .values(state=RunState.RUNNING, alive_at=datetime.now(UTC))
        .returning(TrainingRun.lessons)
        .execution_options(synchronize_session=False)
    )


async def go_on(session: AsyncSession, run_id: int, step: str) -> bool:
    """Say that a run is alive and at this step; False if it is to stop."""
    living = (
        update(TrainingRun)
        .where(TrainingRun.id == run_id, TrainingRun.state == RunState.RUNNING)
        .values(step=step, alive_at=datetime.now(UTC))
        .returning(TrainingRun.id)
    )
    return await session.scalar(living.execution_options(synchronize_session=False)) is not None


async def end_lost(session: AsyncSession) -> None:
    """Mark runs as failed whose worker is gone. One that waits is not lost: its job is in the queue."""
    lost = select(TrainingRun.id).where(
        TrainingRun.state == RunState.RUNNING, TrainingRun.alive_at < datetime.now(UTC) - SILENT
    )
    for run_id in await session.scalars(lost):
        await end(session, run_id, RunState.FAILED, error=INTERRUPTED)


async def latest(session: AsyncSession) -> TrainingRun | None:
    """The last run that anybody asked for."""
    query = select(TrainingRun).order_by(TrainingRun.id.desc()).limit(1)
    return await session.scalar(query.execution_options(populate_existing=True))
