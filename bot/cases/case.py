"""A case: what a citizen has filed with the office, its legal clock, and everything that happened to it."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Enum, ForeignKey, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Base

# Legal types (Ley 142 de 1994, Ley 1755 de 2015), as they are called when speaking of "su …".
KINDS = {
    "peticion_general": "petición",
    "peticion_informacion": "petición de información",
    "consulta": "consulta",
    "queja": "queja",
    "reclamo": "reclamo",
    "recurso_reposicion_apelacion": "recurso de reposición y apelación",
    "sugerencia": "sugerencia",
    "felicitacion": "felicitación",
    "denuncia": "denuncia",
    "habeas_data_consulta": "consulta de datos personales",
    "habeas_data_reclamo": "reclamo de datos personales",
}
# How a case ends. A follow-up asks about those in ASKED.
OUTCOMES = {
    "solved": "Resuelto a favor",
    "partly": "Resuelto en parte",
    "denied": "No procede",
    "transferred": "Trasladado a la entidad competente",
    "duplicate": "Repetido",
    "withdrawn": "Retirado por el ciudadano",
}
ASKED = ("solved", "partly", "denied", "transferred")


class Status(StrEnum):
    """Where a case stands. A reopened one keeps its number and its first clock."""

    OPEN = "open"
    IN_PROGRESS = "in_progress"
    CLOSED = "closed"
    REOPENED = "reopened"


STATUS_NAMES = {
    Status.OPEN: "radicado, sin empezar",
    Status.IN_PROGRESS: "en trámite",
    Status.CLOSED: "cerrado",
    Status.REOPENED: "reabierto, en trámite",
}


class Case(Base):
    """One case. `number` never changes (entity.yml, case_number).

    rule_key        the legal term of entity.yml that set `due_on` (a local date)
    account_number  the account it is about, where the citizen had proved that they may read it
    appeals_id      of an appeal: the case whose decision it is against
    """

    __tablename__ = "cases"
    __table_args__ = (
        Index("ix_cases_open", "due_on", postgresql_where=text("status <> 'closed'")),
        Index("ix_cases_conversation", "conversation_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    text: Mapped[str]
    service: Mapped[str | None]
    account_number: Mapped[str | None] = mapped_column(index=True)
    status: Mapped[Status] = mapped_column(
        Enum(Status, native_enum=False, values_callable=lambda values: [value.value for value in values], length=12),
        default=Status.OPEN,
        server_default="open",
    )
    received_at: Mapped[datetime]
    due_on: Mapped[date]
    rule_key: Mapped[str]
    outcome: Mapped[str | None]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("app.agents.id"))
    times_reopened: Mapped[int] = mapped_column(default=0, server_default="0")
    conversation_id: Mapped[int] = mapped_column(ForeignKey("app.conversations.id"))
    citizen_id: Mapped[int] = mapped_column(ForeignKey("app.citizens.id"), index=True)
    filed_by_event: Mapped[str | None] = mapped_column(unique=True)
    appeals_id: Mapped[int | None] = mapped_column(ForeignKey("app.cases.id"))

    @property
    def kind_name(self) -> str:
        return KINDS[self.kind]

    @property
    def is_closed(self) -> bool:
        return self.status == Status.CLOSED


class CaseEvent(Base):
    """One thing that happened to a case: "filed", "started", "closed", "reopened", "withdrawn", "appealed",
    "corrected".
    """

    __tablename__ = "case_events"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("app.cases.id"), index=True)
    what: Mapped[str]
    detail: Mapped[str] = mapped_column(default="", server_default="")
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("app.agents.id"))
    happened_at: Mapped[datetime]
