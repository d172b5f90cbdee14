"""Agreements to pay by instalments: who may ask, what is asked, and the agent's decision."""

from collections.abc import Iterable
from decimal import ROUND_UP, Decimal
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock, currency
from bot.billing.balance import balance
from bot.billing.payment import PaymentAgreement
from bot.entity import entity

REQUESTED, CONFIRMED, REFUSED, LAPSED = "requested", "confirmed", "refused", "lapsed"


class Obstacle(StrEnum):
    """Why an account cannot be offered an agreement without a person."""

    NOTHING_OWED = "nothing_owed"
    TOO_LITTLE = "too_little"
    TOO_MUCH = "too_much"
    ALREADY_ASKED = "already_asked"


async def obstacle(session: AsyncSession, account_number: str) -> Obstacle | None:
    """What stands against an agreement of this account today, by the office's rules (entity.yml, payment_agreement)."""
    rules, owed = entity().payment_agreement, await balance(session, account_number)
    if await open_request(session, account_number):
        return Obstacle.ALREADY_ASKED
    if owed <= 0:
        return Obstacle.NOTHING_OWED
    if owed < rules.min_debt:
        return Obstacle.TOO_LITTLE
    return Obstacle.TOO_MUCH if owed > rules.max_debt else None


async def open_request(session: AsyncSession, account_number: str) -> PaymentAgreement | None:
    """The request that waits for an agent."""
    return await session.scalar(
        select(PaymentAgreement).where(
            PaymentAgreement.account_number == account_number, PaymentAgreement.status == REQUESTED
        )
    )


def is_allowed(instalments: int) -> bool:
    """Whether the office agrees to that many instalments."""
    rules = entity().payment_agreement
    return rules.min_instalments <= instalments <= rules.max_instalments


def first_payment(amount: Decimal) -> Decimal:
    """What is paid at the start, in whole units of what is written in the currency."""
    return _whole(amount * entity().payment_agreement.down_payment_percent / 100)


def instalment(amount: Decimal, instalments: int) -> Decimal:
    """What each instalment comes to at most, in whole units and before interest, which the agent states."""
    return _whole((amount - first_payment(amount)) / instalments)


async def request(
    session: AsyncSession,
    account_number: str,
    *,
    instalments: int,
    conversation_id: int,
    case_number: str | None = None,
) -> PaymentAgreement:
    """Ask for an agreement about what is owed today. ValueError where `obstacle` or `is_allowed` stand against it."""
    if not is_allowed(instalments) or await obstacle(session, account_number):
        raise ValueError("the office's rules do not allow this agreement")
    asked = PaymentAgreement(
        account_number=account_number,
        conversation_id=conversation_id,
        amount=await balance(session, account_number),
        instalments=instalments,
        status=REQUESTED,
        case_number=case_number,
        requested_on=clock.today(),
    )
    session.add(asked)
    await session.flush()
    return asked


async def undecided(session: AsyncSession, case_numbers: Iterable[str]) -> list[PaymentAgreement]:
    """The requests of these cases that wait for an agent."""
    found = await session.scalars(
        select(PaymentAgreement)
        .where(PaymentAgreement.case_number.in_(case_numbers), PaymentAgreement.status == REQUESTED)
        .execution_options(populate_existing=True)
    )
    return list(found)


async def settle(session: AsyncSession, case_number: str, status: str, *, agent_id: int | None) -> None:
    """End what a case, locked, has requested: an agent's decision, or None lets it lapse undecided."""
    for asked in await undecided(session, [case_number]):
        asked.status, asked.decided_by = status, agent_id
        asked.decided_at = clock.now() if agent_id else None
    await session.flush()


async def renew(session: AsyncSession, case_number: str) -> None:
    """Request again what a case, locked, had requested, unless it was confirmed or the account has asked anew."""
    asked = await session.scalar(
        select(PaymentAgreement).where(PaymentAgreement.case_number == case_number).order_by(PaymentAgreement.id.desc())
    )
    if asked is None or asked.status == CONFIRMED or await open_request(session, asked.account_number):
        return
    asked.status, asked.decided_at, asked.decided_by = REQUESTED, None, None
    await session.flush()


def _whole(amount: Decimal) -> Decimal:
    return amount.quantize(currency.of(entity().currency).unit, ROUND_UP)
