"""Telegram's private chats with a bot."""

from connectors.channel import Channel

CHANNEL = Channel(
    name="telegram",
    title="Telegram",
    phrase="Telegram",
    spellings="tele?gram",
    icon=(
        "M21.5 3.5 2.8 10.8c-.9.4-.9 1 0 1.3l4.7 1.5 1.8 5.6c.2.6.4.8.9.8.4 0 .6-.2.9-.5l2.3-2.2 4.8 3.5c.9.5"
        " 1.5.2 1.7-.8l3.1-14.8c.3-1.3-.5-1.9-1.5-1.7zM8.6 13.3l9.2-5.9c.4-.3.8-.1.5.2l-7.7 7-.3 3.2z"
    ),
)
