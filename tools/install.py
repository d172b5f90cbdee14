"""Install everything that Ventanilla runs on: uv, two Python environments, the project itself.

    python3 tools/install.py [--dev]

Runs on the standard library of Python 3.8 or newer. A second run with nothing to do takes a moment; a run that was
interrupted is taken up by the next. `.venv` holds the platform (Python 3.12 or newer), `.venv-assistant` holds Rasa
(Python 3.10); what is in them is fixed, with hashes, in the requirements files.
"""

import argparse
import fcntl
import hashlib
import json
import os
import pwd
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".tools"
OLDEST_UV = (0, 5)
NEEDED_GIB = 4
STAMP = "ventanilla-installed.json"
# Each a whole Python: some builds lack what was not on the machine that made them.
CHECK_PYTHON = "import ctypes, sqlite3, ssl, sys, venv, zlib; print('%d.%d' % sys.version_info[:2])"


class InstallError(Exception):
    """Something is missing that this script cannot bring; the message says what to do."""


class Environment:
    """One Python environment: where it is, which Pythons it may have, and what belongs into it."""

    def __init__(self, title, folder, pythons, requirements, project=False):
        self.title = title
        self.folder = ROOT / folder
        self.pythons = pythons
        self.requirements = requirements
        self.project = project

    def stamp(self):
        """What the environment holds, as hashes by file; None if it was never finished, or was moved here."""
        try:
            found = json.loads((self.folder / STAMP).read_text())
        except (OSError, ValueError):
            return None
        python = self.folder / "bin" / "python"
        return found["files"] if found["folder"] == str(self.folder) and python.exists() else None

    def wanted(self, more):
        """Hashes of the files to install from: `more`, and what an earlier installation added, stays."""
        files = [*self.requirements, *(each for each in more if each not in self.requirements)]
        held = self.stamp() or {}
        files += [each for each in held if each.endswith(".txt") and each not in files and (ROOT / each).exists()]
        return {each: _hash(ROOT / each) for each in [*files, *(["pyproject.toml"] if self.project else [])]}


PLATFORM = Environment("the platform", ".venv", ("3.12", "3.13", "3.14"), ["requirements.txt"], project=True)
ASSISTANT = Environment("the assistant", ".venv-assistant", ("3.10",), ["assistant/requirements.txt"])


def main():
    """Bring both environments up to date, one installation at a time."""
    parser = argparse.ArgumentParser(description="Install what Ventanilla runs on.")
    parser.add_argument("--dev", action="store_true", help="also what the tests and checks need")
    parser.add_argument("--uv", action="store_true", help="only print the path of uv, installed if missing")
    arguments = parser.parse_args()
    if arguments.uv:
        print(find_uv() or bring_uv())
        return
    more = {PLATFORM: ["requirements-dev.txt"] if arguments.dev else [], ASSISTANT: []}
    if all(each.stamp() == each.wanted(files) for each, files in more.items()):
        return
    TOOLS.mkdir(exist_ok=True)
    with (TOOLS / "install.lock").open("a") as lock:
        _wait_for(lock)
        for each, files in more.items():
            install(each, files)


def install(environment, more):
    """Make the environment if there is no whole one, and put into it what its files name and nothing else."""
    wanted = environment.wanted(more)
    if environment.stamp() == wanted:
        return
    began = time.monotonic()
    uv = find_uv() or bring_uv()
    if environment.stamp() is None:
        _make(uv, environment)
    kept = {"folder": str(environment.folder), "files": wanted}
    if (environment.folder / STAMP).exists():
        (environment.folder / STAMP).unlink()
    files = [str(ROOT / each) for each in wanted if each.endswith(".txt")]
    _say(f"Installing the packages of {environment.title}.")
    python = str(environment.folder / "bin" / "python")
    _uv(uv, ["pip", "sync", "--python", python, "--require-hashes", *files])
    if environment.project:
        options = ["-q", "--offline", "--no-deps", "--no-build-isolation"]
        _uv(uv, ["pip", "install", "--python", python, *options, "--editable", str(ROOT)])
    (environment.folder / STAMP).write_text(json.dumps(kept, indent=1))
    _say(f"Installed {environment.title} in {time.monotonic() - began:.0f} s.")


def find_uv():
    """The path of a uv that runs: our own, on PATH, or where its installer puts it. None if there is none."""
    home = Path("~").expanduser()
    candidates = [TOOLS / "uv" / "bin" / "uv", shutil.which("uv"), home / ".local/bin/uv", home / ".cargo/bin/uv"]
    for each in candidates:
        words = _output([str(each), "--version"]) if each else ""
        number = re.match(r"uv (\d+)\.(\d+)", words)
        if number and (int(number.group(1)), int(number.group(2))) >= OLDEST_UV:
            return str(each)
    return None


