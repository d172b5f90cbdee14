"""Importing outages, planned or not, by the office's own reference."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.entity import entity
from bot.importing import fields
from bot.importing.fields import Wrong
from bot.importing.run import STAGE, Problem
from bot.importing.table_file import Row
from bot.outages.outage import STATUSES
from bot.outages.places import neighborhood_in

KINDS = {"programado": "planned", "no programado": "unplanned"}
_STATUS_WORDS = {words: key for key, words in STATUSES.items()}
_STORE = f"""
insert into app.outages (reference, kind, service, cause, status, municipality, areas, starts_at, eta, restored_at,
                         message, updated_at)
select reference, kind, service, cause, status, municipality, areas, starts_at, eta, restored_at, message, :now
from {STAGE}
on conflict (reference) do update set
    kind = excluded.kind, service = excluded.service, cause = excluded.cause, status = excluded.status,
    municipality = excluded.municipality, areas = excluded.areas, starts_at = excluded.starts_at, eta = excluded.eta,
    restored_at = excluded.restored_at, message = excluded.message, updated_at = excluded.updated_at
"""


class Outages:
    """One line per outage; its neighborhoods in one cell, with | between them."""

    required = ("referencia", "tipo", "servicio", "causa", "estado", "barrios", "inicio")
    optional = ("fin_estimado", "restablecido", "mensaje", "municipio")
    stage = {  # noqa: RUF012 - never changed
        "reference": "text", "kind": "text", "service": "text", "cause": "text", "status": "text",
        "municipality": "text", "areas": "text[]", "starts_at": "timestamptz", "eta": "timestamptz",
        "restored_at": "timestamptz", "message": "text",
    }  # fmt: skip

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def read(self, row: Row) -> Sequence[Any]:
        reference = fields.text(row, "referencia")
        if reference in self._seen:
            raise Wrong("referencia", f"ya está en la línea {self._seen[reference]}")
        starts_at = fields.moment(row, "inicio")
        eta, restored_at = (fields.moment(row, name, required=False) for name in ("fin_estimado", "restablecido"))
        assert starts_at is not None
        for column, end in (("fin_estimado", eta), ("restablecido", restored_at)):
            if end and end <= starts_at:
                raise Wrong(column, "es anterior al inicio")
        values = (
            reference,
            fields.one_of(row, "tipo", KINDS),
            fields.service(row),
            fields.text(row, "causa"),
            fields.one_of(row, "estado", _STATUS_WORDS),
            fields.text(row, "municipio", required=False) or entity().municipality,
            _areas(row),
            starts_at,
            eta,
            restored_at,
            fields.text(row, "mensaje", required=False),
        )
        self._seen[reference] = row.line
        return values

    def spoils(self, row: Row) -> None:
        """A line stands alone."""

    async def check(self, session: AsyncSession) -> list[Problem]:
        return []

    async def store(self, session: AsyncSession) -> None:
        await session.execute(text(_STORE), {"now": clock.now()})


def _areas(row: Row) -> list[str]:
    named = [part.strip() for part in fields.text(row, "barrios").split("|") if part.strip()]
    areas = [neighborhood_in(name) for name in named]
    if not areas or None in areas:
        place = areas.index(None) + 1 if areas else 1
        raise Wrong("barrios", f"el {place}.º no está entre los barrios de entity.yml (neighborhoods)")
    return sorted({area for area in areas if area})
