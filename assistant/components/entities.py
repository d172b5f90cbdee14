"""Entities in their final form: found by a tagger that learns from the training data, normalised by rules."""

import json
import os
from datetime import date, datetime
from pathlib import Path
from typing import Any, Dict, List, Optional, Text
from zoneinfo import ZoneInfo

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.io import read_yaml_file

from assistant import tagger
from assistant.catalogue import Catalogue
from assistant.fingerprint import code_fingerprint
from assistant.procedures import Procedures
from assistant.values import value
from assistant.variants import varied

_TAGGER = "tagger.crf"
_NAMES = "names.json"
_ROOT = Path(__file__).resolve().parents[2]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class EntityReader(GraphComponent):
    """Sets a message's entities. Needs no other component.

    `procedures` in its configuration names the file with the catalogue of procedures, from the project's root. It is
    read for training only: their keys, names and aliases go into the model.
    """

    def __init__(self, config: Dict[Text, Any], storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._tagger: Any = None
        self._procedures = Procedures({})

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "EntityReader":
        """Make the component; it finds nothing before it is trained."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "EntityReader":
        """The component as it was trained."""
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
        return code_fingerprint() + (_ROOT / config["procedures"]).read_text(encoding="utf-8")

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the places of entities from annotated sentences, and keep the names that catalogues know."""
        examples = [message for message in training_data.nlu_examples if message.get("text") and _is_marked(message)]
        names = {
            "municipality": [
                name
                for table in training_data.lookup_tables
                if table["name"] == "municipality"
                for name in table["elements"]
            ],
            "procedure": _catalogue(self._config["procedures"]),
            # Not for finding: a tagger that is shown the answers as names trusts names too much.
            "annotated": _annotated(examples),
        }
        with self._storage.write_to(self._resource) as folder:
            (folder / _NAMES).write_text(json.dumps(names, ensure_ascii=False), encoding="utf-8")
            tagger.train(
                folder / _TAGGER,
                varied([(message.get("text"), _spans(message)) for message in examples], names),
                _catalogues(names),
            )
            self._open(folder)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave training data as they are."""
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Set the entities of each message, in the order of its text."""
        for message in messages:
            text = message.get("text") or ""
            entities = self._read(text, _today(message)) if self._tagger else []
            message.set("entities", entities, add_to_output=True)
        return messages

    def _read(self, text: str, today: date) -> List[Dict[Text, Any]]:
        found = []
        for entity, start, end in self._tagger.find(text):
            words = text[start:end]
            meant = self._procedures.key(words) if entity == "procedure" else value(entity, text, start, end, today)
            if meant is not None:
                found.append(
                    {"entity": entity, "start": start, "end": end, "value": meant, "extractor": "EntityReader"}
                )
        return found

    def _open(self, folder: Path) -> None:
        names = json.loads((folder / _NAMES).read_text(encoding="utf-8"))
        self._tagger = tagger.Tagger(folder / _TAGGER, _catalogues(names))
        self._procedures = Procedures({**names["procedure"], **names["annotated"]})


def _is_marked(message: Message) -> bool:
    """Whether its entities are marked, if it has any: those of sentences that people only gave an intent are not."""
    return bool((message.get("metadata") or {}).get("intent") != {"entities": "unmarked"})


def _catalogues(names: Dict[Text, Any]) -> Dict[Text, Catalogue]:
    return {name: Catalogue(names[name]) for name in ("municipality", "procedure")}


def _catalogue(path: Text) -> Dict[Text, Text]:
    procedures = read_yaml_file(_ROOT / path)["procedures"]
    return {name: entry["key"] for entry in procedures for name in (entry["name"], *entry["aliases"])}


def _annotated(examples: List[Message]) -> Dict[Text, Text]:
    return {
        message.get("text")[entity["start"] : entity["end"]]: entity["value"]
        for message in examples
        for entity in message.get("entities", [])
        if entity["entity"] == "procedure"
    }


def _spans(message: Message) -> List[tagger.Span]:
    return [(entity["entity"], entity["start"], entity["end"]) for entity in message.get("entities", [])]


def _today(message: Message) -> date:
    """The office's date: as the platform says it with the message, else by the machine's clock."""
    said = (message.get("metadata") or {}).get("today")
    if said:
        return date.fromisoformat(said)
    return datetime.now(ZoneInfo(os.environ.get("VENTANILLA_TIME_ZONE", "America/Bogota"))).date()