def bring_uv():
    """Install uv below .tools with the pip of this Python, or with one of a new environment."""
    target = TOOLS / "uv"
    shutil.rmtree(str(target), ignore_errors=True)
    _say("Installing uv.")
    options = ["install", "-q", "--disable-pip-version-check", "--no-deps", "--require-hashes", "-r"]
    options.append(str(ROOT / "tools" / "uv.txt"))
    failed = _failure([sys.executable, "-m", "pip", *options, "--target", str(target)])
    if failed:
        shutil.rmtree(str(target), ignore_errors=True)
        failed = _failure([sys.executable, "-m", "venv", str(target)])
        failed = failed or _failure([str(target / "bin" / "python"), "-m", "pip", *options])
    uv = find_uv()
    if failed or not uv:
        raise InstallError(
            f"uv is missing, and could not be installed ({failed or 'no file'}): install it "
            "(https://docs.astral.sh/uv/), or give this Python pip or venv (on Debian and Ubuntu: "
            "apt install python3-pip python3-venv)"
        )
    return uv


def find_python(versions):
    """The path of a Python of one of the versions, which runs: from PATH, then of pyenv. None if there is none."""
    for version in versions:
        names = ["python" + version, "python3", "python"]
        folders = os.environ.get("PATH", os.defpath).split(os.pathsep)
        candidates = [Path(folder) / name for name in names for folder in folders if folder]
        installed = [each for pyenv in _pyenvs(folders) for each in pyenv.glob("versions/" + version + ".*")]
        candidates += [each / "bin" / ("python" + version) for each in sorted(installed, key=_newest_first)]
        for each in candidates:
            # A pyenv shim is on PATH, but fails unless that version is chosen: only running it tells.
            if os.access(str(each), os.X_OK) and _output([str(each), "-I", "-c", CHECK_PYTHON]) == version:
                return str(each)
    return None


def _pyenvs(path):
    """Where pyenv may keep its Pythons: HOME need not be the home that it was set up in."""
    homes = [Path("~").expanduser(), Path(pwd.getpwuid(os.getuid()).pw_dir)]
    found = [Path(os.environ.get("PYENV_ROOT") or homes[0] / ".pyenv"), *(home / ".pyenv" for home in homes)]
    return list(dict.fromkeys(found + [Path(each).parent for each in path if Path(each).name == "shims"]))


def _make(uv, environment):
    _check_space()
    shutil.rmtree(str(environment.folder), ignore_errors=True)
    python = find_python(environment.pythons) or _fetch_python(uv, environment.pythons[0])
    _say(f"Making an environment for {environment.title} with {python}.")
    _uv(uv, ["venv", "-q", "--no-project", "--python", python, str(environment.folder)])


def _fetch_python(uv, version):
    _say(f"No Python {version} on PATH or in pyenv: fetching one.")
    failed = _failure([uv, "python", "install", "--no-bin", version]) and _failure([uv, "python", "install", version])
    found = "" if failed else _output([uv, "python", "find", "--managed-python", version])
    if not found:
        raise InstallError(
            f"Python {version} is missing and could not be fetched ({failed or 'not found afterwards'}): install it "
            f"so that `python{version}` runs, for example with `pyenv install {version}`, then repeat the command"
        )
    return found


def _uv(uv, arguments):
    """Run uv and pass on its progress, but not its list of what it installed."""
    running = subprocess.Popen(
        [uv, *arguments], env=_clean_environment(), cwd=str(ROOT), stderr=subprocess.PIPE, universal_newlines=True
    )
    for line in running.stderr:
        if not line.startswith((" + ", " - ", " ~ ")):
            print("  " + line.rstrip(), flush=True)
    if running.wait() != 0:
        raise InstallError("the installation failed, see above: check the connection to the package index, and repeat")


def _check_space():
    free = shutil.disk_usage(str(ROOT)).free / 2**30
    if free < NEEDED_GIB:
        raise InstallError(f"{free:.1f} GB free here, {NEEDED_GIB} needed for the environments: make room")


def _wait_for(lock):
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        _say("Another installation is at work here: waiting for it.")
        fcntl.flock(lock, fcntl.LOCK_EX)


def _clean_environment():
    """The environment without what another active environment left in it."""
    foreign = {"VIRTUAL_ENV", "CONDA_PREFIX", "PYTHONHOME", "PYTHONPATH", "UV_PROJECT_ENVIRONMENT", "PIP_TARGET"}
    return {name: value for name, value in os.environ.items() if name not in foreign}


def _output(command):
    try:
        done = subprocess.run(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_clean_environment(),
            timeout=30,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode(errors="replace").strip() if done.returncode == 0 else ""


def _failure(command):
    """Run a command; the last line of what it complained about, or nothing if it succeeded."""
    try:
        done = subprocess.run(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=_clean_environment(), check=False
        )
    except OSError as error:
        return str(error)
    lines = done.stdout.decode(errors="replace").strip().splitlines()
    return "" if done.returncode == 0 else (lines or ["no reason given"])[-1].strip()


def _newest_first(folder):
    return [-int(each) for each in re.findall(r"\d+", folder.name)]


def _hash(file):
    content = file.read_bytes()
    if file.name == "pyproject.toml":  # what follows are settings of tools, which change nothing of what is installed
        content = content.split(b"[tool.ruff]")[0]
    return hashlib.sha256(content).hexdigest()


def _say(line):
    print(line, flush=True)


if __name__ == "__main__":
    try:
        main()
    except InstallError as error:
        sys.exit(f"ventanilla: {error}")
    except KeyboardInterrupt:
        sys.exit("ventanilla: interrupted; the next run goes on from here")
