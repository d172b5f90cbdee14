"""The end of a case, and its way back: closing decides what it asked for and plans the follow-up in the same
transaction, reopening takes both back.
"""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock, notify
from bot.billing import decisions
from bot.cases import filing, history
from bot.cases.case import ASKED, OUTCOMES, Case, Status
from bot.followup import planned
from bot.messaging.conversation import Conversation


async def lock(session: AsyncSession, case_id: int) -> Case:
    """The case, its row locked until the end of the transaction, as it is now. LookupError if there is none."""
    case = await session.scalar(
        select(Case).where(Case.id == case_id).with_for_update().execution_options(populate_existing=True)
    )
    if case is None:
        raise LookupError("no such case")
    return case


async def start(session: AsyncSession, case: Case, *, agent_id: int) -> bool:
    """An agent begins to work on a case. False if it is not waiting for one."""
    case = await lock(session, case.id)
    if case.status not in {Status.OPEN, Status.REOPENED}:
        return False
    case.status = Status.IN_PROGRESS
    await _changed(session, case, "started", agent_id=agent_id)
    return True


async def close(
    session: AsyncSession, case: Case, *, outcome: str, agent_id: int | None = None, note: str = ""
) -> bool:
    """Close a case with an outcome (a key of OUTCOMES), which decides what it asked for (`bot.billing.decisions`), and
    plan its follow-up. False if it is closed already.
    """
    if outcome not in OUTCOMES:
        raise ValueError(f"an outcome is one of {', '.join(OUTCOMES)}")
    case = await lock(session, case.id)
    if case.is_closed:
        return False
    case.status, case.outcome = Status.CLOSED, outcome
    case.closed_at, case.closed_by = clock.now(), agent_id
    decided = await decisions.settle(session, case.number, outcome, agent_id=agent_id)
    note = f"{decided} {note}".strip()
    detail = f"{OUTCOMES[outcome]}. {note}" if note else outcome
    await _changed(session, case, "withdrawn" if outcome == "withdrawn" else "closed", detail=detail, agent_id=agent_id)
    if outcome in ASKED:
        await planned.plan(session, case)
    return True


async def withdraw(session: AsyncSession, case: Case) -> bool:
    """The citizen takes the case back. False if it is closed already."""
    return await close(session, case, outcome="withdrawn")


async def reopen(session: AsyncSession, case: Case, *, reason: str) -> bool:
    """Open a closed case again, with its number and its first clock. False if it is not closed."""
    case = await lock(session, case.id)
    if not case.is_closed:
        return False
    case.status, case.outcome = Status.REOPENED, None
    case.closed_at = case.closed_by = None
    case.times_reopened += 1
    await planned.cancel(session, case, "reopened")
    await decisions.renew(session, case.number)
    await _changed(session, case, "reopened", detail=reason)
    return True


async def appeal(
    session: AsyncSession, case: Case, conversation: Conversation, *, text: str, event_id: str
) -> Case | None:
    """File an appeal against a decision; None while there is no decision to appeal against."""
    if not case.is_closed or case.outcome == "withdrawn":
        return None
    filed = await filing.file_case(
        session,
        conversation,
        kind="recurso_reposicion_apelacion",
        text=text,
        service=case.service,
        account_number=case.account_number,
        event_id=event_id,
        appeals=case,
    )
    await planned.cancel(session, case, "appealed")
    await history.add(session, case, "appealed", detail=filed.number)
    return filed


async def _changed(
    session: AsyncSession, case: Case, what: str, *, detail: str = "", agent_id: int | None = None
) -> None:
    await history.add(session, case, what, detail=detail, agent_id=agent_id)
    await notify.announce(session, case.conversation_id)
