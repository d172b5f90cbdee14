"""What went wrong in understanding, kept for people to review."""

from collections.abc import Sequence
from typing import Any

from rasa_sdk import Tracker

from actions.context import Turn, turn
from actions.say import Button
from bot.learning import misunderstood
from bot.learning.misunderstood import Reason
from bot.understanding.intents import SMALL_TALK


async def note(tracker: Tracker, reason: Reason, offered: Sequence[Button]) -> None:
    """Keep the latest message, which was not understood, and what was offered in its place."""
    async with turn(tracker) as now:
        await misunderstood.keep(
            now.session,
            event_id=now.event_id,
            channel=now.address.channel,
            message=tracker.latest_message,
            reason=reason,
            offered=[misunderstood.intent_of(payload) for _, payload in offered],
        )


async def note_unanswered(now: Turn, tracker: Tracker) -> None:
    """Keep the message before this one, after whose answer the citizen asks for a person at once.

    Not what was said in a form, or in small talk: such answers are seldom what drives people away.
    """
    said = _message_before(tracker)
    intent = str((said.get("intent") or {}).get("name") or "")
    if not said or not intent or intent in SMALL_TALK or intent == "nlu_fallback":
        return
    await misunderstood.keep(
        now.session,
        event_id=str((said.get("metadata") or {}).get("event_id") or ""),
        channel=now.address.channel,
        message=said,
        reason=Reason.PERSON,
    )


def _message_before(tracker: Tracker) -> dict[str, Any]:
    """What Rasa read from the message before the latest; empty if there is none, or a form was open."""
    latest_passed = False
    for event in reversed(tracker.events):
        if event.get("event") == "active_loop" and event.get("name"):
            return {}
        if event.get("event") == "user":
            if latest_passed:
                return {"metadata": event.get("metadata"), **(event.get("parse_data") or {}), "text": event.get("text")}
            latest_passed = True
    return {}
