"""The installer: which Python it takes, when it has nothing to do, what it says where something is missing."""

import ast
import json
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
TOOL = ROOT / "tools" / "install.py"


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The installer of an empty checkout, in an empty home, with nothing on PATH."""
    monkeypatch.syspath_prepend(str(TOOL.parent))
    import install

    monkeypatch.setattr(install, "ROOT", tmp_path)
    monkeypatch.setattr(install, "TOOLS", tmp_path / ".tools")
    monkeypatch.setattr(install.pwd, "getpwuid", lambda _: type("Account", (), {"pw_dir": str(tmp_path / "home")}))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("PYENV_ROOT", raising=False)
    return install


def python(folder: Path, name: str, says: str) -> str:
    """A stand-in for an interpreter: a program that prints a version, or fails as a pyenv shim does."""
    folder.mkdir(parents=True, exist_ok=True)
    program = folder / name
    program.write_text(f"#!/bin/sh\n{says}\n")
    program.chmod(0o755)
    return str(program)


FAILS = "echo 'pyenv: python3.12: command not found' >&2; exit 127"


def test_a_shim_on_path_that_fails_is_passed_over(
    install: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python(tmp_path / "shims", "python3.12", FAILS)
    good = python(tmp_path / "bin", "python3.12", "echo 3.12")
    monkeypatch.setenv("PATH", f"{tmp_path / 'shims'}:{tmp_path / 'bin'}")

    assert install.find_python(("3.12",)) == good


def test_path_comes_before_pyenv_and_the_newest_of_pyenv_first(
    install: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    versions = tmp_path / "home" / ".pyenv" / "versions"
    python(versions / "3.10.9" / "bin", "python3.10", "echo 3.10")
    newest = python(versions / "3.10.13" / "bin", "python3.10", "echo 3.10")

    assert install.find_python(("3.10",)) == newest

    on_path = python(tmp_path / "bin", "python3", "echo 3.10")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert install.find_python(("3.10",)) == on_path


def test_pyenv_is_found_behind_its_shims_where_home_is_empty(
    install: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python(tmp_path / "pyenv" / "shims", "python3.10", FAILS)
    there = python(tmp_path / "pyenv" / "versions" / "3.10.13" / "bin", "python3.10", "echo 3.10")
    monkeypatch.setenv("PATH", str(tmp_path / "pyenv" / "shims"))

    assert install.find_python(("3.10",)) == there


def test_a_python_of_another_version_is_not_taken(
    install: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python(tmp_path / "bin", "python3", "echo 3.11")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))

    assert install.find_python(("3.10",)) is None


def test_a_python_that_cannot_be_had_is_named_with_what_to_do(install: ModuleType, tmp_path: Path) -> None:
    uv = python(tmp_path / "bin", "uv", "echo 'error: no connection' >&2; exit 2")

    with pytest.raises(install.InstallError, match=r"Python 3\.10 is missing .*no connection.*pyenv install 3\.10"):
        install._fetch_python(uv, "3.10")


def test_uv_that_cannot_be_had_is_named_with_what_to_do(
    install: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(install.sys, "executable", python(tmp_path / "bin", "python3", FAILS))

    with pytest.raises(install.InstallError, match=r"uv is missing.*apt install python3-pip"):
        install.bring_uv()


def test_old_uv_is_not_taken(install: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    python(tmp_path / "bin", "uv", "echo uv 0.1.39")
    new = python(tmp_path / "home" / ".local" / "bin", "uv", "echo 'uv 0.13.9 (abc)'")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))

    assert install.find_uv() == new


def test_an_environment_is_whole_only_with_the_stamp_of_its_own_place(install: ModuleType, tmp_path: Path) -> None:
    environment = install.Environment("a thing", ".venv", ("3.12",), ["requirements.txt"])
    (tmp_path / "requirements.txt").write_text("six==1.17.0")
    python(tmp_path / ".venv" / "bin", "python", "true")
    assert environment.stamp() is None

    stamp = {"folder": str(tmp_path / ".venv"), "files": environment.wanted([])}
    (tmp_path / ".venv" / install.STAMP).write_text(json.dumps(stamp))
    assert environment.stamp() == environment.wanted([])

    (tmp_path / "requirements.txt").write_text("six==1.18.0")
    assert environment.stamp() != environment.wanted([])

    stamp["folder"] = "/elsewhere/.venv"
    (tmp_path / ".venv" / install.STAMP).write_text(json.dumps(stamp))
    assert environment.stamp() is None


def test_what_the_tests_need_stays_installed(install: ModuleType, tmp_path: Path) -> None:
    environment = install.Environment("a thing", ".venv", ("3.12",), ["requirements.txt"])
    for name in ("requirements.txt", "requirements-dev.txt"):
        (tmp_path / name).write_text(name)
    python(tmp_path / ".venv" / "bin", "python", "true")
    files = environment.wanted(["requirements-dev.txt"])
    (tmp_path / ".venv" / install.STAMP).write_text(json.dumps({"folder": str(tmp_path / ".venv"), "files": files}))

    assert environment.wanted([]) == files


def test_runs_on_the_oldest_python() -> None:
    """Only what Python 3.8 reads: the bare machine's own Python runs it."""
    ast.parse(TOOL.read_text(), feature_version=(3, 8))


def test_nothing_to_do_does_nothing(install: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a uv, a Python or a network, an environment that is up to date stays as it is."""
    monkeypatch.setattr(install.sys, "argv", ["install.py", "--dev"])
    (tmp_path / "assistant").mkdir()
    for name in ("requirements.txt", "requirements-dev.txt", "assistant/requirements.txt", "pyproject.toml"):
        (tmp_path / name).write_text(name)
    for environment, more in ((install.PLATFORM, ["requirements-dev.txt"]), (install.ASSISTANT, [])):
        monkeypatch.setattr(environment, "folder", tmp_path / environment.folder.name)
        python(environment.folder / "bin", "python", "true")
        stamp = {"folder": str(environment.folder), "files": environment.wanted(more)}
        (environment.folder / install.STAMP).write_text(json.dumps(stamp))

    install.main()

    assert not (tmp_path / ".tools").exists()


def test_settings_of_tools_change_nothing_of_what_is_installed(install: ModuleType, tmp_path: Path) -> None:
    project = tmp_path / "pyproject.toml"
    project.write_text("[project]\n[tool.ruff]\nline-length = 120")
    before = install._hash(project)

    project.write_text("[project]\n[tool.ruff]\nline-length = 100")
    assert install._hash(project) == before

    project.write_text("[project]\nversion = 2\n[tool.ruff]\n")
    assert install._hash(project) != before
