"""Looking whether a channel is set up: what a folder's `check.py` finds with its `check()`."""

import importlib
import pkgutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

import connectors


class State(StrEnum):
    """How something stands. WEAK works, and may fail later; BROKEN does not work; OFF was not asked for."""

    OK = "ok"
    WEAK = "weak"
    BROKEN = "BROKEN"
    OFF = "not set up"


@dataclass(frozen=True)
class Finding:
    """What was looked at, how it stands, and what to do about it. Never a secret, nor anything of a citizen's."""

    what: str
    state: State
    detail: str = ""


Check = Callable[[], Awaitable[list[Finding]]]


class Unanswered(Exception):
    """The provider does not answer, or refuses; the text says which, and never an address or a token."""


def checks() -> dict[str, Check]:
    """The check of each folder in `connectors` that has one, by the folder's name."""
    found: dict[str, Check] = {}
    for folder in sorted(found.name for found in pkgutil.iter_modules(connectors.__path__) if found.ispkg):
        package = importlib.import_module(f"connectors.{folder}")
        if any(module.name == "check" for module in pkgutil.iter_modules(package.__path__)):
            found[folder] = importlib.import_module(f"connectors.{folder}.check").check
    return found


def shown(url: str) -> str:
    """An address without what may be secret in it: its login and its query."""
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{place}{parts.path}"
