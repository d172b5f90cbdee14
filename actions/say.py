"""Replies as rasa-sdk's dispatcher takes them."""

from collections.abc import Iterator
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.messaging.content import Choice, Document, Reply

Button = tuple[str, str]
NOT_THE_ANSWER = frozenset({"action_listen", "action_extract_slots", "action_session_start"})


def say(dispatcher: CollectingDispatcher, reply: Reply) -> None:
    """Utter a reply of the platform, whole; what only has a text and buttons goes in Rasa's own form."""
    simple = Reply(text=reply.text, choices=[Choice(title=c.title, payload=c.payload) for c in reply.choices])
    if reply == simple:
        tell(dispatcher, reply.text, *((choice.title, choice.payload) for choice in reply.choices))
    else:
        dispatcher.utter_message(json_message={"reply": reply.model_dump(mode="json", exclude_defaults=True)})


def tell(dispatcher: CollectingDispatcher, text: str, *buttons: Button) -> None:
    """Utter a text with buttons, each a title and the explicit intent that it stands for ("/bill_copy")."""
    dispatcher.utter_message(text=text, buttons=[{"title": title, "payload": payload} for title, payload in buttons])


def give(dispatcher: CollectingDispatcher, document: Document) -> None:
    """Utter a file that `bot.media` keeps."""
    say(dispatcher, Reply(document=document))


def was_offered(tracker: Tracker, button: Button) -> bool:
    """Whether the turn before the latest message offered this button."""
    said = (event for event in _turn_before(tracker) if event.get("event") == "bot")
    offered = (one for event in said for one in (event.get("data") or {}).get("buttons") or [])
    return any((one.get("title"), one.get("payload")) == button for one in offered)


def last_answered(tracker: Tracker) -> str | None:
    """The action that answered the message before the latest."""
    done = (event.get("name") for event in _turn_before(tracker) if event.get("event") == "action")
    return next((str(name) for name in done if name not in NOT_THE_ANSWER), None)


def texts_told(tracker: Tracker) -> list[str]:
    """What was said in the turn before the latest message, the last first."""
    return [str(event.get("text") or "") for event in _turn_before(tracker) if event.get("event") == "bot"]


def value_told(tracker: Tracker, slot: str) -> Any:
    """What a slot held while the message before the latest was answered; None if nothing."""
    held = (
        event.get("value")
        for event in _turn_before(tracker)
        if event.get("event") == "slot" and event.get("name") == slot
    )
    return next((value for value in held if value is not None), None)


def _turn_before(tracker: Tracker) -> Iterator[dict[str, Any]]:
    """The events of the turn before the latest message, the last one first."""
    messages = 0
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            messages += 1
        elif messages == 1:
            yield event
        if messages > 1:
            return
