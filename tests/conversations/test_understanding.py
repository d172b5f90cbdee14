"""The evaluation command, on the trained model."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import ROOT

SENTENCES = """\
bill_amount\tsms\tcuanto devo d la luz
emergency\tcaps\tHUELE MUCHO A GAS EN MI CASA
greet\tplain\tbuenos días
out_of_scope\tplain\tquién ganó el partido de fútbol
{"text": "pagué ayer 85 mil pesos", "intent": "bill_payment_report", "register": "voice", "entities": [\
{"entity": "date", "start": 6, "end": 10, "value": "2026-11-21"}]}
"""
SECONDS = 240


@pytest.mark.timeout(SECONDS + 30)
def test_sentences_are_scored(stack: object, tmp_path: Path) -> None:
    (tmp_path / "sentences").write_text(SENTENCES, encoding="utf-8")

    done = evaluate(tmp_path / "sentences", "--now", "2026-11-22", "--out", str(tmp_path / "figures.json"))

    assert done.returncode == 0, done.stderr
    figures = json.loads((tmp_path / "figures.json").read_text())
    assert figures["messages"] == 5
    assert figures["accuracy"] >= 0.8
    assert figures["emergency_recall"] == 1
    assert figures["emergency_false_alarms"] == 0
    assert figures["entities"]["value"]["by_entity"]["date"]["recall"] == 1
    assert set(figures["by_register"]) == {"sms", "caps", "plain", "voice"}
    assert 0 < figures["ms_per_message_p50"] < 100
    assert "macro_f1" in done.stdout


def test_a_bad_line_is_named(tmp_path: Path) -> None:
    (tmp_path / "sentences").write_text("greet\tplain\thola\ngreeting\tplain\thola\n", encoding="utf-8")

    done = evaluate(tmp_path / "sentences")

    assert done.returncode == 1
    assert done.stderr.strip() == "ventanilla: sentences, line 2: no intent is called 'greeting'"


def evaluate(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [Path(sys.executable).with_name("ventanilla"), "nlu", "evaluate", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False)
