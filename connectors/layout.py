"""A reply laid out as parts in the order in which they are read, before a channel's limits are put on them."""

from collections.abc import Sequence

from bot.messaging.content import Card, Choice, Reply
from connectors.base import Button, Part


def parts(reply: Reply, message_id: int) -> list[Part]:
    """The message itself with its file and choices, then each card with its own; parts of any length, none empty."""
    own = Part(
        text=reply.text.strip(),
        buttons=buttons(reply.choices, message_id),
        document=reply.document,
        ask_location=reply.ask_location,
        ask_contact=reply.ask_contact,
        ends_request=reply.ends_request,
        list_button=reply.list_button,
    )
    said = [own] if own.text or own.buttons or own.document or own.ask_location or own.ask_contact else []
    first = 0
    for card in reply.cards:
        said.append(_card(card, message_id, first))
        first += len(card.choices)
    return said


def buttons(choices: Sequence[Choice], message_id: int, first: int = 0) -> list[Button]:
    """The choices as buttons, the first of them with the index `first`."""
    return [
        Button(choice.title, f"{message_id}:{index}", choice.description) for index, choice in enumerate(choices, first)
    ]


def _card(card: Card, message_id: int, first: int) -> Part:
    return Part(
        text="\n".join(filter(None, (card.title, card.text.strip()))),
        title=card.title,
        buttons=buttons(card.choices, message_id, first),
        document=card.image,
    )
