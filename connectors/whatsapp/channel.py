"""WhatsApp at Twilio."""

from connectors.channel import Channel

CHANNEL = Channel(
    name="whatsapp",
    title="WhatsApp",
    phrase="WhatsApp",
    spellings=r"whats?\s?ap+|w[ha]?ts?ap+|guasap|wh?asap+|wasa|wsp|wpp|whats|wha",
    own_numbers=True,
    icon=(
        "M12 2.5a9.4 9.4 0 0 0-8.1 14.2L2.5 21.5l4.9-1.3A9.4 9.4 0 1 0 12 2.5zm0 17.1a7.6 7.6 0 0 1-4-1.1l-.3"
        "-.2-2.9.8.8-2.8-.2-.3A7.7 7.7 0 1 1 12 19.6zm4.3-5.7c-.2-.1-1.4-.7-1.6-.8s-.4-.1-.5.1l-.8.9c-.1.2-.3.2"
        "-.5.1a6.3"
        " 6.3 0 0 1-3.1-2.7c-.2-.4.2-.4.7-1.3v-.4L9.8 7.9c-.2-.5-.4-.4-.5-.4h-.5a1 1 0 0 0-.7.3c-1.5 1.6-.6 3.7.5 5"
        " 2.5 3.5 5.7 4.1 7.1 2.9.5-.4.7-1.2.6-1.4z"
    ),
)
