"""Entities in their final form: those of fixed form by pattern, places as the trained extractor found them."""

import os
from datetime import date, datetime
from typing import Any, Dict, List, Text
from zoneinfo import ZoneInfo

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message

from assistant.patterns import find

# What has no fixed form is left to the extractor that learns it.
LEARNED = {"address", "neighborhood", "municipality"}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class EntityReader(GraphComponent):
    """Runs after the trained extractor; replaces the message's entities by normalised ones."""

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "EntityReader":
        """Make the component; it has no configuration and learns nothing."""
        return cls()

    def process(self, messages: List[Message]) -> List[Message]:
        """Set the entities of each message."""
        for message in messages:
            text = message.get("text") or ""
            found = [
                {
                    "entity": one.entity,
                    "start": one.start,
                    "end": one.end,
                    "value": one.value,
                    "extractor": "EntityReader",
                }
                for one in find(text, _today(message))
            ]
            learned = [
                entity
                for entity in message.get("entities", [])
                if entity["entity"] in LEARNED
                and not any(entity["start"] < one["end"] and one["start"] < entity["end"] for one in found)
            ]
            entities = sorted(found + learned, key=lambda entity: entity["start"])
            message.set("entities", entities, add_to_output=True)
        return messages


def _today(message: Message) -> date:
    """The office's date: as the platform says it with the message, else by the machine's clock."""
    said = (message.get("metadata") or {}).get("today")
    if said:
        return date.fromisoformat(said)
    return datetime.now(ZoneInfo(os.environ.get("VENTANILLA_TIME_ZONE", "America/Bogota"))).date()
