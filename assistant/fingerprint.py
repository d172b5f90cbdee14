"""The name of a model: a hash of everything that it is made from. Imports no Rasa, so that asking is fast."""

import hashlib
from pathlib import Path
from typing import Iterator

ROOT = Path(__file__).resolve().parent.parent
# What the components of the pipeline and Rasa itself are. requirements.txt pins Rasa's version and all it stands on.
SOURCES = (
    "config.yml",
    "domain.yml",
    "data",
    "assistant/components",
    "assistant/catalogue.py",
    "assistant/days.py",
    "assistant/entities.py",
    "assistant/grams.py",
    "assistant/importer.py",
    "assistant/intents.py",
    "assistant/normalise.py",
    "assistant/patterns.py",
    "assistant/procedures.py",
    "assistant/sentences.py",
    "assistant/spelling.py",
    "assistant/tagger.py",
    "assistant/text.py",
    "assistant/values.py",
    "assistant/variants.py",
    "assistant/words.py",
    "assistant/requirements.txt",
    "bot/procedures/catalogue.yml",
)


def fingerprint(root: Path = ROOT) -> str:
    """Twelve hexadecimal digits that change with the content of any source, and with nothing else."""
    digest = hashlib.sha256()
    for file in _files(root):
        content = file.read_bytes()
        digest.update(f"{file.relative_to(root).as_posix()} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()[:12]


def code_fingerprint() -> str:
    """Changes with any code that a component stands on: Rasa's cache of trained components sees their classes alone."""
    digest = hashlib.sha256()
    for file in _files(ROOT):
        if file.suffix == ".py":
            digest.update(file.read_bytes())
    return digest.hexdigest()


def _files(root: Path) -> Iterator[Path]:
    for source in SOURCES:
        path = root / source
        if path.is_file():
            yield path
        elif path.is_dir():
            yield from sorted(file for file in path.rglob("*") if file.is_file() and file.suffix in {".yml", ".py"})
        else:
            raise FileNotFoundError(f"the assistant's source {source} is missing")
