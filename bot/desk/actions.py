"""What an agent does to a conversation. Each is one transaction; Refusal says, in Spanish, why it was not done."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import media
from bot.billing import decisions
from bot.calls import callback, calls
from bot.cases import closing
from bot.cases.case import OUTCOMES, Case, Status
from bot.database import transaction
from bot.desk import login_session, place
from bot.desk.agent import Agent
from bot.desk.login_session import LoggedIn
from bot.followup import follow_up
from bot.media import kinds
from bot.messaging import outbox, ownership
from bot.messaging.content import Document, Reply
from bot.messaging.conversation import Conversation, Owner
from bot.settings import settings
from connectors import registry

LONGEST_ANSWER = 4000
# What every channel takes, or gives a link to.
SENDABLE = frozenset({"image/jpeg", "image/png", "application/pdf", kinds.DOCX, kinds.XLSX})
_PHOTO, _FILE = "Le envío esta foto.", "Le envío este archivo: {name}"
_NOT_SENT = {
    "type": "Puede enviar fotos (JPG o PNG), PDF, Word (.docx) y Excel (.xlsx).",
    "size": "El archivo es muy grande: caben hasta {megabytes} MB.",
    "empty": "El archivo está vacío.",
}


class Refusal(Exception):
    """Not done; the text tells the agent why."""


class LoggedOut(Exception):
    """The login has ended."""


async def take(who: LoggedIn, conversation_id: int, *, expected_version: int) -> None:
    """Take a conversation over, as the agent saw it, and begin with its cases. Refusal names who was quicker."""
    async with transaction() as session:
        await _check_login(session, who, hold=True)
        if not await ownership.claim(
            session, conversation_id, agent_id=who.agent_id, expected_version=expected_version
        ):
            raise Refusal(await _who_has(session, conversation_id, who))
        await _start_cases(session, who, conversation_id)


async def answer(who: LoggedIn, conversation_id: int, text: str) -> None:
    """Send a text to the citizen and forget the draft."""
    text = text.strip()
    if not text:
        raise Refusal("Escriba un mensaje antes de enviar.")
    if len(text) > LONGEST_ANSWER:
        raise Refusal(f"El mensaje es muy largo: tiene {len(text)} caracteres y caben {LONGEST_ANSWER}.")
    async with transaction() as session:
        conversation = await held(session, who, conversation_id)
        message = await outbox.send(session, conversation, Reply(text=text), author="agent", agent_id=who.agent_id)
        await place.keep_draft(session, agent_id=who.agent_id, conversation_id=conversation_id, draft="")
        await place.mark_seen(session, agent_id=who.agent_id, conversation_id=conversation_id, seq=message.seq)


async def send_file(who: LoggedIn, conversation_id: int, data: bytes, *, claimed: str, name: str) -> None:
    """Send a file to the citizen; its type is told by its content."""
    try:
        mime = await media.check(data, claimed)
    except media.NotAccepted as refusal:
        raise Refusal(_NOT_SENT[refusal.reason].format(megabytes=settings().media_max_bytes // 2**20)) from None
    if mime not in SENDABLE:
        raise Refusal(_NOT_SENT["type"])
    async with transaction() as session:
        await _check_login(session, who)
        # Before the conversation is locked: what its citizen writes does not wait for a slow disk.
        file = await media.accept(session, data, claimed=claimed, name=name, owner="")
        conversation = await held(session, who, conversation_id)
        await _not_on_the_line(session, conversation)
        document = Document(media_id=file.id, name=file.name, mime=file.mime)
        reply = Reply(text=_PHOTO if document.is_image else _FILE.format(name=file.name), document=document)
        message = await outbox.send(session, conversation, reply, author="agent", agent_id=who.agent_id)
        await place.mark_seen(session, agent_id=who.agent_id, conversation_id=conversation_id, seq=message.seq)


async def give_back(who: LoggedIn, conversation_id: int) -> None:
    """Give the conversation back to the assistant."""
    async with transaction() as session:
        conversation = await held(session, who, conversation_id)
        await ownership.give_back(session, conversation, agent_id=who.agent_id)


async def pass_on(who: LoggedIn, conversation_id: int, *, seen_version: int, to: int | None, note: str) -> None:
    """Give a conversation to another agent, or (None) to whoever takes it next; `note` is what they should know.

    A supervisor may do so with everybody's, as they saw it (`seen_version`). Refusal.
    """
    async with transaction() as session:
        conversation = await _theirs(session, who, conversation_id, seen_version)
        receiver = await _receiver(session, to, conversation) if to else None
        if to and (receiver is None or receiver.disabled_at):
            raise Refusal("Esa persona ya no atiende. Elija otra.")
        if receiver and receiver.id == conversation.agent_id:
            raise Refusal(f"{receiver.name} ya tiene esta conversación.")
        said = f"{ownership.NOTE}{who.name}: {' '.join(note.split())}" if note.strip() else ""
        await ownership.pass_on(session, conversation, to=to, note=said)
        if receiver:
            await place.leave_last_unread(session, agent_id=receiver.id, conversation_id=conversation_id)


async def called(who: LoggedIn, conversation_id: int) -> None:
    """The call that the office owed this citizen was made."""
    async with transaction() as session:
        await held(session, who, conversation_id)
        await callback.done(session, conversation_id, agent_id=who.agent_id)


async def close_case(who: LoggedIn, conversation_id: int, case_id: int, *, outcome: str, text: str) -> None:
    """Close a case and tell the citizen, in the outcome's words and the agent's. What the case asked for is decided so.

    The conversation goes back to the assistant unless another of its cases is still open.
    """
    async with transaction() as session:
        conversation = await held(session, who, conversation_id)
        case = await session.get(Case, case_id)
        if case is None or case.citizen_id != conversation.address.citizen_id:
            raise Refusal("Ese caso no es de esta persona.")
        asked = (await decisions.waiting(session, [case.number])).get(case.number)
        if not await closing.close(session, case, outcome=outcome, agent_id=who.agent_id, note=text):
            raise Refusal(f"El caso {case.number} ya estaba cerrado.")
        verdict = asked.verdicts.get(outcome) if asked else None
        words = verdict.told if verdict else _closed(case, outcome)
        told = Reply(text=f"{words}\n\n{text}".strip(), purpose="case_update", variables={"case": case.number})
        await outbox.send(session, conversation, told, author="agent", agent_id=who.agent_id)
        if not await _has_open_cases(session, conversation_id):
            await ownership.give_back(session, conversation, agent_id=who.agent_id)


async def follow_up_now(who: LoggedIn, case_id: int) -> None:
    """Ask the citizen now whether a closed case was solved, instead of when the follow-up is due."""
    async with transaction() as session:
        await _check_login(session, who)
        case = await session.get(Case, case_id)
        if case is None or not await follow_up.send_now(session, case):
            raise Refusal("El seguimiento ya se envió, o la persona no puede recibirlo ahora.")


async def keep_draft(who: LoggedIn, conversation_id: int, draft: str) -> None:
    """Keep what the agent has typed."""
    async with transaction() as session:
        await _check_login(session, who)
        await place.keep_draft(session, agent_id=who.agent_id, conversation_id=conversation_id, draft=draft)


async def see(who: LoggedIn, conversation_id: int, seq: int) -> None:
    """The agent has the messages up to `seq` before their eyes."""
    async with transaction() as session:
        await place.mark_seen(session, agent_id=who.agent_id, conversation_id=conversation_id, seq=seq)


async def held(session: AsyncSession, who: LoggedIn, conversation_id: int) -> Conversation:
    """The conversation, locked, which this agent has. Refusal says who has it instead."""
    await _check_login(session, who)
    conversation = await ownership.lock(session, conversation_id)
    if conversation.owner != Owner.AGENT or conversation.agent_id != who.agent_id:
        raise Refusal(await _who_has(session, conversation_id, who))
    return conversation


async def _theirs(session: AsyncSession, who: LoggedIn, conversation_id: int, seen_version: int) -> Conversation:
    """The conversation, locked: this agent's own, or for a supervisor the one that they saw with an agent."""
    now = await _check_login(session, who)
    conversation = await ownership.lock(session, conversation_id)
    own = conversation.agent_id == who.agent_id
    seen = now.supervisor and conversation.owner_version == seen_version
    if conversation.owner != Owner.AGENT or not (own or seen):
        raise Refusal(await _who_has(session, conversation_id, who))
    return conversation


