"""Running a custom action as Rasa does: a tracker in, words and events out."""

from dataclasses import dataclass, field
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.messaging.conversation import Conversation


@dataclass
class Said:
    """What an action uttered and returned."""

    messages: list[dict[str, Any]]
    events: list[dict[str, Any]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(message["text"] for message in self.messages if message.get("text"))

    @property
    def payloads(self) -> list[str]:
        return [button["payload"] for message in self.messages for button in message.get("buttons") or []]

    @property
    def documents(self) -> list[dict[str, Any]]:
        return [
            message["custom"]["document"] for message in self.messages if "document" in (message.get("custom") or {})
        ]

    @property
    def follow_up(self) -> str | None:
        return next((event["name"] for event in self.events if event["event"] == "followup"), None)

    @property
    def slots(self) -> dict[str, Any]:
        return {event["name"]: event["value"] for event in self.events if event["event"] == "slot"}


async def act(
    action: Action,
    conversation: Conversation,
    *,
    event_id: str = "1",
    text: str = "",
    entities: dict[str, Any] | None = None,
    events: list[dict[str, Any]] | None = None,
    **slots: Any,
) -> Said:
    """Run an action in a conversation whose tracker has these slots."""
    message = {
        "text": text,
        "metadata": {"event_id": event_id},
        "entities": [{"entity": name, "value": value} for name, value in (entities or {}).items()],
    }
    tracker = Tracker(conversation.sender_id, slots, message, events or [], False, None, {}, "action_listen")
    dispatcher = CollectingDispatcher()
    returned = await action.run(dispatcher, tracker, {"slots": {}, "forms": {}})
    return Said(dispatcher.messages, list(returned))
