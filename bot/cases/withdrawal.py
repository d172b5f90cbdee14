"""Taking a case back: the citizen is asked once more before it is closed without an answer."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases import closing
from bot.cases.case import Case
from bot.messaging import questions, yes_no
from bot.messaging.answer import Answer
from bot.messaging.content import Choice, Reply
from bot.messaging.conversation import Conversation
from bot.messaging.message import Message
from bot.messaging.question import PendingQuestion

QUESTION = "withdrawal"
# Payloads of the choices: for the platform, not for the assistant (which takes those that begin with "/").
YES, NO = "withdrawal:yes", "withdrawal:no"
OPEN_FOR = timedelta(minutes=30)


async def ask(session: AsyncSession, conversation: Conversation, case: Case) -> Reply:
    """The question whether the citizen really takes the case back."""
    await questions.ask(session, conversation, QUESTION, {"case_id": case.id}, OPEN_FOR)
    choices = [Choice(title="Sí, retirarlo", payload=YES), Choice(title="No", payload=NO)]
    return Reply(text=f"¿Retira su caso {case.number}? Se cierra sin respuesta.", choices=choices)


async def answer(
    session: AsyncSession,
    conversation: Conversation,
    question: PendingQuestion,
    message: Message,
    payload: str | None,
) -> Answer | None:
    """Take "sí" or "no" to the question; None for anything else."""
    sure = payload == YES if payload in {YES, NO} else yes_no.read(message.body)
    if sure is None:
        return None
    await questions.close(session, conversation, QUESTION, "yes" if sure else "no")
    case = await closing.lock(session, question.payload["case_id"])
    if not sure:
        return Answer([Reply(text=f"De acuerdo: su caso {case.number} sigue su curso.")])
    await closing.withdraw(session, case)
    return Answer([Reply(text=f"Listo: su caso {case.number} quedó retirado.")])
