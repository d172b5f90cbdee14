"""Outages of a service, planned or not, and what citizens report of them."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Base

KINDS = ("planned", "unplanned")
# In this order as work goes on; `over` are those in which nobody lacks the service.
STATUSES = {
    "reported": "reportado",
    "confirmed": "confirmado",
    "crew_assigned": "con cuadrilla asignada",
    "in_repair": "en reparación",
    "restored": "restablecido",
    "cancelled": "cancelado",
}
OVER = ("restored", "cancelled")


class Outage(Base):
    """One outage. `areas` are neighborhoods of entity.yml; `eta`: when the service should be back, if known.

    reference   the office's own name for it, unique: an import knows it again by it
    message     what the office says of it to the public, in a sentence, or ""
    updated_at  when somebody last said something about it
    """

    __tablename__ = "outages"
    __table_args__ = (
        CheckConstraint("kind in ('planned', 'unplanned')", name="kind"),
        Index("ix_outages_areas", "areas", postgresql_using="gin"),
        Index("ix_outages_running", "starts_at", postgresql_where=text("status not in ('restored', 'cancelled')")),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    service: Mapped[str]
    cause: Mapped[str]
    status: Mapped[str] = mapped_column(default="confirmed", server_default="confirmed")
    municipality: Mapped[str]
    areas: Mapped[list[str]] = mapped_column(ARRAY(Text))
    starts_at: Mapped[datetime]
    eta: Mapped[datetime | None]
    restored_at: Mapped[datetime | None]
    message: Mapped[str] = mapped_column(default="", server_default="")
    updated_at: Mapped[datetime]


class OutageReport(Base):
    """One citizen's report that a service is missing; `outage_id` where it belongs to a known outage.

    restored_at  when the citizen said that it is back; what is missing afterwards is another report
    """

    __tablename__ = "outage_reports"
    __table_args__ = (Index("ix_outage_reports_near", "service", "neighborhood", "reported_at"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    service: Mapped[str]
    place: Mapped[str]
    neighborhood: Mapped[str | None]
    account_number: Mapped[str | None]
    conversation_id: Mapped[int] = mapped_column(ForeignKey("app.conversations.id"), index=True)
    outage_id: Mapped[int | None] = mapped_column(ForeignKey("app.outages.id"), index=True)
    filed_by_event: Mapped[str | None] = mapped_column(unique=True)
    reported_at: Mapped[datetime]
    restored_at: Mapped[datetime | None]

    @property
    def number(self) -> str:
        """What the citizen is given to ask about it."""
        return f"R-{self.id}"
