"""What an answer to one of the platform's questions leads to."""

from dataclasses import dataclass, field

from bot.messaging.content import Reply

# Has the form that is open put its question again; help with it where nothing else has been said.
ASK_AGAIN = "/help_menu"


@dataclass(frozen=True)
class Answer:
    """Replies of the platform's own, and the explicit intent that the assistant goes on with: after replies ASK_AGAIN,
    where a form is open.
    """

    replies: list[Reply] = field(default_factory=list)
    intent: str = ""
