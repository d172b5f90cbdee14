"""What an answer to one of the platform's questions leads to."""

from dataclasses import dataclass, field

from bot.messaging.content import Reply


@dataclass(frozen=True)
class Answer:
    """Replies of the platform's own, and the explicit intent that the assistant goes on with."""

    replies: list[Reply] = field(default_factory=list)
    intent: str = ""
