"""What citizens correct of their own cases: the words change, what they said before stays in the history."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot import notify
from bot.cases import closing, history
from bot.cases.case import Case


async def correct(session: AsyncSession, case: Case, before: str, after: str) -> bool:
    """Have a case say `after` instead of `before`, or besides where it says that no more. False if it is closed: it
    was answered as it stood.
    """
    case = await closing.lock(session, case.id)
    if case.is_closed:
        return False
    case.text = case.text.replace(before, after) if before in case.text else f"{case.text}\n{after}"
    await note(session, case, f"decía «{before}»")
    return True


async def note(session: AsyncSession, case: Case, detail: str) -> None:
    """Keep in a case's history what its citizen corrected, without a change of its words."""
    await history.add(session, case, "corrected", detail=detail)
    await notify.announce(session, case.conversation_id)
