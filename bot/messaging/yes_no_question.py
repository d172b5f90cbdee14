"""A question of the office that is answered with yes or no: its two buttons, and the same typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.messaging import questions, yes_no
from bot.messaging.content import Choice, Reply
from bot.messaging.conversation import Conversation
from bot.messaging.message import Message


@dataclass(frozen=True)
class YesNoQuestion:
    """One kind of question (PendingQuestion.kind), with what stands on its buttons.

    The payloads are for the platform, not for the assistant, which takes those that begin with "/".
    """

    kind: str
    yes_title: str = "Sí"
    no_title: str = "No"

    @property
    def yes(self) -> str:
        return f"{self.kind}:yes"

    @property
    def no(self) -> str:
        return f"{self.kind}:no"

    @property
    def choices(self) -> list[Choice]:
        return [Choice(title=self.yes_title, payload=self.yes), Choice(title=self.no_title, payload=self.no)]

    async def ask(
        self,
        session: AsyncSession,
        conversation: Conversation,
        text: str,
        expires_in: timedelta,
        payload: Mapping[str, Any] | None = None,
    ) -> Reply:
        """Keep the question open; what to say."""
        await questions.ask(session, conversation, self.kind, dict(payload or {}), expires_in)
        return Reply(text=text, choices=self.choices)

    def tapped(self, payload: str | None) -> bool | None:
        """What a choice's payload says to it; None for that of another question."""
        return payload == self.yes if payload in (self.yes, self.no) else None

    def said(self, message: Message, payload: str | None) -> bool | None:
        """What a message, or the choice that it picks, says to it. The button of another question says nothing, though
        "Sí" may stand on it.
        """
        return self.tapped(payload) if payload else yes_no.read(message.body)

    async def close(self, session: AsyncSession, conversation: Conversation, yes: bool) -> None:
        """It was answered."""
        await questions.close(session, conversation, self.kind, "yes" if yes else "no")
