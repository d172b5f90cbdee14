"""Whether whole conversations go as they should with a model: Rasa's own test of the stories kept for it."""

import json
import tempfile
from pathlib import Path
from typing import NamedTuple

from bot.settings import ROOT
from bot.start.model import in_assistant

STORIES = ROOT / "tests" / "conversations" / "test_stories.yml"


class Conversations(NamedTuple):
    """How many conversations went as written."""

    right: int
    number: int


async def check(model: Path, *, nice: int) -> Conversations:
    """Let Rasa play the test stories on a model. StartError if it cannot."""
    with tempfile.TemporaryDirectory(prefix="ventanilla-stories-") as folder:
        arguments = ["-W", "ignore", "-m", "rasa", "test", "core", "--stories", str(STORIES)]
        arguments += ["--model", str(model), "--out", folder, "--no-plot"]
        await in_assistant(arguments, "the conversations could not be tried", nice=nice)
        counted = json.loads((Path(folder) / "story_report.json").read_text())["conversation_accuracy"]
    return Conversations(int(counted["correct"]), int(counted["total"]))
