"""Back to the question for a second fact, after something else was answered: what the assistant's own forms do too."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.citizens import identity
from bot.messaging.content import Reply
from bot.messaging.conversation import Conversation, Owner
from bot.messaging.message import Message
from bot.messaging.questions import open_questions

# Who says this has not asked for anything meanwhile, or has had enough.
_NOTHING_ASKED = frozenset({"goodbye", "thank", "greet", "deny", "abuse", "human_handoff", "reminders_off", "rating"})


async def to_question(
    session: AsyncSession, conversation: Conversation, message: Message, intent: str, *, dialog_open: bool
) -> list[Reply]:
    """What to say below the answer to a message: the question that was open before it, once; mostly nothing."""
    if conversation.owner != Owner.ASSISTANT or dialog_open or intent in _NOTHING_ASKED:
        return []
    for question in await open_questions(session, conversation):
        if question.kind == identity.QUESTION and question.created_at < message.created_at:
            words = await identity.again(session, question)
            return [Reply(text=words)] if words else []
    return []
