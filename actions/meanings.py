"""What a message may have meant, as buttons: the likeliest intents that the assistant could not choose between."""

from collections.abc import Sequence
from typing import Any

from actions.say import Button
from bot.understanding.intents import NAMES, SMALL_TALK

OFFERED = 3
# Less likely than this is a guess that would only confuse.
LIKELY = 0.08
# A person and the menu are worth offering, talk is not.
TITLES = {
    intent: name
    for intent, name in NAMES.items()
    if intent in {"human_handoff", "help_menu"} or intent not in SMALL_TALK | {"out_of_scope"}
}


def likely_meanings(ranking: Sequence[dict[str, Any]]) -> list[Button]:
    """Buttons for the likeliest intents of Rasa's `intent_ranking`, at most three; none where nothing is likely."""
    likely = [str(one.get("name")) for one in ranking if float(one.get("confidence") or 0) >= LIKELY]
    return [(TITLES[intent], f"/{intent}") for intent in likely if intent in TITLES][:OFFERED]
