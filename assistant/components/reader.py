"""What a message asks for and what it names: the one component that reads texts."""

import os
from datetime import date, datetime
from pathlib import Path
from typing import Any, Dict, List, Optional, Set, Text
from zoneinfo import ZoneInfo

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.io import read_yaml_file

from assistant import entities, intents, sentences
from assistant.entities import EntityModel
from assistant.fingerprint import code_fingerprint
from assistant.intents import IntentModel

RANKED = 5
_ROOT = Path(__file__).resolve().parents[2]
_Type = DefaultV1Recipe.ComponentType


@DefaultV1Recipe.register([_Type.INTENT_CLASSIFIER, _Type.ENTITY_EXTRACTOR], is_trainable=True)
class Reader(GraphComponent):
    """Sets a message's intent and entities. Needs no other component.

    One component for both, since one learns while the other does: Rasa trains its components one after the other.
    `procedures` in its configuration names the file with the catalogue of procedures, from the project's root. It is
    read for training only: their keys, names and aliases go into the model.
    """

    def __init__(self, config: Dict[Text, Any], storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._intents: Optional[IntentModel] = None
        self._entities: Optional[EntityModel] = None

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "Reader":
        """An untrained component."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "Reader":
        """The component as it was trained."""
        sentences.load()
        made = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            made._open(folder)
        return made

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """Our demonstration's catalogue."""
        return {"procedures": "bot/procedures/catalogue.yml"}

    @classmethod
    def fingerprint_addon(cls, config: Dict[Text, Any]) -> Optional[Text]:
        """Trained anew when the code below it changes, or the catalogue."""
        # Where Rasa takes what it learned before from its cache, it leaves out the defaults.
        whole = {**cls.get_default_config(), **config}
        return code_fingerprint() + (_ROOT / whole["procedures"]).read_text(encoding="utf-8")

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the examples of all intents and from annotated sentences, and write the model."""
        told = [one for one in training_data.intent_examples if one.get("text")]
        marked = [one for one in training_data.nlu_examples if one.get("text") and _is_marked(one)]
        spans = [(one.get("text"), _spans(one)) for one in marked]
        with self._storage.write_to(self._resource) as folder:
            with entities.learning(folder, spans, self._names(training_data, marked)):
                learned = intents.train([one.get("text") for one in told], [one.get("intent") for one in told])
                learned.save(folder)
            self._open(folder)
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Set intent, intent_ranking, danger (what a message may speak of, likely or not) and entities of messages."""
        assert self._intents and self._entities
        for message in messages:
            text = message.get("text") or ""
            chances = self._intents.probabilities(text)
            ranking = [
                {"name": self._intents.intents[number], "confidence": float(chances[number])}
                for number in chances.argsort()[::-1][:RANKED]
            ]
            message.set("intent", ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
            message.set("danger", self._intents.danger(chances), add_to_output=True)
            found = self._entities.find(text, _today(message))
            message.set("entities", [{**one, "extractor": "Reader"} for one in found], add_to_output=True)
        return messages

    def _names(self, training_data: TrainingData, marked: List[Message]) -> Dict[Text, Any]:
        procedures = _catalogue(self._config["procedures"])
        return {
            "municipality": [
                name
                for table in training_data.lookup_tables
                if table["name"] == "municipality"
                for name in table["elements"]
            ],
            "procedure": procedures,
            # Not for finding: a tagger that is shown the answers as names trusts names too much.
            "annotated": _annotated(marked, set(procedures.values())),
        }

    def _open(self, folder: Path) -> None:
        self._intents, self._entities = IntentModel.load(folder), EntityModel(folder)


def _is_marked(message: Message) -> bool:
    """Whether its entities are marked, if it has any: those of sentences that people only gave an intent are not."""
    return bool((message.get("metadata") or {}).get("intent") != {"entities": "unmarked"})


def _catalogue(path: Text) -> Dict[Text, Text]:
    procedures = read_yaml_file(_ROOT / path)["procedures"]
    return {name: entry["key"] for entry in procedures for name in (entry["name"], *entry["aliases"])}


def _annotated(examples: List[Message], keys: Set[Text]) -> Dict[Text, Text]:
    """What people call procedures, with their keys. Words marked without a key only say that one is named."""
    return {
        message.get("text")[entity["start"] : entity["end"]]: entity["value"]
        for message in examples
        for entity in message.get("entities", [])
        if entity["entity"] == "procedure" and entity["value"] in keys
    }


def _spans(message: Message) -> List[entities.Span]:
    return [(entity["entity"], entity["start"], entity["end"]) for entity in message.get("entities", [])]


def _today(message: Message) -> date:
    """The office's date: as the platform says it with the message, else by the machine's clock."""
    said = (message.get("metadata") or {}).get("today")
    if said:
        return date.fromisoformat(said)
    return datetime.now(ZoneInfo(os.environ.get("VENTANILLA_TIME_ZONE", "America/Bogota"))).date()
