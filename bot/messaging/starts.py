"""A conversation opened by a link, such as https://t.me/<bot>?start=<payload>: what the payload asks for.

A payload is "<kind>-<rest>", at most 64 characters of A-Z a-z 0-9 _ and - (Telegram's deep links). Anyone can make one
up: whatever `rest` may lead to has to be checked by its handler.
"""

from collections.abc import Awaitable, Callable

from sqlalchemy.ext.asyncio import AsyncSession

from bot.messaging import moving
from bot.messaging.answer import Answer
from bot.messaging.conversation import Conversation
from bot.messaging.message import Message

# Topics that a link may begin with, by the assistant's name for them.
TOPICS = frozenset(
    [
        "bill_amount",
        "bill_due_date",
        "bill_copy",
        "bill_payment_methods",
        "outage_report",
        "outage_status",
        "outage_planned",
        "procedure_list",
        "appointment_book",
        "office_info",
        "complaint_file",
        "case_status",
        "human_handoff",
    ]
)
HELP = Answer(intent="/help_menu")

# Given the rest of the payload: what to do, or None if it leads nowhere.
Handler = Callable[[AsyncSession, Conversation, Message, str], Awaitable[Answer | None]]


async def enter(session: AsyncSession, conversation: Conversation, message: Message) -> Answer:
    """What to do with a message of kind "start"; the help menu where its payload is none, unknown or no longer good."""
    kind, _, rest = str(message.content.get("payload") or "").partition("-")
    handler = HANDLERS.get(kind)
    return (await handler(session, conversation, message, rest) if handler else None) or HELP


async def _topic(_session: AsyncSession, _conversation: Conversation, _message: Message, name: str) -> Answer | None:
    return Answer(intent=f"/{name}") if name in TOPICS else None


HANDLERS: dict[str, Handler] = {"topic": _topic, moving.START: moving.enter}
