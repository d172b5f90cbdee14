"""A human agent of the office."""

from datetime import datetime

from sqlalchemy import BigInteger, Identity
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Base


class Agent(Base):
    """An agent's login. `password_hash` is argon2id. A supervisor also decides what the assistant learns."""

    __tablename__ = "agents"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    login: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str]
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    supervisor: Mapped[bool] = mapped_column(default=False, server_default="false")
