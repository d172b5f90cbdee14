"""Where training and models stand, as a supervisor sees it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.assistant import LoadedModel
from bot.desk.agent import Agent
from bot.learning import model_choice, training_run
from bot.learning.comparison import Comparison
from bot.learning.lessons import Left, Lesson
from bot.learning.model_choice import ModelChoice
from bot.learning.training_run import TrainingRun


@dataclass(frozen=True)
class Model:
    """A model in words: `lessons` is how many sentences it learned beside the repository's; `made_at` none for the
    repository's own."""

    lessons: int = 0
    made_at: datetime | None = None


@dataclass(frozen=True)
class Standing:
    """`choice` is 0 and `chosen_by` empty as long as nobody has chosen. `changing`: the assistant is yet to load what
    was chosen; `away`: it does not answer.
    """

    choice: int
    used: Model
    chosen_by: str
    chosen_at: datetime | None
    before: Model | None
    changing: bool
    away: bool
    run: TrainingRun | None
    run_by: str
    cancelled_by: str
    run_is_used: bool

    @property
    def comparison(self) -> Comparison | None:
        """What the last run found out, if it came to its end."""
        return Comparison.model_validate(self.run.report) if self.run and self.run.report else None

    @property
    def left(self) -> list[Left]:
        """The sentences that the last run could not learn."""
        rows = (self.run.report or {}).get("left", []) if self.run else []
        return [Left(Lesson(text, intent), there_as) for text, intent, there_as in rows]

    @property
    def busy(self) -> bool:
        """Whether it changes by itself."""
        return self.changing or (self.run is not None and not self.run.has_ended)


async def standing(session: AsyncSession, loaded: LoadedModel | None) -> Standing:
    """Read it; `loaded` is what the assistant says (`bot.assistant.loaded_model`)."""
    choice = await model_choice.current(session)
    before = await model_choice.previous(session)
    run = await training_run.latest(session)
    wanted = await model_choice.wanted(session, loaded.fingerprint) if loaded else ""
    return Standing(
        choice=choice.id if choice else 0,
        used=await _used(session, choice),
        chosen_by=await _name(session, choice.chosen_by if choice else None),
        chosen_at=choice.chosen_at if choice else None,
        before=_model(before.run) if before else None,
        changing=loaded is not None
        and loaded.model != wanted
        and loaded.may_load(wanted)
        and model_choice.is_there(wanted),
        away=loaded is None,
        run=run,
        run_by=await _name(session, run.started_by if run else None),
        cancelled_by=await _name(session, run.cancelled_by if run else None),
        run_is_used=bool(choice and run and choice.run_id == run.id),
    )


def _model(run: TrainingRun | None) -> Model:
    return Model(len(run.lessons), run.created_at) if run else Model()


async def _used(session: AsyncSession, choice: ModelChoice | None) -> Model:
    return _model(await session.get(TrainingRun, choice.run_id) if choice and choice.run_id else None)


async def _name(session: AsyncSession, agent_id: int | None) -> str:
    return await session.scalar(select(Agent.name).where(Agent.id == agent_id)) or "" if agent_id else ""
