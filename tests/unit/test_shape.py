"""What must hold of the repository's shape: migrations, lock files, actions, commands."""

import re
import subprocess
from pathlib import Path

import pytest
import yaml
from alembic.script import ScriptDirectory
from rasa_sdk.executor import ActionExecutor

import actions
from bot.migrate import MIGRATIONS

ROOT = Path(__file__).resolve().parent.parent.parent
LOCKS = ("requirements.txt", "requirements-dev.txt", "assistant/requirements.txt", "tools/uv.txt")


def test_migrations_have_one_head() -> None:
    assert len(ScriptDirectory(str(MIGRATIONS)).get_heads()) == 1


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_files_name_no_place(lock: str) -> None:
    """No registry's host and no path of a machine; only packages, fixed and with hashes."""
    content = (ROOT / lock).read_text()

    assert not re.findall(r"https?://|--index-url|--find-links|file:|(?:^|\s)/\w", content)
    unfixed = [line for line in content.splitlines() if re.match(r"[a-z]", line) and "==" not in line]
    assert unfixed == []
    assert content.count("--hash=") >= len(re.findall(r"^[a-z0-9].*==", content, re.M))


def test_every_action_of_the_domain_has_a_class() -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text())
    executor = ActionExecutor()
    executor.register_package(actions)
    custom = {each for each in map(_name, domain.get("actions", [])) if each.startswith(("action_", "validate_"))}

    assert custom - set(executor.actions) == set()


def test_every_class_has_its_action_in_the_domain() -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text())
    executor = ActionExecutor()
    executor.register_package(actions)

    assert set(executor.actions) - set(map(_name, domain.get("actions", []))) == set()


def test_make_lists_every_command() -> None:
    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    for command in ("run", "test", "test-long", "bench", "lint", "format", "lock"):
        assert re.search(rf"^  make {command} +\S", listed, re.M), command


def test_no_file_is_committed_that_is_made_here() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    made = re.compile(r"(\.venv|\.tools/|var/|models/)|.*(\.pyc|\.env|demo-logins\.json)$")
    assert [each for each in listed.splitlines() if made.match(each)] == []


def _name(action: object) -> str:
    """An action of a domain file: a name, or a name with options."""
    return str(next(iter(action))) if isinstance(action, dict) else str(action)