async def _not_on_the_line(session: AsyncSession, conversation: Conversation) -> None:
    """A file is not said: in a call it would count as delivered with the words that announce it."""
    address = conversation.address
    spoken = registry.channel(address.channel).spoken
    if spoken and await calls.is_live(session, address.account, address.address):
        raise Refusal("La persona está en la línea. Envíe el archivo cuando termine la llamada.")


async def _receiver(session: AsyncSession, to: int, conversation: Conversation) -> Agent | None:
    """Whom a conversation is passed to: nobody disables them before it is theirs (`agents.disable_agent`).

    Who has it already is not locked: whoever disables them holds their row, and waits for this conversation.
    """
    return await session.get(Agent, to, with_for_update=None if to == conversation.agent_id else {"read": True})


async def _has_open_cases(session: AsyncSession, conversation_id: int) -> bool:
    found = await session.scalar(
        select(Case.id).where(Case.conversation_id == conversation_id, Case.status != Status.CLOSED).limit(1)
    )
    return found is not None


async def _start_cases(session: AsyncSession, who: LoggedIn, conversation_id: int) -> None:
    waiting = await session.scalars(
        select(Case).where(Case.conversation_id == conversation_id, Case.status.in_((Status.OPEN, Status.REOPENED)))
    )
    for case in waiting:
        await closing.start(session, case, agent_id=who.agent_id)


def _closed(case: Case, outcome: str) -> str:
    return f"Cerramos su caso {case.number}. Resultado: {OUTCOMES[outcome].lower()}."


async def _check_login(session: AsyncSession, who: LoggedIn, *, hold: bool = False) -> LoggedIn:
    """The agent as they are now: an open tab knows them as they were when it was opened."""
    now = await login_session.find(session, who.token_hash, hold=hold)
    if now is None:
        raise LoggedOut
    return now


async def _who_has(session: AsyncSession, conversation_id: int, who: LoggedIn) -> str:
    conversation = await ownership.lock(session, conversation_id)
    if conversation.owner == Owner.AGENT and conversation.agent_id == who.agent_id:
        return "Usted ya tiene esta conversación."
    if conversation.owner == Owner.AGENT:
        agent = await session.get_one(Agent, conversation.agent_id)
        return f"{agent.name} tomó esta conversación antes."
    if conversation.owner == Owner.QUEUE:
        return "La conversación está en espera: tómela para escribir."
    return "La conversación la lleva ahora el asistente: tómela para escribir."
