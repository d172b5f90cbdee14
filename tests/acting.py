"""Running a custom action as Rasa does: a tracker in, words and events out."""

from dataclasses import dataclass, field
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.assistant import reply_of
from bot.messaging.content import Document, Reply
from bot.messaging.conversation import Conversation


@dataclass
class Said:
    """What an action uttered and returned."""

    messages: list[dict[str, Any]]
    events: list[dict[str, Any]] = field(default_factory=list)

    @property
    def replies(self) -> list[Reply]:
        """What was uttered, as the platform takes it over."""
        return [reply_of(message) for message in self.messages]

    @property
    def text(self) -> str:
        return "\n".join(reply.words for reply in self.replies if reply.words)

    @property
    def payloads(self) -> list[str]:
        return [choice.payload for reply in self.replies for choice in reply.offered]

    @property
    def documents(self) -> list[Document]:
        return [reply.document for reply in self.replies if reply.document]

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
    ranking: list[dict[str, Any]] | None = None,
    intent: str = "",
    **slots: Any,
) -> Said:
    """Run an action in a conversation whose tracker has these slots."""
    message = {
        "text": text,
        "metadata": {"event_id": event_id},
        "entities": [{"entity": name, "value": value} for name, value in (entities or {}).items()],
        "intent": {"name": intent},
        "intent_ranking": ranking or [],
    }
    tracker = Tracker(conversation.sender_id, slots, message, events or [], False, None, {}, "action_listen")
    dispatcher = CollectingDispatcher()
    returned = await action.run(dispatcher, tracker, {"slots": {}, "forms": {}})
    return Said(dispatcher.messages, list(returned))
