"""A form's question below the answers to other questions: put again, but not for ever.

After two such answers the citizen knows that it is open. It stays so: an answer given later still fills the form.
"""

from itertools import groupby

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.messaging.content import Reply
from bot.messaging.conversation import Conversation
from bot.messaging.message import Message

TIMES = 2
# A turn seldom says more.
_MESSAGES_A_TURN = 4


async def without_repeats(session: AsyncSession, conversation: Conversation, replies: list[Reply]) -> list[Reply]:
    """The replies to a message in the middle of a form, less its question at their end where the last TIMES turns have
    answered other questions. Each reply says what it is `about`.
    """
    if not conversation.dialog_open or len(replies) < 2:
        return replies
    question = replies[-1]
    found = await session.scalars(
        select(Message)
        .where(Message.conversation_id == conversation.id, Message.direction == "out")
        .order_by(Message.seq.desc())
        .limit((TIMES + 1) * _MESSAGES_A_TURN)
    )
    said = list(found)
    of_form = next((_about(message) for message in said if message.body == question.text), None)
    turns = [list(turn) for _, turn in groupby(said, key=lambda message: message.reply_to)][:TIMES]
    others = [replies[0].about, *(_about(turn[-1]) for turn in turns)]
    return replies[:-1] if of_form and len(turns) == TIMES and of_form not in others else replies


def _about(message: Message) -> str:
    return message.content.get("about") or ""
