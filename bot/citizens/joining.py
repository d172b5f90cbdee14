"""Addresses of one person become addresses of one citizen: after a check that says so, never by likeness.

What an account's check proves is that somebody may read the account, not who they are: a whole family reads one
meter, and one phone serves a whole family. Cases of a citizen are told on all of their addresses, so two people must
not be joined by it. The rules:

holder   Both addresses have passed the check of the same account with the holder's own document (anybody at home can
         read the number of the meter), and neither citizen has ever passed the check of another account.
number   WhatsApp and SMS of one and the same number, however each of them writes it (bot.phones), once one of them has
         passed a check, unless the other citizen has passed that of an account which the first has not: numbers are
         given to somebody else.
moved    The citizen was given a code on one address and brought it to the other (bot.messaging.moving), unless the
         other citizen has cases, or has passed the check of an account which the first has not: the phone may be
         somebody else's too.

Joining moves everything to the older citizen, under the locks of both, and leaves a row with what was moved and why.
Repeated, it changes nothing.
"""

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import BigInteger, ForeignKey, Identity, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot import clock, phones
from bot.cases.case import Case
from bot.citizens.address import Address, Citizen
from bot.citizens.identity import DOCUMENT, VerifiedIdentity
from bot.database import Base
from connectors import registry

Reason = Literal["holder", "number", "moved"]


class CitizenJoin(Base):
    """Two citizens who turned out to be one. `moved`: the ids of the addresses and cases that were the other's."""

    __tablename__ = "citizen_joins"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    citizen_id: Mapped[int] = mapped_column(ForeignKey("app.citizens.id"), index=True)
    reason: Mapped[str]
    moved: Mapped[dict[str, Any]]
    joined_at: Mapped[datetime]


async def after_check(session: AsyncSession, address: Address) -> None:
    """Join what the check that this address has just passed shows to be one person's."""
    passed = await session.scalar(
        select(VerifiedIdentity)
        .where(VerifiedIdentity.address_id == address.id, VerifiedIdentity.ended_at.is_(None))
        .order_by(VerifiedIdentity.id.desc())
        .limit(1)
    )
    if passed is None:
        return
    mine = await _accounts(session, address.citizen_id)
    for other in await _with_number(session, address):
        if await _accounts(session, other) <= mine:
            await join(session, address.citizen_id, other, "number")
    if passed.fact == DOCUMENT and mine == {passed.account_number}:
        for other in await _of_holder(session, address, passed.account_number):
            if await _accounts(session, other) == mine:
                await join(session, address.citizen_id, other, "holder")


async def after_move(session: AsyncSession, source: Address, target: Address) -> bool:
    """Join the citizens of an address and of the one to which its code was brought; whether they are one now."""
    if source.citizen_id == target.citizen_id:
        return True
    has_cases = await session.scalar(select(Case.id).where(Case.citizen_id == target.citizen_id).limit(1))
    if has_cases or not await _accounts(session, target.citizen_id) <= await _accounts(session, source.citizen_id):
        return False
    await join(session, source.citizen_id, target.citizen_id, "moved")
    return source.citizen_id == target.citizen_id


async def join(session: AsyncSession, one: int, other: int, reason: Reason) -> None:
    """Make two citizens one: the older stays. Nothing happens where one of them is gone already."""
    both = await session.scalars(
        select(Citizen.id).where(Citizen.id.in_([one, other])).order_by(Citizen.id).with_for_update()
    )
    found = list(both)
    if len(found) != 2:
        return
    kept, gone = found
    moved = {
        "citizen": gone,
        "addresses": list(await session.scalars(select(Address.id).where(Address.citizen_id == gone))),
        "cases": list(await session.scalars(select(Case.id).where(Case.citizen_id == gone))),
    }
    for table in (Address, Case, CitizenJoin):
        await session.execute(update(table).where(table.citizen_id == gone).values(citizen_id=kept))
    await session.execute(delete(Citizen).where(Citizen.id == gone))
    session.add(CitizenJoin(citizen_id=kept, reason=reason, moved=moved, joined_at=clock.now()))
    await session.flush()


async def _accounts(session: AsyncSession, citizen_id: int) -> set[str]:
    """The accounts whose check any address of a citizen has ever passed."""
    return set(
        await session.scalars(
            select(VerifiedIdentity.account_number).join(Address).where(Address.citizen_id == citizen_id)
        )
    )


async def _with_number(session: AsyncSession, address: Address) -> list[int]:
    """Other citizens with the same phone number on another channel."""
    numbered = [channel.name for channel in registry.described().values() if channel.own_numbers]
    if address.channel not in numbered:
        return []
    return list(
        await session.scalars(
            select(Address.citizen_id)
            .where(
                Address.address.in_(phones.spellings(address.address)),
                Address.channel.in_(numbered),
                Address.citizen_id != address.citizen_id,
            )
            .distinct()
            .order_by(Address.citizen_id)
        )
    )


async def _of_holder(session: AsyncSession, address: Address, account_number: str) -> list[int]:
    """Other citizens who have shown that they are the account's holder."""
    return list(
        await session.scalars(
            select(Address.citizen_id)
            .join(VerifiedIdentity)
            .where(
                VerifiedIdentity.account_number == account_number,
                VerifiedIdentity.fact == DOCUMENT,
                Address.citizen_id != address.citizen_id,
            )
            .distinct()
            .order_by(Address.citizen_id)
        )
    )
