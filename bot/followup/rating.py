"""How a citizen rates the attention that a case had."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Base


class Rating(Base):
    """One rating, 1 (very bad) to 5 (very good); the last one for a case counts. Without a case: in general."""

    __tablename__ = "ratings"
    __table_args__ = (CheckConstraint("stars between 1 and 5", name="stars"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("app.conversations.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("app.cases.id"), unique=True)
    stars: Mapped[int] = mapped_column(SmallInteger)
    rated_at: Mapped[datetime]
