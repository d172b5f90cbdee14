"""A citizen who wants no more messages, or wants them again, says so in one word: done at once, and confirmed once."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.citizens import opt_out
from bot.citizens.opt_out import Wish
from bot.messaging import outbox
from bot.messaging.answer import Answer
from bot.messaging.content import Reply
from bot.messaging.conversation import Conversation
from bot.messaging.message import Message
from bot.messaging.question import PendingQuestion
from bot.messaging.yes_no_question import YesNoQuestion
from connectors import registry

QUESTION = YesNoQuestion("opt_out")
ASKED_FOR = timedelta(days=1)

_STOPPED = "Listo. No recibirá más avisos; si nos escribe, le respondemos. Para volver: ALTA."
# STOP is for the operator, not for us: after it, no message of ours goes out any more, this one neither.
_STOPPED_SMS = f"{_STOPPED} Si responde STOP, no podremos enviarle ningún SMS hasta que escriba START."
_RESUMED = "Listo. Volverá a recibir nuestros avisos. Para no recibir más: BAJA."
_LEFT = "Listo, dejamos eso. ¿En qué más le puedo ayudar? Si no desea recibir avisos nuestros, escriba BAJA."
_ASK = "¿Desea dejar de recibir nuestros avisos?"
_KEPT = "De acuerdo, no cambiamos nada. ¿En qué le puedo ayudar?"


async def take(session: AsyncSession, conversation: Conversation, message: Message) -> bool:
    """Do what a message wants that is nothing but such a word; False for any other message."""
    wish = wish_of(conversation, message)
    if wish is None:
        return False
    if wish == "leave":
        reply: Reply | None = await _leave(session, conversation)
    else:
        reply = note(conversation, message, wish)
    if reply:
        await outbox.send(session, conversation, reply, author="assistant", reply_to=message.id)
    return True


def overhear(conversation: Conversation, message: Message) -> None:
    """Write it down without a word where a person speaks for the office; what else it may mean is that person's."""
    wish = wish_of(conversation, message)
    if wish in {"stop", "resume"}:
        note(conversation, message, wish)


def wish_of(conversation: Conversation, message: Message) -> Wish | None:
    """What a message wants. To get messages again is only said by those who get none: "sí" or "iniciar" otherwise
    mean something else.
    """
    by_provider = message.content.get("opt_out")
    wish: Wish | None = opt_out.wish(message.body)
    if by_provider:
        wish = "stop" if by_provider == "stop" else "resume"
    return None if wish == "resume" and conversation.address.opted_out_at is None else wish


def note(conversation: Conversation, message: Message, wish: Wish) -> Reply | None:
    """Write it down; how to confirm it, None where that was done before or cannot be done."""
    address = conversation.address
    if wish == "resume":
        opt_out.resume(address)
        return Reply(text=_RESUMED)
    new = opt_out.stop(address)
    if message.content.get("opt_out") == "stop":
        # The provider has confirmed it in words of its own, and takes nothing more for this address.
        address.unreachable_at = clock.now()
        return None
    by_operator = registry.channel(address.channel).stops_by_operator
    return Reply(text=_STOPPED_SMS if by_operator else _STOPPED) if new else None


async def answer(
    session: AsyncSession,
    conversation: Conversation,
    _question: PendingQuestion,
    message: Message,
    payload: str | None,
) -> Answer | None:
    """Take "sí" or "no" to whether the messages are to stop; None for anything else."""
    stops = QUESTION.said(message, payload)
    if stops is None:
        return None
    await QUESTION.close(session, conversation, stops)
    reply = note(conversation, message, "stop") if stops else Reply(text=_KEPT)
    return Answer([reply] if reply else [])


async def _leave(session: AsyncSession, conversation: Conversation) -> Reply:
    """Out of what the assistant was asking; with nothing of that kind open, it may be the messages that are meant."""
    if conversation.dialog_open:
        conversation.session += 1
        conversation.dialog_open = False
        return Reply(text=_LEFT)
    return await ask(session, conversation)


async def ask(session: AsyncSession, conversation: Conversation) -> Reply:
    """The question whether messages are to stop, where that may be meant."""
    return await QUESTION.ask(session, conversation, _ASK, ASKED_FOR)
