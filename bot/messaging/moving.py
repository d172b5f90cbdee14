"""Going on elsewhere: "sígame por WhatsApp" gets a link with a code; who comes with it is known there already.

What is taken along: their cases (where the two are one citizen now, see bot.citizens.joining), the number of their
account, which is checked again before anything is said of it, and the person who was attending them.
"""

import re
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases import finding
from bot.citizens import joining
from bot.citizens.address import Address
from bot.citizens.identity import VerifiedIdentity
from bot.messaging import following, move, outbox
from bot.messaging.answer import Answer
from bot.messaging.content import Reply
from bot.messaging.conversation import Conversation
from bot.messaging.message import Message
from bot.words import fold
from connectors import registry
from connectors.base import Invites

START = "sigue"
# What people say who want to go on somewhere else, as opposed to: "¿tienen WhatsApp?", "sigo sin luz y les escribí por
# WhatsApp", "¿le paso la foto por WhatsApp?". Between the wish and the channel stands nothing but the talk itself.
_WISHES = (
    "seguir(?:me|nos)?|seguimos|sigamos|sigo|sig[au]n?me|siga|sigan|sigueme|continu(?:ar|o|emos|e|en|amos|eme)|"
    "pas(?:emos|ar(?:me|nos)?|ame|eme|amos)|cambi(?:ar(?:me|nos)?|emos)|me (?:voy|paso|cambio)|"
    "hablemos|habl[ae]n?me|escrib[ae]n?me|atiend[ae]n?me|contact[ae]n?me|conteste?n?me|respond[ae]n?me|"
    "(?:pued|podria|pod|quier)\\w* (?:que )?(?:me|nos) (?:escrib|habl|ati?end|contact|contest|respond)\\w*|"
    "(?:pued|podria|pod)\\w* (?:escribir|hablar|atender|contactar|contestar|responder)(?:me|nos)|"
    "(?:me|nos) (?:pued|podria)\\w* (?:escribir|hablar|atender|contactar|contestar|responder)|"
    "prefiero|mejor"
)
_TALK = (
    "esto|eso|est[ae]|la|el|lo|nuestra|mi|mas|bien|mejor|ahora|ya|entonces|de|una|vez|conversacion|charla|chat|"
    "hablando|conversando|chateando|escribiendo(?:me|nos)?|atendiendo(?:me|nos)?|conmigo|con|usted|ustedes|por|favor|"
    "porfa|tema|caso|tramite|consulta|asunto"
)
_GO_ON = (
    rf"\b(?:{_WISHES})\s+(?:(?:{_TALK})\s+)*?"
    r"(?:(?:por|por medio de|a traves de|en|al|a|para|desde)\s+)?(?:(?:el|mi|un|su|este)\s+)?"
)
_RATHER = ("mejor", "prefiero")
_NOT = re.compile(
    r"\b(?:no|nunca|ni)(?: \w{1,3})?(?: (?:quier\w+|dese\w+|voy a|vayan a|hace falta))?(?: (?:que|me|nos|se))* $"
)
MOST_WORDS = 14
_CODE = re.compile(rf"\bcodigo:?\s+([{move.SIGNS}]{{4}})[- ]?([{move.SIGNS}]{{4}})\b", re.IGNORECASE)

_ONCE = "Sirve una sola vez, durante 15 minutos, y solo para usted."
_NO_CODE = "Ese código ya no sirve. Si quiere seguir por aquí, cuénteme qué necesita."
_HERE = "Listo, sigamos por aquí."
_CASE = "Su caso {number} sigue abierto: pregúnteme por él cuando quiera."
_PERSON = "La persona que lo atiende le escribirá por aquí."
_CAME_FROM = "Viene de {channel}."


def wish(text: str) -> str | None:
    """The channel on which somebody wants to go on; None for any other message."""
    said = fold(text)
    if len(said.split()) > MOST_WORDS:
        return None
    found = _go_on().search(said)
    if found is None or (_NOT.search(said[: found.start()]) and not found[0].startswith(_RATHER)):
        return None
    return found.lastgroup


@lru_cache
def _go_on() -> re.Pattern[str]:
    """Its last group is the channel that is named."""
    named = [f"(?P<{one.name}>{one.spellings})" for one in registry.described().values() if one.spellings]
    return re.compile(f"{_GO_ON}(?:{'|'.join(named)})\\b")


def code_in(text: str) -> str | None:
    """The code that a message brings, as the link for WhatsApp writes it: "Código ABCD-2345"."""
    found = _CODE.search(fold(text))
    code = f"{found[1]}{found[2]}".upper() if found else ""
    return code if code and not code.isdigit() else None


async def take(session: AsyncSession, conversation: Conversation, message: Message) -> bool:
    """Answer a message that asks to go on elsewhere, or that brings a code from there; False for any other."""
    channel, code = wish(message.body), code_in(message.body)
    if code:
        reply = await _arrive(session, conversation, message, code)
    elif channel and channel != conversation.address.channel and (text := await _offer(session, conversation, channel)):
        reply = Reply(text=text)
    else:
        return False
    await outbox.send(session, conversation, reply, author="assistant", reply_to=message.id)
    return True


async def enter(session: AsyncSession, conversation: Conversation, message: Message, code: str) -> Answer | None:
    """The same for a link that opens the conversation with its code (bot.messaging.starts)."""
    return Answer([await _arrive(session, conversation, message, code)])


async def _offer(session: AsyncSession, conversation: Conversation, channel: str) -> str | None:
    """The words with a link or number and a new code; None where the office is not on that channel."""
    there = next((one for one in registry.configured() if one.channel == channel), None)
    if not isinstance(there, Invites) or not there.can_invite:
        return None
    code = await move.offer(session, conversation.address, channel)
    return f"{there.invitation(f'{START}-{code}', f'Código {code}')}\n{_ONCE}"


async def _arrive(session: AsyncSession, conversation: Conversation, message: Message, code: str) -> Reply:
    source = await move.redeem(session, conversation.address, code)
    if source is None:
        return Reply(text=_NO_CODE)
    one = await joining.after_move(session, source, conversation.address)
    conversation.account_hint = await _last_account(session, source) or conversation.account_hint
    message.content = {**message.content, "came_from": source.channel}
    words = [_HERE]
    if one and (case := await finding.latest(session, address=source, closed=False)):
        words.append(_CASE.format(number=case.number))
    if await _follow_owner(session, conversation, source):
        words.append(_PERSON)
    return Reply(text=" ".join(words))


async def _last_account(session: AsyncSession, address: Address) -> str | None:
    """The account whose check an address has passed last, lately or not: it is only asked for less."""
    return await session.scalar(
        select(VerifiedIdentity.account_number)
        .where(VerifiedIdentity.address_id == address.id)
        .order_by(VerifiedIdentity.id.desc())
        .limit(1)
    )


async def _follow_owner(session: AsyncSession, conversation: Conversation, source: Address) -> bool:
    """Whoever attends the citizen there does so here: an agent, or the queue with its reason."""
    there = await session.scalar(select(Conversation).where(Conversation.address_id == source.id))
    came_from = _CAME_FROM.format(channel=registry.channel(source.channel).phrase)
    return there is not None and await following.follow(session, conversation, there, came_from)
