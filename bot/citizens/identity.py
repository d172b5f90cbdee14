"""The identity check: an account number plus a second fact, and the row that says it was passed.

Nobody learns from it which accounts exist or which fact was wrong: an unknown account, a wrong fact and a locked
account are asked, refused and locked with the same words and the same work.
"""

import hmac
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    CompoundSelect,
    ForeignKey,
    Identity,
    Index,
    bindparam,
    delete,
    literal,
    select,
    text,
    union_all,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot import clock
from bot.billing import accounts
from bot.billing.account import Account, AccountService
from bot.citizens import claim, facts, lock
from bot.citizens.address import Address
from bot.database import Base, table_of
from bot.entity import entity
from bot.formats import listing
from bot.messaging import questions
from bot.messaging.content import Choice, Reply
from bot.messaging.conversation import Conversation
from bot.messaging.question import PendingQuestion
from bot.settings import settings

QUESTION = "second_fact"
OPEN = text("ended_at is null")
looks_like_fact = facts.looks_like_fact
# The level that an account number and one second fact give.
ACCOUNT_AND_FACT = 1
DOCUMENT, METER = "document", "meter"
# The button of a citizen who means another account than the one remembered, and how much of that one's number is shown.
OTHER = "identity:other"
SHOWN = 3
# A second fact in one piece that comes once more within this time was sent twice.
AGAIN_WITHIN = timedelta(minutes=1)
_BARE = re.compile(r"(?:[A-Z]{2}-?)?\d{4,10}")


