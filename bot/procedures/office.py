"""A place where the office attends in person."""

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Base


class Office(Base):
    """One place: where it is, when it attends, and for what. `appointment`: it attends by appointment only."""

    __tablename__ = "offices"

    key: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    address: Mapped[str]
    neighborhood: Mapped[str]
    hours: Mapped[str]
    phone: Mapped[str]
    services: Mapped[list[Any]]
    appointment: Mapped[bool]
    source: Mapped[str]
    verified_at: Mapped[date | None]
    loaded_at: Mapped[datetime]
