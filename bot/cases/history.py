"""What happened to a case."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.cases.case import OUTCOMES, Case, CaseEvent

_NAMES = {
    "filed": "Radicado",
    "started": "En trámite",
    "closed": "Cerrado",
    "reopened": "Reabierto",
    "withdrawn": "Retirado por el ciudadano",
    "appealed": "Recurso presentado",
    "corrected": "Corregido por el ciudadano",
}


async def add(session: AsyncSession, case: Case, what: str, *, detail: str = "", agent_id: int | None = None) -> None:
    """Keep that something happened to a case, now."""
    session.add(CaseEvent(case_id=case.id, what=what, detail=detail, agent_id=agent_id, happened_at=clock.now()))
    await session.flush()


async def of(session: AsyncSession, case: Case) -> list[CaseEvent]:
    """Everything that happened to a case, the oldest first."""
    return list(await session.scalars(select(CaseEvent).where(CaseEvent.case_id == case.id).order_by(CaseEvent.id)))


async def summary(session: AsyncSession, case: Case) -> str:
    """A case and its history in a few lines, for the agent who takes it up."""
    lines = [f"{case.kind_name.capitalize()} {case.number}, vence el {case.due_on:%d/%m/%Y}.", f"«{_short(case.text)}»"]
    return "\n".join(lines + [describe(event) for event in await of(session, case)])


def describe(event: CaseEvent) -> str:
    """One event in words: `02/11/2026 15:00 Cerrado: Resuelto a favor`."""
    detail = OUTCOMES.get(event.detail, event.detail)
    return f"{clock.local(event.happened_at):%d/%m/%Y %H:%M} {_NAMES[event.what]}" + (
        f": {_short(detail)}" if detail else ""
    )


def _short(text: str, limit: int = 300) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"
