"""The intent of a message, with a confidence that means what it says."""

from typing import Any, Dict, List, Optional, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant import intents, sentences
from assistant.fingerprint import code_fingerprint
from assistant.intents import IntentModel

RANKED = 5


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(GraphComponent):
    """Reads a message's text by itself, so it needs no featurizer before it."""

    def __init__(self, storage: ModelStorage, resource: Resource, model: Optional[IntentModel] = None) -> None:
        self._storage = storage
        self._resource = resource
        self._model = model

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "IntentClassifier":
        """An untrained classifier; it has no configuration."""
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "IntentClassifier":
        """The classifier that `train` wrote."""
        sentences.load()
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, IntentModel.load(folder))

    @classmethod
    def fingerprint_addon(cls, config: Dict[Text, Any]) -> Optional[Text]:
        """Trained anew when the code below it changes."""
        return code_fingerprint()

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the examples of all intents, and write the model."""
        examples = [one for one in training_data.intent_examples if one.get("text")]
        self._model = intents.train([one.get("text") for one in examples], [one.get("intent") for one in examples])
        with self._storage.write_to(self._resource) as folder:
            self._model.save(folder)
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Set intent, intent_ranking and danger (what a message may speak of, likely or not) of each message."""
        assert self._model
        for message in messages:
            chances = self._model.probabilities(message.get("text") or "")
            ranking = [
                {"name": self._model.intents[number], "confidence": float(chances[number])}
                for number in chances.argsort()[::-1][:RANKED]
            ]
            message.set("intent", ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
            message.set("danger", self._model.danger(chances), add_to_output=True)
        return messages
