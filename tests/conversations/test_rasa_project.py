"""The Rasa project by Rasa's own tools: its data is whole, and its stories are predicted."""

import os
import subprocess
from pathlib import Path

import pytest

from bot.start.model import PYTHON, model_file
from tests.stack import ROOT, Stack

SECONDS = 240


@pytest.mark.timeout(SECONDS + 30)
def test_the_data_is_valid() -> None:
    _rasa("data", "validate", "--fail-on-warnings")


@pytest.mark.timeout(SECONDS + 30)
def test_the_stories_are_predicted(stack: Stack, tmp_path: Path) -> None:
    files = {"--stories": "tests/conversations/test_stories.yml", "--model": model_file(), "--out": tmp_path}
    _rasa("test", "core", "--fail-on-prediction-errors", *(str(part) for pair in files.items() for part in pair))


def _rasa(*arguments: str) -> None:
    done = subprocess.run(
        [PYTHON, "-m", "rasa", *arguments],
        cwd=ROOT,
        env=os.environ | {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3"},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
