"""The choice of a person, offered wherever the assistant cannot go on."""

from bot.messaging import phrases
from bot.messaging.content import Choice

PERSON = Choice(title=phrases.PERSON, payload="/human_handoff")
