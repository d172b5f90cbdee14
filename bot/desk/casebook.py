"""What the desk shows of a citizen: who they are known to be, and their cases with their deadlines and follow-ups."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from sqlalchemy import case, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.billing import decisions
from bot.billing.decisions import Decision
from bot.cases.calendar import is_business_day
from bot.cases.case import OUTCOMES, STATUS_NAMES, Case, Status
from bot.citizens.address import Address
from bot.citizens.identity import VerifiedIdentity
from bot.desk.queries import FileLine, elsewhere, file_line
from bot.entity import entity
from bot.followup.planned import FollowUp
from bot.formats import moment_text
from bot.media.attachment import Attachment
from bot.media.file import StoredFile
from bot.messaging.conversation import Conversation, Owner
from bot.messaging.message import Message

LONGEST_TEXT = 280
MOST_CASES = 20
MOST_CONVERSATIONS = 10


@dataclass(frozen=True)
class CaseLine:
    """One case. `days_left`: business days until the legal due date, negative once it has passed; None when closed.
    `decision`: what it asks an agent to decide.
    """

    id: int
    number: str
    kind: str
    is_open: bool
    state: str
    description: str
    filed_on: date
    due_on: date | None
    days_left: int | None
    outcome: str
    follow_up: str
    follow_up_waits: bool
    files: list[FileLine] = field(default_factory=list)
    decision: Decision | None = None


@dataclass(frozen=True)
class Elsewhere:
    """Another conversation of the same citizen; `by_number`: only of the same telephone, which a caller may forge."""

    conversation_id: int
    channel: str
    address: str
    owner: Owner
    at: datetime
    by_number: bool = False


@dataclass(frozen=True)
class Context:
    """The citizen's side of a conversation. `account` is masked; `name` is what they call themselves on the channel."""

    conversation_id: int
    channel: str
    address: str
    since: datetime
    account: str
    verified_at: datetime | None
    reason: str
    summary: str
    name: str = ""
    cases: list[CaseLine] = field(default_factory=list)
    elsewhere: list[Elsewhere] = field(default_factory=list)

    @property
    def open_cases(self) -> list[CaseLine]:
        return [line for line in self.cases if line.is_open]


async def context(session: AsyncSession, conversation_id: int) -> Context:
    """What is known of the citizen of a conversation. LookupError if there is no such conversation."""
    conversation = await session.get(Conversation, conversation_id, populate_existing=True)
    if conversation is None:
        raise LookupError("no such conversation")
    address = conversation.address
    identity = await _identity(session, address)
    return Context(
        conversation_id=conversation.id,
        channel=address.channel,
        address=address.address,
        since=address.created_at,
        account=_masked(identity.account_number) if identity else "",
        verified_at=identity.verified_at if identity else None,
        reason=conversation.queue_reason,
        summary=conversation.summary,
        name=await _name(session, conversation),
        cases=await _cases(session, address.citizen_id),
        elsewhere=await _elsewhere(session, address),
    )


async def _elsewhere(session: AsyncSession, address: Address) -> list[Elsewhere]:
    """The citizen's conversations with other addresses, and others with the same telephone, the latest first."""
    found = await session.scalars(
        select(Conversation)
        .join(Address, Address.id == Conversation.address_id)
        .where(elsewhere(address), Conversation.last_seq > 0)
        .order_by(Conversation.updated_at.desc())
        .limit(MOST_CONVERSATIONS)
        .execution_options(populate_existing=True)
    )
    return [
        Elsewhere(
            one.id,
            one.address.channel,
            one.address.address,
            one.owner,
            one.updated_at,
            by_number=one.address.citizen_id != address.citizen_id,
        )
        for one in found.unique()
    ]


async def _name(session: AsyncSession, conversation: Conversation) -> str:
    """What the citizen called themselves last."""
    name = Message.content["details"]["profile_name"].astext
    found = select(name).where(Message.conversation_id == conversation.id, Message.direction == "in", name != "")
    return await session.scalar(found.order_by(Message.seq.desc()).limit(1)) or ""


