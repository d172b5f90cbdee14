"""Filing a case: once, with its number and the date by which the law wants it answered."""

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.cases import evidence, history
from bot.cases.calendar import due_date
from bot.cases.case import KINDS, Case, Status
from bot.entity import entity
from bot.messaging import ownership
from bot.messaging.conversation import Conversation
from bot.words import fold

# The same complaint again within this time is the same case: two channels at once, or a message sent twice. One that
# has ended is not: who files it again wants it answered.
SAME_WITHIN = timedelta(hours=24)


async def file_case(
    session: AsyncSession,
    conversation: Conversation,
    *,
    kind: str,
    text: str,
    service: str | None = None,
    account_number: str | None = None,
    event_id: str | None = None,
    appeals: Case | None = None,
) -> Case:
    """File a case, or give back the one that this event, or the same words a short while ago, have filed.

    Locks the conversation until the transaction ends. ValueError for an unknown kind or an empty text.
    """
    text = text.strip()
    if kind not in KINDS or not text:
        raise ValueError("a case needs a known kind and a text")
    conversation = await ownership.lock(session, conversation.id)
    if known := await _known(session, conversation, kind, text, event_id):
        return known
    now = clock.now()
    due_on, term = due_date(kind, now)
    number = await _next_number(session)
    case = Case(
        id=number,
        number=entity().case_number.format(year=clock.local(now).year, number=number),
        kind=kind,
        text=text,
        service=service,
        account_number=account_number,
        received_at=now,
        due_on=due_on,
        rule_key=term.key,
        conversation_id=conversation.id,
        citizen_id=conversation.address.citizen_id,
        filed_by_event=event_id or None,
        appeals_id=appeals.id if appeals else None,
    )
    session.add(case)
    await session.flush()
    await evidence.take(session, case)
    await history.add(session, case, "filed")
    return case


async def _next_number(session: AsyncSession) -> int:
    number = await session.scalar(select(func.nextval(func.pg_get_serial_sequence("app.cases", "id"))))
    assert number is not None
    return number


async def _known(
    session: AsyncSession, conversation: Conversation, kind: str, text: str, event_id: str | None
) -> Case | None:
    if event_id and (filed := await session.scalar(select(Case).where(Case.filed_by_event == event_id))):
        return filed
    recent = await session.scalars(
        select(Case).where(
            Case.conversation_id == conversation.id,
            Case.kind == kind,
            Case.status != Status.CLOSED,
            Case.received_at > clock.now() - SAME_WITHIN,
        )
    )
    return next((case for case in recent if fold(case.text) == fold(text)), None)
