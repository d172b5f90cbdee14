"""Importing accounts. Names are masked and second facts turned into digests before they reach the database."""

import json
from collections.abc import Sequence
from typing import Any

import phonenumbers
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.billing.masking import mask_meter, mask_name
from bot.citizens import facts
from bot.entity import entity
from bot.importing import fields
from bot.importing.fields import Wrong
from bot.importing.run import STAGE, Problem
from bot.importing.table_file import Row
from bot.outages.places import neighborhood_in

_STORE_ACCOUNTS = f"""
insert into app.accounts (number, holder_masked, document_digest, address, neighborhood, municipality, stratum, phone,
                          created_at, updated_at)
select number, holder_masked, document_digest, address, neighborhood, municipality, stratum, phone, :now, :now
from {STAGE}
on conflict (number) do update set
    holder_masked = excluded.holder_masked, document_digest = excluded.document_digest, address = excluded.address,
    neighborhood = excluded.neighborhood, municipality = excluded.municipality, stratum = excluded.stratum,
    phone = excluded.phone, updated_at = excluded.updated_at
"""
_FORGET_SERVICES = f"delete from app.account_services held using {STAGE} s where held.account_number = s.number"
_STORE_SERVICES = f"""
insert into app.account_services (account_number, service, meter_masked, meter_digest)
select s.number, held ->> 'service', held ->> 'masked', held ->> 'digest'
from {STAGE} s, jsonb_array_elements(s.services) held
"""


class Accounts:
    """One line per account."""

    required = ("cuenta", "titular", "documento", "direccion", "barrio", "servicios")
    stage = {  # noqa: RUF012 - never changed
        "number": "text", "holder_masked": "text", "document_digest": "text", "address": "text",
        "neighborhood": "text", "municipality": "text", "stratum": "smallint", "phone": "text", "services": "jsonb",
    }  # fmt: skip

    def __init__(self) -> None:
        self._meters = {service.key: f"medidor_{service.key}" for service in entity().services if service.own}
        self.optional = ("municipio", "estrato", "telefono", *self._meters.values())
        self._seen: dict[str, int] = {}

    def read(self, row: Row) -> Sequence[Any]:
        number = fields.account_number(row)
        if number in self._seen:
            raise Wrong("cuenta", f"ya está en la línea {self._seen[number]}")
        values = (
            number,
            mask_name(fields.text(row, "titular")),
            _digest(number, "document", row, "documento"),
            fields.text(row, "direccion"),
            _neighborhood(row),
            fields.text(row, "municipio", required=False) or entity().municipality,
            _stratum(row),
            _phone(row),
            json.dumps(self._services(row, number)),
        )
        self._seen[number] = row.line
        return values

    def spoils(self, row: Row) -> None:
        """A line stands alone."""

    async def check(self, session: AsyncSession) -> list[Problem]:
        return []

    async def store(self, session: AsyncSession) -> None:
        await session.execute(text(_STORE_ACCOUNTS), {"now": clock.now()})
        await session.execute(text(_FORGET_SERVICES))
        await session.execute(text(_STORE_SERVICES))

    def _services(self, row: Row, number: str) -> list[dict[str, str | None]]:
        named = fields.text(row, "servicios").lower().replace("|", " ").replace(",", " ").split()
        if any(name not in self._meters for name in named):
            raise Wrong("servicios", f"se esperan {', '.join(self._meters)}, con | entre ellos")
        return [self._service(row, number, service) for service in dict.fromkeys(named)]

    def _service(self, row: Row, number: str, service: str) -> dict[str, str | None]:
        meter = fields.text(row, self._meters[service], required=False)
        digest = _digest(number, "meter", row, self._meters[service]) if meter else None
        return {"service": service, "masked": mask_meter(meter), "digest": digest}


def _digest(number: str, kind: str, row: Row, column: str) -> str:
    digest = facts.digest(number, kind, fields.text(row, column))
    if digest is None:
        raise Wrong(column, f"necesita al menos {facts.DIGITS_COMPARED} dígitos")
    return digest


def _neighborhood(row: Row) -> str:
    name = neighborhood_in(fields.text(row, "barrio"))
    if name is None:
        raise Wrong("barrio", "no está entre los barrios de entity.yml (neighborhoods)")
    return name


def _stratum(row: Row) -> int | None:
    value = fields.text(row, "estrato", required=False)
    if value and value not in {"1", "2", "3", "4", "5", "6"}:
        raise Wrong("estrato", "es un número de 1 a 6, o vacía para uso comercial")
    return int(value) if value else None


def _phone(row: Row) -> str | None:
    value = fields.text(row, "telefono", required=False)
    if not value:
        return None
    try:
        number = phonenumbers.parse(value, entity().country)
    except phonenumbers.NumberParseException:
        raise Wrong("telefono", "no es un teléfono") from None
    if not phonenumbers.is_possible_number(number):
        raise Wrong("telefono", "no es un teléfono del país")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
