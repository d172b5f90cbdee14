"""Taking a case back: the citizen is asked once more before it is closed without an answer."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases import closing
from bot.cases.case import Case
from bot.messaging import phrases, waiting
from bot.messaging.answer import Answer
from bot.messaging.content import Reply
from bot.messaging.conversation import Conversation
from bot.messaging.message import Message
from bot.messaging.question import PendingQuestion
from bot.messaging.yes_no_question import YesNoQuestion

QUESTION = YesNoQuestion("withdrawal", yes_title="Sí, retirarlo")
OPEN_FOR = timedelta(minutes=30)


async def ask(session: AsyncSession, conversation: Conversation, case: Case) -> Reply:
    """The question whether the citizen really takes the case back."""
    text = f"¿Retira su caso {case.number}? Se cierra sin respuesta."
    return await QUESTION.ask(session, conversation, text, OPEN_FOR, {"case_id": case.id})


async def answer(
    session: AsyncSession,
    conversation: Conversation,
    question: PendingQuestion,
    message: Message,
    payload: str | None,
) -> Answer | None:
    """Take "sí" or "no" to the question; None for anything else."""
    sure = QUESTION.said(message, payload)
    if sure is None:
        return None
    await QUESTION.close(session, conversation, sure)
    case = await closing.lock(session, question.payload["case_id"])
    if not sure:
        return Answer([Reply(text=phrases.goes_on(case.number))])
    await closing.withdraw(session, case)
    told = f"Listo: su caso {case.number} quedó retirado."
    if await waiting.stop(session, conversation, case.number):
        told = f"{told} Ya no espera a una persona; si necesita algo más, escríbame."
    return Answer([Reply(text=told, about="case_withdraw")])
