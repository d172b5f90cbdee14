"""Text messages."""

from connectors.channel import Channel

CHANNEL = Channel(
    name="sms",
    title="SMS",
    phrase="mensaje de texto",
    spellings="sms|mensajes? de texto|mensajito de texto",
    short_texts=True,
    stops_by_operator=True,
    own_numbers=True,
    texts_any_number=True,
    icon=(
        "M4 3.5h16c.8 0 1.5.7 1.5 1.5v11c0 .8-.7 1.5-1.5 1.5H8.5L4 21.5c-.6.5-1.5.1-1.5-.7V5c0-.8.7-1.5"
        " 1.5-1.5zm2.5 6a1.2 1.2 0 1 0 2.4 0 1.2 1.2 0 0 0-2.4 0zm4.3 0a1.2 1.2 0 1 0 2.4 0 1.2 1.2 0 0 0-2.4"
        " 0zm4.3 0a1.2 1.2 0 1 0 2.4 0 1.2 1.2 0 0 0-2.4 0z"
    ),
)
