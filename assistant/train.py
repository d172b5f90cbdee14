"""Train the assistant if its content changed: `python -m assistant.train --out models/assistant-<hash>.tar.gz`.

`--hash` prints the hash alone. Without `--out` the model goes to models/assistant-<hash>.tar.gz.
"""

import argparse
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
        if also is None:
            print("assistant: checking the training data", flush=True)
            _rasa(["data", "validate", "--fail-on-warnings"], folder)
        print("assistant: training", flush=True)
        data = ["--data", "data", *([str(also)] if also else [])]
        _rasa(["train", *data, "--out", folder, "--fixed-model-name", "model", "--quiet"], folder)
        (Path(folder) / "model.tar.gz").replace(out)
    print(f"assistant: trained {out.name} in {time.monotonic() - started:.0f} s", flush=True)


def _rasa(arguments: List[str], folder: str) -> None:
    environment = {
        **os.environ,
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "PYTHONPATH": str(ROOT),
    }
    output = Path(folder) / "output.txt"
    with output.open("w") as file:
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-m", "rasa", *arguments],
            cwd=ROOT,
            env=environment,
            stdout=file,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode:
        lines = [line.strip() for line in output.read_text(errors="replace").splitlines() if line.strip()]
        telling = [line for line in lines if "Error" in line or "UserWarning" in line or "ERROR" in line] or lines
        sys.exit(f"assistant: `rasa {' '.join(arguments[:2])}` failed: {telling[-1] if telling else 'no output'}")


if __name__ == "__main__":
    main()