class VerifiedIdentity(Base):
    """An address has shown that it may read an account. Ended by time (see `verified_account`), or by `ended_at`."""

    __tablename__ = "identities"
    __table_args__ = (Index("uq_identities_open", "address_id", unique=True, postgresql_where=OPEN),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    address_id: Mapped[int] = mapped_column(ForeignKey("app.addresses.id", ondelete="CASCADE"))
    account_number: Mapped[str] = mapped_column(ForeignKey(Account.number, ondelete="CASCADE"), index=True)
    level: Mapped[int]
    fact: Mapped[str] = mapped_column(default="", server_default="")  # "document" or "meter"
    verified_at: Mapped[datetime]
    used_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class IdentityAttempt(Base):
    """The outcome of one answered message, so that a repeated turn is not counted twice."""

    __tablename__ = "identity_attempts"

    event_id: Mapped[str] = mapped_column(primary_key=True)
    address_id: Mapped[int] = mapped_column(ForeignKey("app.addresses.id", ondelete="CASCADE"), index=True)
    result: Mapped[str]
    attempted_at: Mapped[datetime]


class Result(StrEnum):
    VERIFIED = "verified"
    WRONG = "wrong"
    UNCLEAR = "unclear"  # the account number again, or too few digits: neither right nor wrong
    LOCKED = "locked"


@dataclass(frozen=True)
class Outcome:
    """How an answer was taken. Verified: go on with the explicit intent `then`; otherwise say `text`."""

    result: Result
    text: str
    then: str

    @property
    def verified(self) -> bool:
        return self.result is Result.VERIFIED


_IDENTITIES = table_of(VerifiedIdentity)
_USING = (
    update(_IDENTITIES)
    .where(
        _IDENTITIES.c.address_id == bindparam("address"),
        _IDENTITIES.c.ended_at.is_(None),
        _IDENTITIES.c.used_at > bindparam("used_after"),
        _IDENTITIES.c.verified_at > bindparam("verified_after"),
    )
    .values(used_at=bindparam("now"))
    .returning(_IDENTITIES.c.account_number)
)


async def verified_account(session: AsyncSession, *, address: Address) -> str | None:
    """The number of the account that this address may read now; using it keeps it alive."""
    limits, now = entity().identity, clock.now()
    used_after = now - timedelta(minutes=limits.idle_minutes)
    verified_after = now - timedelta(hours=limits.max_hours)
    which = {"address": address.id, "used_after": used_after, "verified_after": verified_after, "now": now}
    return await session.scalar(_USING, which)


async def given_again(session: AsyncSession, conversation: Conversation, text: str) -> bool:
    """Whether a message is only a number, sent again right after the check was passed. It is not compared: that would
    tell whether a guess is right.
    """
    if not _BARE.fullmatch(text.strip()) or accounts.as_number(text):
        return False
    query = select(VerifiedIdentity.id).where(
        VerifiedIdentity.address_id == conversation.address_id,
        VerifiedIdentity.ended_at.is_(None),
        VerifiedIdentity.verified_at > clock.now() - AGAIN_WITHIN,
    )
    return await session.scalar(query.limit(1)) is not None


async def ask(session: AsyncSession, conversation: Conversation, account_number: str, then: str) -> str:
    """Ask for the second fact of an account, which need not exist; the words to say.

    `then` is the intent to go on with once the check is passed ("bill_amount"). While the account or the sender is
    locked nothing is asked, and the words say so.
    """
    if await lock.any_locked(session, lock.subjects(account_number, conversation.address_id)):
        await questions.close(session, conversation, QUESTION, Result.LOCKED)
        return _locked_words()
    await _put(session, conversation, account_number, then, remembered=False)
    return f"Para proteger sus datos, confirme que puede consultar la cuenta {account_number}: escriba {_fact_names()}."


async def offer(session: AsyncSession, conversation: Conversation, then: str) -> Reply | None:
    """Ask for the second fact of the account of an earlier conversation, or for another account; None without one.

    Of the number only the end is shown: the phone may be somebody else's by now.
    """
    number = conversation.account_hint
    if number is None:
        return None
    if await lock.any_locked(session, lock.subjects(number, conversation.address_id)):
        return Reply(text=await ask(session, conversation, number, then))
    await _put(session, conversation, number, then, remembered=True)
    words = f"¿Es sobre la cuenta {_ending(number)}? Si es así, escriba {_fact_names()}, para proteger sus datos."
    return Reply(text=words, choices=[Choice(title="Es otra cuenta", payload=OTHER)])


async def declined(session: AsyncSession, conversation: Conversation) -> str | None:
    """The account that was offered last, where the citizen said that they mean another one."""
    last = await session.scalar(
        select(PendingQuestion)
        .where(PendingQuestion.conversation_id == conversation.id, PendingQuestion.kind == QUESTION)
        .order_by(PendingQuestion.id.desc())
        .limit(1)
    )
    return last.payload["account_number"] if last and last.outcome == OTHER else None


async def again(session: AsyncSession, question: PendingQuestion) -> str:
    """The words that come back to the question after something else was talked about; "" from the second time on."""
    if question.payload.get("reminded"):
        return ""
    question.payload = {**question.payload, "reminded": True}
    await session.flush()
    return reminder(question)


def reminder(question: PendingQuestion) -> str:
    """What the question waits for."""
    return f"Para seguir con la cuenta {_called(question)}, escriba {_fact_names()}."


def names_another(question: PendingQuestion, text: str) -> str | None:
    """The other account that a message names instead of giving the second fact asked for; None if it names none."""
    asked, remembered = question.payload["account_number"], question.payload.get("remembered", False)
    claimed = claim.read(text)
    if claimed.fact and claimed.account not in (None, asked):
        return claimed.account
    return claim.correction(text, asked, bare=remembered)


def fact_in(text: str) -> str | None:
    """The second fact that a message gives: what it calls so, or else what looks like one."""
    return claim.read(text).fact or facts.looks_like_fact(text)


async def _put(
    session: AsyncSession, conversation: Conversation, account_number: str, then: str, *, remembered: bool
) -> None:
    payload = {"account_number": account_number, "then": f"/{then.lstrip('/')}"} | (
        {"remembered": True} if remembered else {}
    )
    expires_in = timedelta(minutes=entity().identity.ask_minutes)
    await questions.ask(session, conversation, QUESTION, payload, expires_in)


async def answer(
    session: AsyncSession, conversation: Conversation, question: PendingQuestion, fact: str, *, event_id: str
) -> Outcome:
    """Take a citizen's answer to `ask`. `event_id` names the message: the same message is counted once.

    Holds the locks of the account and of the sender until the transaction ends.
    """
    number = question.payload["account_number"]
    locks = await lock.hold(session, lock.subjects(number, conversation.address_id))
    # Of this account: one that a message has opened must not open another.
    event_id = f"{event_id}/{number}"
    known = await session.get(IdentityAttempt, event_id)
    if known is None:
        result, kind = await _check(session, number, fact, locks)
        session.add(
            IdentityAttempt(
                event_id=event_id, address_id=conversation.address_id, result=result, attempted_at=clock.now()
            )
        )
        await _settle(session, conversation, number, result, kind)
    else:
        result = Result(known.result)
    return Outcome(result, _words(result, question), question.payload["then"])


async def forget_old(session: AsyncSession) -> None:
    """Delete the outcomes of checks whose time is over: call it now and then."""
    over = clock.now() - timedelta(days=settings().identity_attempt_days)
    await session.execute(delete(IdentityAttempt).where(IdentityAttempt.attempted_at < over))


async def forget(session: AsyncSession, address: Address) -> None:
    """End what this address may read, and the question for a second fact if one is open."""
    now = clock.now()
    await session.execute(
        update(VerifiedIdentity)
        .where(VerifiedIdentity.address_id == address.id, VerifiedIdentity.ended_at.is_(None))
        .values(ended_at=now)
    )
    conversations = select(Conversation.id).where(Conversation.address_id == address.id)
    await session.execute(
        update(PendingQuestion)
        .where(
            PendingQuestion.conversation_id.in_(conversations),
            PendingQuestion.kind == QUESTION,
            PendingQuestion.closed_at.is_(None),
        )
        .values(closed_at=now, outcome="forgotten")
    )


async def _check(session: AsyncSession, number: str, fact: str, locks: list[lock.IdentityLock]) -> tuple[Result, str]:
    """The result of one answer, and which fact it gave; failures are counted in `locks`.

    Does the same work for every result.
    """
    kind = await _fitting(session, number, fact)
    if any(held.is_locked() for held in locks):
        return Result.LOCKED, ""
    if facts.last_digits(fact) is None or re.sub(r"\D", "", fact) == number:
        return Result.UNCLEAR, ""
    if kind:
        # Only the account's failures: a sender must not clear theirs by passing the check of an account of their own.
        locks[0].failures = 0
        return Result.VERIFIED, kind
    for held in locks:
        held.count()
    return (Result.LOCKED if any(held.is_locked() for held in locks) else Result.WRONG), ""


async def _fitting(session: AsyncSession, number: str, fact: str) -> str | None:
    """Which second fact of an account was given: a meter, or else its holder's document; None if it fits neither."""
    digests: CompoundSelect[Any] = union_all(
        select(literal(DOCUMENT), Account.document_digest).where(Account.number == number),
        select(literal(METER), AccountService.meter_digest).where(AccountService.account_number == number),
    )
    stored = [(kind, digest) for kind, digest in await session.execute(digests) if digest]
    given = {kind: facts.digest(number, kind, fact) or "-" for kind in (METER, DOCUMENT)}
    # Two comparisons at least, so that an unknown account costs what a known one does.
    pairs = [*stored, (METER, "none"), (DOCUMENT, "none")]
    fitting = [kind for kind, digest in pairs if hmac.compare_digest(digest, given[kind])]
    return METER if METER in fitting else next(iter(fitting), None)


async def _settle(session: AsyncSession, conversation: Conversation, number: str, result: Result, kind: str) -> None:
    if result is Result.VERIFIED:
        await forget(session, conversation.address)
        conversation.account_hint = number
        now = clock.now()
        session.add(
            VerifiedIdentity(
                address_id=conversation.address_id,
                account_number=number,
                level=ACCOUNT_AND_FACT,
                fact=kind,
                verified_at=now,
                used_at=now,
            )
        )
    elif result is Result.LOCKED:
        await questions.close(session, conversation, QUESTION, result)
    await session.flush()


def _words(result: Result, question: PendingQuestion) -> str:
    match result:
        case Result.WRONG:
            return (
                f"No pude confirmar los datos. Revise la cuenta {_called(question)} y escriba otra vez "
                f"{_fact_names()}. "
                'Si la cuenta es otra, escriba "cuenta" y el número.'
            )
        case Result.UNCLEAR:
            return reminder(question)
        case Result.LOCKED:
            return _locked_words()
    return "Gracias, datos confirmados."


def _called(question: PendingQuestion) -> str:
    """The account as the citizen named it, or as they were reminded of it."""
    number = str(question.payload["account_number"])
    return _ending(number) if question.payload.get("remembered") else number


def _ending(number: str) -> str:
    return f"terminada en {number[-SHOWN:]}"


def _locked_words() -> str:
    return (
        f"Por seguridad, esta consulta queda bloqueada durante {entity().identity.lock_minutes} minutos. "
        "Después puede intentarlo de nuevo. Si la necesita ya, escriba ASESOR."
    )


def _fact_names() -> str:
    return listing([fact.label for fact in entity().identity.second_facts], "o")
