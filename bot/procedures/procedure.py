"""A procedure of the catalogue, as the database keeps it."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Base


class Procedure(Base):
    """One procedure. `content` is the whole entry (bot.procedures.catalogue.Entry)."""

    __tablename__ = "procedures"

    key: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    aliases: Mapped[list[Any]]
    content: Mapped[dict[str, Any]]
    loaded_at: Mapped[datetime]
