"""Many choices, a page at a time: no channel shows thirty buttons well, and WhatsApp's lists end at ten."""

from bot.messaging.content import Choice, Reply
from bot.messaging.message import Message

MOST = 10
PAGE = 8
MORE = "choices:more"
MORE_TITLE = "Más opciones"


def first_page(reply: Reply) -> Reply:
    """The reply with at most MOST choices; what is left waits behind the last of them, in `further`."""
    if len(reply.choices) <= MOST:
        return reply
    shown, further = reply.choices[:PAGE], reply.choices[PAGE:]
    described = any(choice.description for choice in shown)
    more = Choice(title=MORE_TITLE, payload=MORE, description=f"Hay {len(further)} más." if described else "")
    return reply.model_copy(update={"choices": [*shown, more], "further": further})


def next_page(message: Message) -> Reply:
    """What an outbound message held back."""
    before = Reply.model_validate(message.content)
    return Reply(text=f"{MORE_TITLE}:", choices=before.further, list_button=before.list_button)
