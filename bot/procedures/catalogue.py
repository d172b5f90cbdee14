"""The catalogue of procedures and offices: files that the office edits, checked and loaded into the database."""

from datetime import date
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError
from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.procedures.office import Office
from bot.procedures.procedure import Procedure
from bot.settings import settings


class CatalogueError(Exception):
    """A catalogue that cannot be used: its text says which entry and why."""


class Part(BaseModel):
    """A piece of the catalogue; unknown fields are mistakes."""

    model_config = ConfigDict(extra="forbid")


class Cost(Part):
    """What it costs, in the office's currency: 0 is free, None depends (the note says on what)."""

    amount: int | None
    note: str = ""


class Time(Part):
    """How long it takes. `immediate`: handed over in the same visit; otherwise `value` of `unit`."""

    immediate: bool
    value: int | None = None
    unit: Literal["hours", "business_days", "calendar_days", "months", "bills"] | None = None
    counting_from: Literal["complete_file", "payment", "appointment"]
    note: str = ""


class Entry(Part):
    """One procedure, as catalogue.yml has it (the fields of GOV.CO's record that a citizen asks for)."""

    key: str
    name: str
    aliases: list[str]
    competent: str = ""
    requirements: list[str]
    cost: Cost
    time: Time
    steps: list[str]
    where: list[str]
    legal_basis: list[str]
    source: str
    verified_at: date | None
    as_of: date


async def load(session: AsyncSession) -> None:
    """Bring procedures and offices in the database to what the files say, by their keys."""
    entries, offices = read_procedures(settings().procedures_file), read_offices(settings().offices_file)
    now = clock.now()
    for entry in entries:
        values = {
            "name": entry.name,
            "aliases": entry.aliases,
            "content": entry.model_dump(mode="json"),
            "loaded_at": now,
        }
        query = insert(Procedure).values(key=entry.key, **values)
        await session.execute(query.on_conflict_do_update(index_elements=["key"], set_=values))
    for office in offices:
        values = {name: value for name, value in office.items() if name != "key"} | {"loaded_at": now}
        query = insert(Office).values(key=office["key"], **values)
        await session.execute(query.on_conflict_do_update(index_elements=["key"], set_=values))
    await session.execute(delete(Procedure).where(Procedure.key.not_in([entry.key for entry in entries])))
    await session.execute(delete(Office).where(Office.key.not_in([office["key"] for office in offices])))


def read_procedures(file: Path) -> list[Entry]:
    """The entries of a catalogue file. CatalogueError names the entry and the field."""
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    entries: dict[str, Entry] = {}
    for written in content["procedures"]:
        try:
            entry = Entry.model_validate({**content["defaults"], **written})
        except ValidationError as error:
            problem = error.errors()[0]
            where = ".".join(str(step) for step in problem["loc"])
            raise CatalogueError(f"{file.name}: {written.get('key', '?')}: {where}: {problem['msg']}") from error
        if entry.key in entries:
            raise CatalogueError(f"{file.name}: {entry.key} stands there twice")
        entries[entry.key] = entry
    return list(entries.values())


def read_offices(file: Path) -> list[dict[str, object]]:
    """The offices of a file, as rows."""
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    facts = {"source": content["source"], "verified_at": content["verified_at"]}
    return [{**facts, **office} for office in content["offices"]]
