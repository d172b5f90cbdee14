"""A message takes the next number in its conversation, is stored and announced: all in one statement."""

from typing import Any

from sqlalchemy import Select, bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.sql.selectable import CTE

from bot import clock, notify
from bot.citizens.address import Address
from bot.messaging.content import Inbound
from bot.messaging.conversation import Conversation
from bot.messaging.message import InboundEvent, Message

_GIVEN = ("direction", "author", "agent_id", "kind", "body", "secret", "content", "purpose", "reply_to", "created_at")
_DEFAULTS = {"agent_id": None, "kind": "text", "secret": None, "purpose": "reply", "reply_to": None}
_EVENT = ("channel", "account", "event_id")
# Before the name of a value: one that is named like a column would be set in every table that has such a column.
_NEW = "new_"


async def add(session: AsyncSession, conversation: Conversation, **values: Any) -> Message:
    """Store a message with the conversation's next number; this locks the conversation's row until the commit."""
    return await _add(session, conversation, _ADDING, values)


async def add_inbound(session: AsyncSession, conversation: Conversation, inbound: Inbound, **values: Any) -> Message:
    """The same for what a citizen has said, with its event. IntegrityError where the event is known."""
    said_at = inbound.received_at or clock.now()
    event = {name: getattr(inbound, name) for name in _EVENT}
    reached = {"address": conversation.address_id, "said_at": said_at}
    common = {"direction": "in", "author": "citizen", "kind": inbound.kind}
    message = await _add(session, conversation, _ADDING_INBOUND, {**common, **values, **event, **reached})
    set_committed_value(conversation.address, "last_inbound_at", said_at)
    set_committed_value(conversation.address, "unreachable_at", None)
    return message


async def _add(
    session: AsyncSession, conversation: Conversation, adding: Select[Message, None], values: dict[str, Any]
) -> Message:
    values = {**_DEFAULTS, **values, "conversation": conversation.id, "created_at": clock.now()}
    message = (await session.execute(adding, {_NEW + name: value for name, value in values.items()})).scalar_one()
    set_committed_value(conversation, "last_seq", message.seq)
    set_committed_value(conversation, "updated_at", message.created_at)
    return message


def _stored() -> CTE:
    numbered = (
        update(Conversation)
        .where(Conversation.id == bindparam(_NEW + "conversation"))
        .values(last_seq=Conversation.last_seq + 1, updated_at=bindparam(_NEW + "created_at"))
        .returning(Conversation.id, Conversation.last_seq)
        .cte("numbered")
    )
    columns = Message.__table__.c
    given = [bindparam(_NEW + name, type_=columns[name].type) for name in _GIVEN]
    row = select(numbered.c.id, numbered.c.last_seq, *given)
    return (
        insert(Message)
        .from_select(["conversation_id", "seq", *_GIVEN], row, include_defaults=False)
        .returning(*columns)
        .cte("stored")
    )


def _adding(stored: CTE) -> Select[Message, None]:
    return select(aliased(Message, stored), notify.announcing(stored.c.conversation_id))


def _adding_inbound(stored: CTE) -> Select[Message, None]:
    columns = InboundEvent.__table__.c
    told = [bindparam(_NEW + name, type_=columns[name].type) for name in _EVENT]
    event = insert(InboundEvent).from_select(
        [*_EVENT, "message_id", "received_at"], select(*told, stored.c.id, stored.c.created_at)
    )
    reached = (
        update(Address)
        .where(Address.id == bindparam(_NEW + "address"))
        .values(last_inbound_at=bindparam(_NEW + "said_at"), unreachable_at=None)
    )
    return _adding(stored).add_cte(event.cte("event"), reached.cte("reached"))


_ADDING = _adding(_stored())
_ADDING_INBOUND = _adding_inbound(_stored())
