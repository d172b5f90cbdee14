"""Entities in their final form: found by a tagger that learns from the training data, normalised by rules.

`python -m assistant.entities FOLDER` trains what `learning` has put into a folder. Knows nothing of Rasa.
"""

import json
import subprocess
import sys
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Dict, Iterator, List, Sequence, Text, Tuple

from assistant import tagger
from assistant.catalogue import Catalogue
from assistant.procedures import Procedures
from assistant.tagger import Span
from assistant.values import value
from assistant.variants import varied

_TAGGER, _NAMES, _EXAMPLES = "tagger.crf", "names.json", "examples.json"
_ROOT = Path(__file__).resolve().parent.parent


class EntityModel:
    """Finds the entities of messages, as it was trained into a folder."""

    def __init__(self, folder: Path) -> None:
        names = _read(folder / _NAMES)
        self._tagger = tagger.Tagger(folder / _TAGGER, _catalogues(names))
        self._procedures = Procedures({**names["procedure"], **names["annotated"]})

    def find(self, text: str, today: date) -> List[Dict[Text, Any]]:
        """The entities of a text, in its order: `entity`, `start`, `end` (characters) and `value`.

        `today` is the office's date, which words like "ayer" are counted from.
        """
        found = []
        for entity, start, end in self._tagger.find(text):
            words = text[start:end]
            meant = self._procedures.key(words) if entity == "procedure" else value(entity, text, start, end, today)
            if meant is not None:
                found.append({"entity": entity, "start": start, "end": end, "value": meant})
        return found


@contextmanager
def learning(folder: Path, examples: Sequence[Tuple[str, Sequence[Span]]], names: Dict[Text, Any]) -> Iterator[None]:
    """Train a model into `folder` in a process of its own while the caller does something else.

    `names` are those that catalogues know: `municipality` (a list), `procedure` and `annotated` (name to key). Raises
    RuntimeError at the end of the block if the training failed.
    """
    (folder / _NAMES).write_text(json.dumps(names, ensure_ascii=False), encoding="utf-8")
    (folder / _EXAMPLES).write_text(json.dumps(examples, ensure_ascii=False), encoding="utf-8")
    # A new interpreter: a copy of this one would copy TensorFlow's threads, too.
    process = subprocess.Popen([sys.executable, "-m", "assistant.entities", str(folder)], cwd=_ROOT)
    try:
        yield
        if process.wait():
            raise RuntimeError(f"the training of entities ended with {process.returncode}")
    finally:
        process.kill()
        process.wait()
        (folder / _EXAMPLES).unlink()


def _train(folder: Path) -> None:
    names = _read(folder / _NAMES)
    examples = [
        (text, [(entity, start, end) for entity, start, end in spans]) for text, spans in _read(folder / _EXAMPLES)
    ]
    tagger.train(folder / _TAGGER, varied(examples, names), _catalogues(names))


def _catalogues(names: Dict[Text, Any]) -> Dict[Text, Catalogue]:
    return {name: Catalogue(names[name]) for name in ("municipality", "procedure")}


def _read(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))


if __name__ == "__main__":
    _train(Path(sys.argv[1]))