async def _identity(session: AsyncSession, address: Address) -> VerifiedIdentity | None:
    """The passed check that still holds; looking at it does not keep it alive, unlike an answer to the citizen."""
    limits, now = entity().identity, clock.now()
    return await session.scalar(
        select(VerifiedIdentity).where(
            VerifiedIdentity.address_id == address.id,
            VerifiedIdentity.ended_at.is_(None),
            VerifiedIdentity.used_at > now - timedelta(minutes=limits.idle_minutes),
            VerifiedIdentity.verified_at > now - timedelta(hours=limits.max_hours),
        )
    )


async def _cases(session: AsyncSession, citizen_id: int) -> list[CaseLine]:
    """The citizen's cases, whatever the channel: open ones by their deadline, then the latest of the others."""
    rows = await session.scalars(
        select(Case)
        .where(Case.citizen_id == citizen_id)
        .order_by(Case.status == Status.CLOSED, case((Case.status != Status.CLOSED, Case.due_on)), Case.id.desc())
        .limit(MOST_CASES)
        .execution_options(populate_existing=True)
    )
    cases = list(rows)
    follow_ups = await _follow_ups(session, [found.id for found in cases])
    files = await _files(session, [found.id for found in cases])
    asked = await decisions.waiting(session, [found.number for found in cases])
    lines = [_line(found, follow_ups.get(found.id), files.get(found.id, [])) for found in cases]
    return [replace(line, decision=asked.get(line.number)) for line in lines]


async def _files(session: AsyncSession, case_ids: list[int]) -> dict[int, list[FileLine]]:
    """What citizens sent to each case, as far as it is here."""
    rows = await session.execute(
        select(Attachment, StoredFile)
        .join(StoredFile, StoredFile.id == Attachment.file_id)
        .where(Attachment.case_id.in_(case_ids))
        .order_by(Attachment.id)
    )
    found: dict[int, list[FileLine]] = {}
    for attached, file in rows:
        found.setdefault(attached.case_id or 0, []).append(file_line(attached, file))
    return found


async def _follow_ups(session: AsyncSession, case_ids: list[int]) -> dict[int, FollowUp]:
    """The follow-up of each case's latest closing."""
    found = await session.scalars(
        select(FollowUp)
        .where(FollowUp.case_id.in_(case_ids))
        .order_by(FollowUp.round)
        .execution_options(populate_existing=True)
    )
    return {follow_up.case_id: follow_up for follow_up in found}


def _line(found: Case, follow_up: FollowUp | None, files: list[FileLine]) -> CaseLine:
    return CaseLine(
        id=found.id,
        number=found.number,
        kind=found.kind_name.capitalize(),
        is_open=not found.is_closed,
        state=STATUS_NAMES[found.status],
        description=found.text if len(found.text) <= LONGEST_TEXT else f"{found.text[:LONGEST_TEXT].rstrip()}…",
        filed_on=clock.local(found.received_at).date(),
        due_on=None if found.is_closed else found.due_on,
        days_left=None if found.is_closed else business_days_until(found.due_on, clock.today()),
        outcome=OUTCOMES.get(found.outcome or "", ""),
        follow_up=_follow_up_words(follow_up) if follow_up and found.is_closed else "",
        follow_up_waits=bool(follow_up and follow_up.pending and found.is_closed),
        files=files,
    )


def business_days_until(due_on: date, today: date) -> int:
    """Business days from today (not counted) to a date (counted); negative when it has passed."""
    first, last = sorted((today, due_on))
    days = sum(is_business_day(first + timedelta(days=ahead)) for ahead in range(1, (last - first).days + 1))
    return days if due_on >= today else -days


def _follow_up_words(follow_up: FollowUp) -> str:
    if follow_up.solved is not None:
        return "Seguimiento: la persona dijo que " + ("quedó resuelto." if follow_up.solved else "no se resolvió.")
    if follow_up.sent_at:
        return f"Seguimiento enviado {moment_text(follow_up.sent_at)}, sin respuesta todavía."
    if follow_up.cancelled_at:
        return "Sin seguimiento."
    return f"Seguimiento previsto: {moment_text(follow_up.due_at)}".rstrip(".") + "."


def _masked(number: str) -> str:
    return f"{'•' * max(len(number) - 3, 0)}{number[-3:]}"
