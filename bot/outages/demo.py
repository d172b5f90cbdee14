"""Outages of the demonstration: some now, some planned, some over; moved to the present at a later start."""

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.entity import entity
from bot.outages.outage import OVER, Outage

PREFIX = "demo-"
STALE_AFTER = timedelta(hours=12)


@dataclass(frozen=True)
class Example:
    """One outage. `starts`: hours ago for a running one, else days from today; `lasts` in hours."""

    reference: str
    kind: str
    service: str
    cause: str
    status: str
    starts: float
    lasts: float | None
    areas: tuple[str, ...]
    message: str = ""


RUNNING = (
    Example(
        "energy-now", "unplanned", "energia", "daño en un transformador", "in_repair", 2, 5,
        ("El Prado", "La Esperanza"), "Una cuadrilla trabaja en el sitio.",
    ),
    Example(
        "water-now", "unplanned", "agua", "rotura de un tubo principal", "crew_assigned", 3, 8,
        ("Las Acacias",), "Habrá carrotanques en el parque principal.",
    ),
    Example("gas-now", "unplanned", "gas", "baja presión en la red", "confirmed", 1, None, ("Los Almendros",)),
)  # fmt: skip
PLANNED = (
    Example(
        "energy-soon", "planned", "energia", "poda de árboles cerca de las redes", "confirmed", 1, 4,
        ("Centro", "San Antonio"),
    ),
    Example("water-soon", "planned", "agua", "lavado de tanques", "confirmed", 3, 6, ("Bello Horizonte", "El Mirador")),
    Example("energy-later", "planned", "energia", "cambio de postes", "confirmed", 6, 8, ("La Floresta", "El Mirador")),
    Example("gas-later", "planned", "gas", "mantenimiento de una válvula", "confirmed", 9, 3, ("Santa Bárbara",)),
)  # fmt: skip
PAST = (
    Example("energy-past", "unplanned", "energia", "tormenta eléctrica", "restored", -4, 3, ("Centro", "El Prado")),
    Example("water-past", "unplanned", "agua", "daño en una bomba", "restored", -11, 7, ("La Esperanza",)),
    Example("energy-done", "planned", "energia", "mantenimiento de redes", "restored", -8, 5, ("Villa del Río",)),
)


async def seed(session: AsyncSession, rng: random.Random, today: date) -> None:
    """Store the examples; those that are there already are left as they are."""
    for example in (*RUNNING, *PLANNED, *PAST):
        query = insert(Outage).values(**_values(example, rng, today))
        await session.execute(query.on_conflict_do_nothing(index_elements=["reference"]))


async def refresh(session: AsyncSession, rng: random.Random, today: date) -> None:
    """Move what must be current to the present. What people have ended, cancelled or changed stays as it is."""
    for example in (*RUNNING, *PLANNED):
        outage = await session.scalar(select(Outage).where(Outage.reference == PREFIX + example.reference))
        if outage and outage.status == example.status and _is_stale(example, outage, clock.now()):
            values = _values(example, rng, today)
            outage.starts_at, outage.eta, outage.updated_at = values["starts_at"], values["eta"], values["updated_at"]
    await session.flush()


def _is_stale(example: Example, outage: Outage, now: datetime) -> bool:
    if example in PLANNED:
        return outage.starts_at <= now
    return now - outage.starts_at > STALE_AFTER or (outage.eta is not None and outage.eta <= now)


def _values(example: Example, rng: random.Random, today: date) -> dict[str, Any]:
    starts_at = _start(example, rng, today)
    ends_at = starts_at + timedelta(hours=example.lasts) if example.lasts else None
    over = example.status in OVER
    return {
        "reference": PREFIX + example.reference,
        "kind": example.kind,
        "service": example.service,
        "cause": example.cause,
        "status": example.status,
        "municipality": entity().municipality,
        "areas": list(example.areas),
        "starts_at": starts_at,
        "eta": ends_at,
        "restored_at": ends_at if over else None,
        "message": example.message,
        "updated_at": (ends_at if over and ends_at else clock.now() - timedelta(minutes=rng.randrange(5, 50))),
    }


def _start(example: Example, rng: random.Random, today: date) -> datetime:
    if example in RUNNING:
        return clock.now() - timedelta(hours=example.starts)
    days = timedelta(days=example.starts)
    return datetime.combine(today + days, time(rng.randrange(6, 11)), entity().zone)
