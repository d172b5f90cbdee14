"""Finding a conversation: by a case, by the end of a telephone number or of what the lists show, by an account."""

import re

from sqlalchemy import ColumnElement, Select, select, union
from sqlalchemy.ext.asyncio import AsyncSession

from bot.billing import accounts
from bot.cases import finding
from bot.cases.case import Case
from bot.citizens.address import Address
from bot.citizens.identity import VerifiedIdentity
from bot.desk import queries
from bot.desk.queries import Row
from bot.messaging.conversation import Conversation

SHORTEST, MOST = 4, 30


async def search(session: AsyncSession, said: str) -> list[Row]:
    """The conversations that a text names, the latest first; none for a text that is too short to tell them apart."""
    named = _named(said)
    if not named:
        return []
    return await queries.rows(
        session,
        queries.listed()
        .where(Conversation.address_id.in_(union(*named)), Conversation.last_seq > 0)
        .order_by(Conversation.updated_at.desc(), Conversation.id.desc())
        .limit(MOST),
    )


def _named(said: str) -> list[Select[int]]:
    """Addresses, by each of what the text may be."""
    end, digits = re.sub(r"[\s·+()-]", "", said), re.sub(r"\D", "", said)
    case, account = finding.as_number(said), accounts.as_number(said)
    found = []
    if len(end) >= SHORTEST:
        found.append(select(Address.id).where(Address.address.endswith(end, autoescape=True)))
    if case:
        found.append(_of_cases(Case.number == case))
    elif len(digits) >= SHORTEST:
        found.append(_of_cases(Case.number.endswith(digits)))
    if account:
        found.append(select(VerifiedIdentity.address_id).where(VerifiedIdentity.account_number == account))
        found.append(_of_cases(Case.account_number == account))
    return found


def _of_cases(which: ColumnElement[bool]) -> Select[int]:
    """All addresses of the citizens whose cases these are."""
    return select(Address.id).join(Case, Case.citizen_id == Address.citizen_id).where(which)
