"""Finding a procedure by its key, its name, or how people call it."""

import re
from difflib import SequenceMatcher

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.procedures.catalogue import Entry
from bot.procedures.office import Office
from bot.procedures.procedure import Procedure
from bot.words import plain, sound

ENOUGH = 0.62
LONGEST_TEXT = 300
# Words that say nothing of which procedure is meant.
_EMPTY = frozenset(
    """a al como con cual cuales cuanto cuesta cuestan de del deseo dia donde el en es esta este hacer hago hola la las
    lo los me mi mis necesito para pedir piden por puedo que quiero quisiera requisitos saber sacar se ser si son su sus
    tengo toca tramitar tramite un una unos vale y documentos papeles informacion sobre poner servicio cuenta""".split()
)


async def get(session: AsyncSession, key: str) -> Entry | None:
    """The procedure with this key."""
    found = await session.get(Procedure, key)
    return Entry.model_validate(found.content) if found else None


async def find(session: AsyncSession, text: str) -> Entry | None:
    """The procedure that somebody means by a key, a name, an alias, or words like them; None if none is near."""
    if exact := await get(session, text.strip()):
        return exact
    said = _words(text[:LONGEST_TEXT])
    if not said:
        return None
    procedures = await session.scalars(select(Procedure).order_by(Procedure.key))
    scored = [(max(_likeness(said, _words(name)) for name in (one.name, *one.aliases)), one) for one in procedures]
    score, best = max(scored, key=lambda pair: pair[0], default=(0.0, None))
    return Entry.model_validate(best.content) if best and score >= ENOUGH else None


async def everything(session: AsyncSession) -> list[Entry]:
    """The whole catalogue, by name."""
    return [
        Entry.model_validate(one.content) for one in await session.scalars(select(Procedure).order_by(Procedure.name))
    ]


async def offices(session: AsyncSession, neighborhood: str | None = None) -> list[Office]:
    """Where the office attends; those of a neighborhood first, the main one before the others."""
    found = await session.scalars(select(Office).order_by(Office.key))
    return sorted(
        found, key=lambda office: (office.neighborhood != neighborhood, office.key != "principal", office.key)
    )


def _likeness(said: list[str], name: list[str]) -> float:
    """How much of a name was said, from 0 to 1; longer names that were said whole come before shorter ones."""
    if not name:
        return 0.0
    heard = sum(max(_alike(word, other) for other in said) for word in name) / len(name)
    return heard + (0.02 * len(name) if heard >= ENOUGH else 0.0)


def _alike(word: str, other: str) -> float:
    if word == other:
        return 1.0
    if min(len(word), len(other)) < 4:
        return 0.0
    if word[:5] == other[:5] and min(len(word), len(other)) >= 5:
        return 0.9
    likeness = SequenceMatcher(None, word, other).ratio()
    return likeness if likeness >= 0.8 else 0.0


def _words(text: str) -> list[str]:
    return [sound(word) for word in re.findall(r"[a-zñ0-9]+", plain(text)) if word not in _EMPTY]
