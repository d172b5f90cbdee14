"""The one custom action of the baseline: it answers at once, which is the best case for stock Rasa."""

from typing import Any

from rasa_sdk import Action


class ActionBench(Action):
    def name(self) -> str:
        return "action_bench"

    def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[Any]:
        dispatcher.utter_message(text="No hay cortes programados en su barrio.")
        return []
