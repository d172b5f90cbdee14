"""Train the assistant if its content changed: `python -m assistant.train --out models/assistant-<hash>.tar.gz`.

`--hash` prints the hash alone. Without `--out` the model goes to models/assistant-<hash>.tar.gz.
"""

import argparse
import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import List, Optional

from assistant.fingerprint import ROOT, fingerprint


def main() -> None:
    """Validate and train; print progress; exit with one line when it fails."""
    parser = argparse.ArgumentParser(prog="python -m assistant.train", description=__doc__)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--also", type=Path, help="A folder with sentences to learn beside those in data/.")
    parser.add_argument("--hash", action="store_true")
    arguments = parser.parse_args()
    if arguments.hash:
        print(fingerprint())
        return
    out = arguments.out or ROOT / "models" / f"assistant-{fingerprint()}.tar.gz"
    if out.is_file():
        print(f"assistant: {out.name} is up to date")
        return
    # Asked to stop, it ends Rasa and removes what it has written so far.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("assistant: the training was stopped"))
    train(out.resolve(), arguments.also)


def train(out: Path, also: Optional[Path] = None) -> None:
    """Write the model to `out`, atomically. Exits with the last line of Rasa's own error if that fails.

    What is in `also` was written by the platform, which checks it: only the repository's own data are validated.
    """
    started = time.monotonic()
    out.parent.mkdir(parents=True, exist_ok=True)
    # In the same folder, so that the last step is a rename within one file system.
    with tempfile.TemporaryDirectory(prefix=".training-", dir=out.parent) as folder:
        data = ["--data", "data", *([str(also)] if also else [])]
        # Beside each other, since each keeps one core busy; what a training would check is what the check does.
        steps = [["train", "--skip-validation", *data, "--out", folder, "--fixed-model-name", "model", "--quiet"]]
        if also is None:
            steps.insert(0, ["data", "validate", "--fail-on-warnings"])
        print("assistant: training" + (", and checking the training data" if also is None else ""), flush=True)
        _rasa(steps, folder)
        (Path(folder) / "model.tar.gz").replace(out)
    print(f"assistant: trained {out.name} in {time.monotonic() - started:.0f} s", flush=True)


def _rasa(commands: List[List[str]], folder: str) -> None:
    """Run Rasa's commands at the same time; the first of them that fails ends the others."""
    environment = {
        **os.environ,
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "PYTHONPATH": str(ROOT),
    }
    running = []
    try:
        for number, command in enumerate(commands):
            output = Path(folder) / f"output-{number}.txt"
            with output.open("w") as file:
                process = subprocess.Popen(
                    [sys.executable, "-W", "ignore", "-m", "rasa", *command],
                    cwd=ROOT,
                    env=environment,
                    stdout=file,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
            running.append((command, process, output))
        for command, process, output in running:
            if process.wait():
                sys.exit(f"assistant: `rasa {' '.join(command[:2])}` failed: {_telling_line(output)}")
    finally:
        for _, process, _ in running:
            _end(process)


def _end(process: subprocess.Popen) -> None:
    """End a process and those that it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _telling_line(output: Path) -> str:
    lines = [line.strip() for line in output.read_text(errors="replace").splitlines() if line.strip()]
    telling = [line for line in lines if "Error" in line or "UserWarning" in line or "ERROR" in line] or lines
    return telling[-1] if telling else "no output"


if __name__ == "__main__":
    main()
