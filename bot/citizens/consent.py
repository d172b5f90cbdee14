"""The citizen's authorisation to use their data (Ley 1581 de 2012): asked at first contact, kept with what was shown.

Without it the office gives public information only. How the platform uses this:

1. At the first message `first_contact` gives the question to put, once; the message itself is answered all the same.
2. Every later message is first shown to `read_answer`; what it reads as an answer goes to `record`.
3. Whatever needs personal data calls `needed` first: a reply that asks (again), or None when it may go on. What was
   wanted is kept in the question, and `record` gives all of it back once the citizen accepts.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot import clock
from bot.citizens.address import Address
from bot.database import Base
from bot.entity import entity
from bot.messaging.content import Reply
from bot.messaging.conversation import Conversation
from bot.messaging.message import Message
from bot.messaging.question import PendingQuestion
from bot.messaging.yes_no_question import YesNoQuestion
from bot.words import fold
from connectors import registry

QUESTION = YesNoQuestion("consent", yes_title="Sí, acepto", no_title="No acepto")
# An answer may come with the next visit.
OPEN_FOR = timedelta(days=30)
# What was wanted within this time of each other is all taken up afterwards; of older wishes only the last.
TOGETHER = timedelta(hours=1)
_SAYS_YES = {"1", "si", "si acepto", "acepto", "claro", "claro que si", "de acuerdo", "ok", "listo", "dale", "👍"}
_SAYS_NO = {"2", "no", "no acepto", "no gracias", "no estoy de acuerdo", "👎"}
_NAMES_CONSENT = {"si acepto", "acepto", "no acepto", "no estoy de acuerdo"}


class Consent(Base):
    """One answer. `text_hash` is of the text that was shown; the newest answer counts."""

    __tablename__ = "consents"
    __table_args__ = (Index(None, "address_id", "id"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    address_id: Mapped[int] = mapped_column(ForeignKey("app.addresses.id", ondelete="CASCADE"))
    accepted: Mapped[bool]
    policy_version: Mapped[str]
    text_hash: Mapped[str]
    channel: Mapped[str]
    answered_at: Mapped[datetime]


@dataclass(frozen=True)
class Outcome:
    """What follows an answer: `text` to say, `then`, the explicit intent that had waited for it ("" if none), and
    `later`: those that had waited besides, in their order.
    """

    text: str
    then: str
    later: Sequence[str] = ()


async def state(session: AsyncSession, address: Address) -> bool | None:
    """True: accepted; False: refused; None: not answered for the policy in force."""
    found = await _newest(session, address)
    return found.accepted if found else None


def is_first_contact(address: Address) -> bool:
    """Whether the question for the policy in force was never put to this address."""
    return address.policy_shown != entity().privacy.version


async def first_contact(session: AsyncSession, conversation: Conversation) -> list[Reply]:
    """What to say at the first contact: who speaks, the policy, the question. Nothing if it was put before."""
    if not is_first_contact(conversation.address):
        return []
    return [await _put(session, conversation, _greeting(conversation), then="")]


async def needed(
    session: AsyncSession, conversation: Conversation, then: str, answering: int | None = None
) -> Reply | None:
    """None when the citizen has accepted; otherwise what to say, with the answers as choices.

    `then` is the intent that waits ("bill_amount"); it runs when the citizen accepts. `answering`: the message that
    is being answered, beside which the question may just have been put.
    """
    given = await state(session, conversation.address)
    if given:
        return None
    words = f"{_NEEDED} {entity().privacy.url}" if given is None else _REFUSED
    if await _asks_now(session, answering):
        words = _AFTER_THAT
    return await _put(session, conversation, words, then=f"/{then.lstrip('/')}")


async def read_answer(
    session: AsyncSession, conversation: Conversation, question: PendingQuestion | None, said: str
) -> bool | None:
    """Whether a message answers the question: True for yes, False for no, None when it is about something else.

    A button, or words that name consent, count at any time. A bare "sí" or "1" counts only when the question is open
    and was the last thing that the office said: it may be meant for another question.
    """
    tapped = QUESTION.tapped(said)
    if tapped is not None:
        return tapped
    plain = _plain(said)
    if plain not in _SAYS_YES | _SAYS_NO:
        return None
    open_now = question is not None and question.kind == QUESTION.kind
    if open_now and (plain in _NAMES_CONSENT or await _was_said_last(session, conversation)):
        return plain in _SAYS_YES
    return None


async def is_asked(session: AsyncSession, conversation: Conversation, question: PendingQuestion | None) -> bool:
    """Whether the question is open, and was the last thing that the office said."""
    return question is not None and question.kind == QUESTION.kind and await _was_said_last(session, conversation)


def why() -> Reply:
    """What the question is for, and the question again."""
    return Reply(text=_WHY, choices=QUESTION.choices)


async def record(session: AsyncSession, conversation: Conversation, *, accepted: bool) -> Outcome:
    """Store an answer; the same answer repeated is stored once."""
    waiting = await _waiting(session, conversation) if accepted else []
    before = await _newest(session, conversation.address)
    if before is None or before.accepted != accepted:
        session.add(
            Consent(
                address_id=conversation.address_id,
                accepted=accepted,
                policy_version=entity().privacy.version,
                text_hash=hashlib.sha256(_greeting(conversation).encode()).hexdigest(),
                channel=conversation.address.channel,
                answered_at=clock.now(),
            )
        )
    await QUESTION.close(session, conversation, accepted)
    await session.flush()
    return Outcome(_ACCEPTED if accepted else _DECLINED, waiting[0] if waiting else "", waiting[1:])


_ACCEPTED = "Gracias. ¿En qué le puedo ayudar?"
_DECLINED = (
    "Entendido, no usaré sus datos. Puedo darle información pública: cortes, trámites, oficinas y emergencias. "
    'Si cambia de idea, escriba "acepto".'
)
_NEEDED = "Para consultar sus datos necesito que acepte nuestra política de privacidad:"
_WHY = (
    "Sin su permiso no puedo consultar los datos de su cuenta ni de sus casos. Los uso solo para atender su solicitud. "
    "¿Acepta?"
)
_AFTER_THAT = "Apenas acepte, sigo con lo que me pidió."
_REFUSED = (
    "Usted no autorizó el uso de sus datos, y sin eso solo puedo darle información pública: cortes, trámites, "
    "oficinas y emergencias. ¿Desea autorizarlo ahora?"
)


def _greeting(conversation: Conversation) -> str:
    spoken = registry.channel(conversation.address.channel).spoken
    return entity().spoken_greeting if spoken else entity().greeting


async def _newest(session: AsyncSession, address: Address) -> Consent | None:
    return await session.scalar(
        select(Consent)
        .where(Consent.address_id == address.id, Consent.policy_version == entity().privacy.version)
        .order_by(Consent.id.desc())
        .limit(1)
    )


async def _asks_now(session: AsyncSession, answering: int | None) -> bool:
    """Whether the question is put in answer to this message, beside what else is said, or was since it was written."""
    message = await session.get(Message, answering) if answering is not None else None
    if message is None:
        return False
    told = await session.scalars(
        select(Message).where(
            Message.conversation_id == message.conversation_id,
            Message.direction == "out",
            (Message.reply_to == message.id) | (Message.seq > message.seq),
        )
    )
    return any(choice.get("payload") == QUESTION.yes for one in told for choice in one.content.get("choices") or [])


async def _put(session: AsyncSession, conversation: Conversation, words: str, *, then: str) -> Reply:
    """Ask. What else was wanted a short while ago waits before it."""
    before = await _waiting(session, conversation, since=clock.now() - TOGETHER)
    waiting = list(dict.fromkeys([*before, *([then] if then else [])]))
    payload = {"version": entity().privacy.version, "then": waiting}
    conversation.address.policy_shown = entity().privacy.version
    return await QUESTION.ask(session, conversation, words, OPEN_FOR, payload)


async def _waiting(
    session: AsyncSession, conversation: Conversation, since: datetime = datetime.min.replace(tzinfo=UTC)
) -> list[str]:
    """The intents kept in the open question, if it was put after `since`."""
    payload = await session.scalar(
        select(PendingQuestion.payload)
        .where(
            PendingQuestion.conversation_id == conversation.id,
            PendingQuestion.kind == QUESTION.kind,
            PendingQuestion.closed_at.is_(None),
            PendingQuestion.expires_at > clock.now(),
            PendingQuestion.created_at > since,
        )
        .order_by(PendingQuestion.id.desc())
        .limit(1)
    )
    waiting: str | list[str] = (payload or {}).get("then") or []
    # One alone, in questions put before there could be several.
    return [waiting] if isinstance(waiting, str) else waiting


async def _was_said_last(session: AsyncSession, conversation: Conversation) -> bool:
    """Whether the question's choices are the last that were offered, a moment ago."""
    recent = await session.scalars(
        select(Message.content)
        .where(Message.conversation_id == conversation.id, Message.direction == "out")
        .order_by(Message.seq.desc())
        .limit(3)
    )
    offered: list[dict[str, str]] = next((content["choices"] for content in recent if content.get("choices")), [])
    return any(choice.get("payload") == QUESTION.yes for choice in offered)


def _plain(said: str) -> str:
    return re.sub(r"[^\w\s👍👎]", "", fold(said)).strip()
