"""The answer to a message that is only a file: what becomes of it, by what the conversation is about."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases.case import Case
from bot.media import kinds
from bot.messaging.content import Media, Reply
from bot.messaging.conversation import Conversation, Owner
from bot.messaging.message import Message
from bot.messaging.person import PERSON

_NAMES = {"image": "su foto", "audio": "su nota de voz", "video": "su video", "document": "su archivo"}
_STICKER = "¡Gracias por escribir! Cuénteme con palabras qué necesita."
_IN_CASE = "Recibí {what} y quedó en su caso {number}, para la persona que lo revisa."
_IN_FORM = "Recibí {what} y queda con lo que me está contando. Sigamos:"
_IN_QUEUE = "Recibí {what}. Queda para la persona que le va a responder."
_ELSE = {
    "audio": "Todavía no puedo escucharla: escríbame qué necesita, o se la paso a una persona.",
    "image": "Yo no puedo verla, pero queda guardada. Escríbame qué necesita, o se la paso a una persona.",
    "video": "Yo no puedo verlo, pero queda guardado. Escríbame qué necesita, o se lo paso a una persona.",
    "document": "Yo no puedo leerlo, pero queda guardado. Escríbame qué necesita, o se lo paso a una persona.",
}


async def answer(
    session: AsyncSession, conversation: Conversation, message: Message, case: Case | None
) -> Reply | None:
    """What to say to a message without words that brought files, which belong to `case` if there is one.

    None for files that the office does not take: whoever looks at them says so (bot.media.fetching).
    """
    media = [Media.model_validate(file) for file in message.content["media"]]
    taken = [file for file in media if kinds.may_be_taken(file.mime)]
    if not taken:
        return None
    sort = kinds.sort_of(taken[0].mime)
    what = _NAMES[sort]
    if conversation.owner == Owner.QUEUE:
        return Reply(text=_IN_QUEUE.format(what=what))
    asked = await _question(session, conversation) if conversation.dialog_open else None
    if taken[0].sticker:
        return asked or Reply(text=_STICKER)
    if asked:
        return asked.model_copy(update={"text": f"{_IN_FORM.format(what=what)} {asked.text}"})
    if case:
        return Reply(text=_IN_CASE.format(what=what, number=case.number))
    return Reply(text=f"Recibí {what}. {_ELSE[sort]}", choices=[PERSON])


async def _question(session: AsyncSession, conversation: Conversation) -> Reply | None:
    """What the form has asked last, to be asked again."""
    asked = await session.scalar(
        select(Message)
        .where(Message.conversation_id == conversation.id, Message.direction == "out")
        .order_by(Message.seq.desc())
        .limit(1)
    )
    return Reply.model_validate(asked.content).model_copy(update={"document": None}) if asked else None
