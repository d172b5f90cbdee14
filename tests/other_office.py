"""An office of another country in place of the demonstration's, for one test."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.entity import entity
from bot.settings import settings


@contextmanager
def office_of(folder: Path, country: str, currency: str, also: str = "") -> Iterator[None]:
    """The office as if it were in this country, with its currency; `also`: more lines of entity.yml."""
    own = settings().entity_file
    text = own.read_text(encoding="utf-8")
    text = text.replace("country: CO\n", f"country: {country}\n").replace(
        "currency: COP\n", f"currency: {currency}\n{also}"
    )
    settings().entity_file = folder / "entity.yml"
    settings().entity_file.write_text(text, encoding="utf-8")
    entity.cache_clear()
    try:
        yield
    finally:
        settings().entity_file = own
        entity.cache_clear()
