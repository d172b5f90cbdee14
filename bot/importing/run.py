"""One import from file to database: every line is looked at, and nothing is stored of a file that has an error."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from bot import bulk
from bot.importing.fields import Wrong
from bot.importing.table_file import Row, rows

SHOWN = 50
STAGE = "import_stage"


@dataclass(frozen=True)
class Problem:
    """One line that cannot be imported. `column` is "" where the whole line is meant."""

    line: int
    column: str
    why: str

    def __str__(self) -> str:
        where = f"línea {self.line}, columna {self.column}" if self.column else f"línea {self.line}"
        return f"{where}: {self.why}"


@dataclass
class Report:
    """What came of an import: lines read, lines stored, and the problems (the first 50 of `problem_count`)."""

    read: int = 0
    stored: int = 0
    problem_count: int = 0
    problems: list[Problem] = field(default_factory=list)

    def add(self, problem: Problem) -> None:
        self.problem_count += 1
        if len(self.problems) < SHOWN:
            self.problems.append(problem)

    def lines(self) -> list[str]:
        """The report in words."""
        ordered = sorted(self.problems, key=lambda problem: problem.line)
        more = [f"… y {self.problem_count - len(ordered)} más"] if self.problem_count > len(ordered) else []
        end = f"Líneas leídas: {self.read}. Importadas: {self.stored}. Errores: {self.problem_count}."
        return [*map(str, ordered), *more, end]


class Refused(Exception):
    """The file has errors and none were to be skipped: the transaction must be rolled back. `report` says which."""

    def __init__(self, report: Report):
        super().__init__(f"{report.problem_count} errores; no se importó nada")
        self.report = report


class Kind(Protocol):
    """What can be imported: its columns, how a line becomes a row of the stage, and how the stage becomes data."""

    @property
    def required(self) -> tuple[str, ...]:
        """Columns that a file must have."""

    @property
    def optional(self) -> tuple[str, ...]:
        """Columns that it may have."""

    @property
    def stage(self) -> dict[str, str]:
        """Columns of the stage, each with its type in the database."""

    def read(self, row: Row) -> Sequence[Any]:
        """The row for the stage, in the order of its columns. Raises Wrong."""

    def spoils(self, row: Row) -> None:
        """Told of each line that was refused."""

    async def check(self, session: AsyncSession) -> list[Problem]:
        """What is wrong between lines, or with the database; takes those lines off the stage."""

    async def store(self, session: AsyncSession) -> None:
        """Write the stage's rows, over what has the same key."""


async def run(session: AsyncSession, kind: Kind, file: Path, *, skip_errors: bool = False) -> Report:
    """Import a file in the session's transaction. Raises BadFile, and Refused where lines are wrong and not skipped."""
    report = Report()
    columns = ", ".join(f"{name} {type_}" for name, type_ in kind.stage.items())
    await session.execute(text(f"create temp table {STAGE} (line integer, {columns}) on commit drop"))
    await bulk.copy_stream(session, STAGE, ("line", *kind.stage), _staged(kind, file, report))
    await session.execute(text(f"analyze {STAGE}"))
    for problem in await kind.check(session):
        report.add(problem)
    if report.problem_count and not skip_errors:
        raise Refused(report)
    await kind.store(session)
    report.stored = await session.scalar(text(f"select count(*) from {STAGE}")) or 0
    await session.execute(text(f"drop table {STAGE}"))
    return report


async def _staged(kind: Kind, file: Path, report: Report) -> AsyncIterator[Sequence[Any]]:
    for row in rows(file, kind.required, kind.optional):
        report.read += 1
        try:
            if "" in row.cells:
                raise Wrong("", "tiene más celdas que columnas")
            values = kind.read(row)
        except Wrong as wrong:
            report.add(Problem(row.line, wrong.column, str(wrong)))
            kind.spoils(row)
            continue
        yield (row.line, *values)


async def problems_of(session: AsyncSession, condition: str, column: str, why: str) -> list[Problem]:
    """The staged lines (alias `s`) that a condition of our own finds wrong; they are taken off the stage."""
    found = await session.execute(text(f"delete from {STAGE} s where {condition} returning s.line"))
    return [Problem(line, column, why) for (line,) in sorted(found)]
