"""Importing payments. The collector's reference is the key: the same payment again changes nothing."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.importing import fields
from bot.importing.fields import Wrong
from bot.importing.run import STAGE, Problem, problems_of
from bot.importing.table_file import Row

_STORE = f"""
insert into app.payments (reference, account_number, period, paid_on, amount, place)
select reference, number, period, paid_on, amount, place from {STAGE}
on conflict (reference) do update set
    account_number = excluded.account_number, period = excluded.period, paid_on = excluded.paid_on,
    amount = excluded.amount, place = excluded.place
"""
NO_ACCOUNT = "not exists (select from app.accounts where accounts.number = s.number)"


class Payments:
    """One line per payment."""

    required = ("referencia", "cuenta", "fecha", "valor")
    optional = ("periodo", "lugar")
    stage = {  # noqa: RUF012 - never changed
        "reference": "text", "number": "text", "period": "text", "paid_on": "date", "amount": "numeric",
        "place": "text",
    }  # fmt: skip

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def read(self, row: Row) -> Sequence[Any]:
        reference, paid_on, amount = (
            fields.text(row, "referencia"),
            fields.day(row, "fecha"),
            fields.money(row, "valor"),
        )
        assert paid_on is not None and amount is not None
        if reference in self._seen:
            raise Wrong("referencia", f"ya está en la línea {self._seen[reference]}")
        if paid_on > clock.today():
            raise Wrong("fecha", "no ha llegado")
        if amount <= 0:
            raise Wrong("valor", "debe ser mayor que cero")
        values = (
            reference,
            fields.account_number(row),
            fields.period(row, required=False),
            paid_on,
            amount,
            fields.text(row, "lugar", required=False),
        )
        self._seen[reference] = row.line
        return values

    def spoils(self, row: Row) -> None:
        """A line stands alone."""

    async def check(self, session: AsyncSession) -> list[Problem]:
        return await problems_of(session, NO_ACCOUNT, "cuenta", "no existe: importe primero las cuentas")

    async def store(self, session: AsyncSession) -> None:
        await session.execute(text(_STORE))
