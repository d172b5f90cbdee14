"""Messages that crossed with our answer: written before it was there to be read, so that it answers some of them."""

import re
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.messaging.content import Reply
from bot.messaging.conversation import Conversation
from bot.messaging.message import Message
from bot.words import plain

NOT_UNDERSTOOD = "nlu_fallback"
FEW_WORDS = 3
# What is no request of its own: it fills the form, or was not understood.
_FILLING = frozenset("nlu_fallback greet affirm deny help_menu inform out_of_scope rating".split())
# What is called after a request: "ayúdeme", "contesten por favor". Other words that were not understood may be a wish.
_CALLS = frozenset("greet affirm help_menu".split())
_CALL = re.compile(
    r"\W*((ayud\w+|contest\w+|respond\w+|atiend\w+|por favor|porfa(vor)?|xfa|alo+|hola+|oiga\w*|ya|pues|rapido|urgente|"
    r"señor(a|es|ita)?|me|nos|y|no|nadie|alguien|hay|esta|estan|ahi)\b\W*)*"
)


async def said_meanwhile(session: AsyncSession, conversation: Conversation, message: Message) -> list[Message]:
    """What the assistant has said since a message was stored, in answer to earlier ones."""
    if conversation.last_seq == message.seq:
        return []
    found = await session.scalars(
        select(Message)
        .where(
            Message.conversation_id == conversation.id,
            Message.direction == "out",
            Message.author == "assistant",
            Message.seq > message.seq,
            Message.reply_to < message.id,
        )
        .order_by(Message.seq)
    )
    return list(found)


def still_to_say(
    replies: Sequence[Reply], meanwhile: Sequence[Message], text: str, intent: str, *, in_form: bool
) -> list[Reply]:
    """The replies to a message without what the citizen has just been told or asked.

    `in_form`: a question of ours was open before; `intent`: what the message was taken for.
    """
    if not meanwhile or not replies:
        return list(replies)
    told = {message.body for message in meanwhile}
    safety = [reply for reply in replies if reply.purpose == "safety"]
    if not in_form:
        said = plain(text)
        few = len(re.findall(r"[a-zñ]+", said)) <= FEW_WORDS and "?" not in text
        only_calls = intent in _CALLS or (intent == NOT_UNDERSTOOD and _CALL.fullmatch(said) is not None)
        told_now = [
            reply for reply in replies if reply.purpose == "safety" or reply.document or reply.words not in told
        ]
        return safety if few and only_calls else told_now
    asked_again = replies[-1].words in told
    if asked_again and intent in _FILLING:
        return safety
    new = [reply for reply in replies if reply.purpose == "safety" or reply.words not in told]
    return [*new, replies[-1]] if new and asked_again else new
