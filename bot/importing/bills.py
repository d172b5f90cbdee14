"""Importing bills. One line of the file per printed line; those of one account and period make a bill, taken whole."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.billing.bill import LINE_KINDS
from bot.entity import entity
from bot.importing import fields
from bot.importing.fields import Wrong
from bot.importing.payments import NO_ACCOUNT
from bot.importing.run import STAGE, Problem, problems_of
from bot.importing.table_file import Row

KINDS = dict(
    zip(
        (
            "consumo", "cargo_fijo", "subsidio", "contribucion", "reconexion", "compensacion", "ajuste", "otro",
            "impuesto", "tercero", "saldo_anterior", "mora", "acuerdo",
        ),
        LINE_KINDS,
        strict=True,
    )
)  # fmt: skip
BASES = {"real": "real", "promedio": "average"}
_HEAD = "number, period, issued_on, due_on, suspension_on, total, payment_reference"
_SAME_BILL = "o.number = s.number and o.period = s.period"
_OTHER_HEAD = f"""
exists (select from {STAGE} o where {_SAME_BILL} and o.line < s.line and
    (o.issued_on, o.due_on, o.suspension_on, o.total, o.payment_reference) is distinct from
    (s.issued_on, s.due_on, s.suspension_on, s.total, s.payment_reference))
"""
_TWO_READINGS = f"""
s.consumption is not null and exists (select from {STAGE} o where {_SAME_BILL} and o.line < s.line
    and o.service = s.service and o.consumption is not null)
"""
_STORE = (
    f"delete from app.bills b using (select distinct number, period from {STAGE}) s "
    "where b.account_number = s.number and b.period = s.period",
    f"insert into app.bills (account_number, period, issued_on, due_on, suspension_on, total, payment_reference) "
    f"select distinct {_HEAD} from {STAGE}",
    f"""
    insert into app.bill_lines (bill_id, position, kind, service, name, third_party, amount, quantity, unit_price)
    select b.id, row_number() over (partition by b.id order by s.line), s.kind, s.service, s.name, s.third_party,
           s.amount, s.quantity, s.unit_price
    from {STAGE} s join app.bills b on b.account_number = s.number and b.period = s.period
    """,
    f"""
    insert into app.bill_readings (bill_id, service, previous, current, consumption, unit, basis)
    select b.id, s.service, s.previous, s.current, s.consumption, s.unit, s.basis
    from {STAGE} s join app.bills b on b.account_number = s.number and b.period = s.period
    where s.consumption is not null
    """,
)


class Bills:
    """One line per printed line of a bill; a bill with a wrong line is wrong as a whole."""

    required = (
        "cuenta", "periodo", "emision", "vencimiento", "total", "referencia", "tipo", "concepto", "valor",
    )  # fmt: skip
    optional = (
        "suspension", "servicio", "tercero", "cantidad", "valor_unitario", "lectura_anterior", "lectura_actual",
        "consumo", "base",
    )  # fmt: skip
    stage = {  # noqa: RUF012 - never changed
        "number": "text", "period": "text", "issued_on": "date", "due_on": "date", "suspension_on": "date",
        "total": "numeric", "payment_reference": "text", "kind": "text", "service": "text", "name": "text",
        "third_party": "text", "amount": "numeric", "quantity": "numeric", "unit_price": "numeric",
        "previous": "numeric", "current": "numeric", "consumption": "numeric", "unit": "text", "basis": "text",
    }  # fmt: skip

    def __init__(self) -> None:
        self._spoiled: set[tuple[str, str]] = set()

    def read(self, row: Row) -> Sequence[Any]:
        return (*_head(row), *_line(row), *_reading(row))

    def spoils(self, row: Row) -> None:
        try:
            period = fields.period(row)
            assert period is not None
            self._spoiled.add((fields.account_number(row), period))
        except Wrong:
            return

    async def check(self, session: AsyncSession) -> list[Problem]:
        await self._drop(session, self._spoiled)
        problems = []
        for condition, column, why in (
            (NO_ACCOUNT, "cuenta", "no existe: importe primero las cuentas"),
            (_OTHER_HEAD, "", "fechas, total o referencia distintos de los de otra línea de la misma factura"),
            (_TWO_READINGS, "consumo", "la factura ya tiene una lectura de ese servicio"),
        ):
            spoiled = await self._bills_where(session, condition)
            problems += await problems_of(session, condition, column, why)
            await self._drop(session, spoiled)
        return problems + await _wrong_sums(session)

    async def store(self, session: AsyncSession) -> None:
        for statement in _STORE:
            await session.execute(text(statement))

    async def _bills_where(self, session: AsyncSession, condition: str) -> set[tuple[str, str]]:
        found = await session.execute(text(f"select distinct number, period from {STAGE} s where {condition}"))
        return {(number, period) for number, period in found}

    async def _drop(self, session: AsyncSession, bills: set[tuple[str, str]]) -> None:
        """Take bills off the stage, with all their lines."""
        if bills:
            numbers, periods = zip(*bills, strict=True)
            await session.execute(
                text(
                    f"delete from {STAGE} s using unnest(cast(:numbers as text[]), cast(:periods as text[])) "
                    "o (number, period) where o.number = s.number and o.period = s.period"
                ),
                {"numbers": list(numbers), "periods": list(periods)},
            )


async def _wrong_sums(session: AsyncSession) -> list[Problem]:
    """Bills whose lines do not add up, each told once, at its first line."""
    wrong = await session.execute(
        text(
            f"delete from {STAGE} s using (select number, period, min(line) as line from {STAGE} "
            "group by number, period having sum(amount) <> min(total)) o "
            "where o.number = s.number and o.period = s.period returning o.line"
        )
    )
    return [
        Problem(line, "total", "no es la suma de las líneas de la factura") for line in sorted({n for (n,) in wrong})
    ]


def _head(row: Row) -> tuple[Any, ...]:
    issued, due = fields.day(row, "emision"), fields.day(row, "vencimiento")
    suspension = fields.day(row, "suspension", required=False)
    assert issued is not None and due is not None
    if due < issued:
        raise Wrong("vencimiento", "es anterior a la emisión")
    if suspension and suspension < due:
        raise Wrong("suspension", "es anterior al vencimiento")
    number, period = fields.account_number(row), fields.period(row)
    return number, period, issued, due, suspension, fields.money(row, "total"), fields.text(row, "referencia")


def _line(row: Row) -> tuple[Any, ...]:
    return (
        fields.one_of(row, "tipo", KINDS),
        fields.service(row, required=False),
        fields.text(row, "concepto"),
        fields.text(row, "tercero", required=False) or None,
        fields.money(row, "valor"),
        fields.quantity(row, "cantidad"),
        fields.quantity(row, "valor_unitario"),
    )


def _reading(row: Row) -> tuple[Any, ...]:
    used = fields.quantity(row, "consumo")
    if used is None:
        return (None,) * 5
    service = entity().service(fields.service(row, required=False) or "")
    if service is None:
        raise Wrong("servicio", "hace falta donde hay un consumo")
    basis = fields.one_of(row, "base", BASES, required=False) or "real"
    return fields.quantity(row, "lectura_anterior"), fields.quantity(row, "lectura_actual"), used, service.unit, basis
