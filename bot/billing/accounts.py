"""Finding an account. Whoever shows anything of it to a citizen has checked who they are (bot.citizens.identity)."""

import re

from sqlalchemy.ext.asyncio import AsyncSession

from bot.billing.account import Account
from bot.entity import entity


def as_number(text: str) -> str | None:
    """An account number as this office writes it, found in what somebody typed; None if it cannot be one.

    Says nothing about whether the account exists.
    """
    bare = re.sub(r"[^0-9A-Za-z]", "", text).upper()
    if entity().account_number.fits(bare):
        return bare
    runs = re.findall(r"\d+", re.sub(r"(?<=\d)[ .\-]+(?=\d)", "", text))
    return next((run for run in runs if entity().account_number.fits(run)), None)


async def get(session: AsyncSession, number: str) -> Account | None:
    """The account with this number."""
    return await session.get(Account, number)
