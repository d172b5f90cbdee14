"""Rasa's reader of training files, which reads the sentences once."""

from typing import Optional, Text

from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.common import cached_method


class OnceImporter(RasaFileImporter):
    """Rasa asks three times for them in a training, with and without a language; a file of sentences names none."""

    def get_nlu_data(self, language: Optional[Text] = "es") -> TrainingData:
        """All sentences of the files. Rasa merges copies of them, so that nothing changes these."""
        return self._sentences()

    @cached_method
    def _sentences(self) -> TrainingData:
        return super().get_nlu_data()
