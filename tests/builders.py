"""Builders for tests: every argument has a good default, so that a test states only what matters to it."""

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.cases import filing
from bot.cases.case import Case
from bot.citizens.address import Address, Citizen
from bot.desk.agent import Agent
from bot.messaging.content import Inbound
from bot.messaging.conversation import Conversation, Owner
from bot.messaging.message import Message
from bot.outages.outage import Outage

_numbers = itertools.count(1)


def make_inbound(**fields: Any) -> Inbound:
    """An event of a citizen on the web chat, new unless `event_id` says otherwise."""
    number = next(_numbers)
    defaults = {"channel": "web", "account": "web", "event_id": f"event-{number}", "address": "a-citizen"}
    return Inbound(**(defaults | {"text": "Buenas tardes", "sent_at": datetime.now(UTC)} | fields))


async def create_conversation(
    session: AsyncSession, *, channel: str = "web", account: str = "web", address: str = "", **fields: Any
) -> Conversation:
    """A conversation with a new citizen; the assistant has it."""
    now = clock.now()
    citizen = Citizen(created_at=now)
    session.add(citizen)
    await session.flush()
    place = Address(
        citizen_id=citizen.id,
        channel=channel,
        account=account,
        address=address or f"citizen-{next(_numbers)}",
        created_at=now,
        last_inbound_at=now,
    )
    session.add(place)
    await session.flush()
    defaults: dict[str, Any] = {"owner": Owner.ASSISTANT, "created_at": now, "updated_at": now}
    conversation = Conversation(address_id=place.id, **(defaults | fields))
    session.add(conversation)
    await session.flush()
    await session.refresh(conversation, ["address"])
    return conversation


async def create_message(session: AsyncSession, conversation: Conversation, **fields: Any) -> Message:
    """An unhandled message of the citizen, the next in its conversation."""
    conversation.last_seq += 1
    defaults: dict[str, Any] = {
        "seq": conversation.last_seq,
        "direction": "in",
        "author": "citizen",
        "body": "Buenas tardes",
        "content": {},
        "created_at": clock.now(),
    }
    message = Message(conversation_id=conversation.id, **(defaults | fields))
    session.add(message)
    await session.flush()
    return message


async def create_agent(session: AsyncSession, **fields: Any) -> Agent:
    """An agent without a usable password."""
    number = next(_numbers)
    defaults = {"login": f"agent-{number}", "name": "Agente de Prueba", "password_hash": "!", "created_at": clock.now()}
    agent = Agent(**(defaults | fields))
    session.add(agent)
    await session.flush()
    return agent


async def create_case(session: AsyncSession, conversation: Conversation, **fields: Any) -> Case:
    """A claim filed now in a conversation."""
    defaults = {"kind": "reclamo", "text": f"Me cobraron de más en la factura, van {next(_numbers)} veces"}
    return await filing.file_case(session, conversation, **(defaults | fields))


async def create_outage(session: AsyncSession, **fields: Any) -> Outage:
    """An outage of energy in La Esperanza that began an hour ago and should end in two."""
    now = clock.now()
    defaults = {
        "reference": f"outage-{next(_numbers)}",
        "kind": "unplanned",
        "service": "energia",
        "cause": "daño en un transformador",
        "status": "in_repair",
        "municipality": "Villa Serrana",
        "areas": ["La Esperanza"],
        "starts_at": now - timedelta(hours=1),
        "eta": now + timedelta(hours=2),
        "updated_at": now,
    }
    outage = Outage(**(defaults | fields))
    session.add(outage)
    await session.flush()
    return outage
