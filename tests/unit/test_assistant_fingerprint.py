"""A model's name follows its content and nothing else."""

import shutil
from pathlib import Path

import pytest

from assistant.fingerprint import ROOT, SOURCES, fingerprint


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for source in SOURCES:
        (tmp_path / source).parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, tmp_path / source)
        else:
            shutil.copy(ROOT / source, tmp_path / source)
    return tmp_path


def test_a_copy_elsewhere_has_the_same_name(copy):
    assert fingerprint(copy) == fingerprint()


@pytest.mark.parametrize("source", ["domain.yml", "data/nlu/bills.yml", "assistant/components/reader.py"])
def test_any_change_of_a_source_changes_it(copy, source):
    assert (copy / source).is_file()
    with (copy / source).open("a") as file:
        file.write("# more\n")
    assert fingerprint(copy) != fingerprint()


def test_what_is_no_source_does_not(copy):
    (copy / "data" / "nlu" / "notes.txt").write_text("x")
    (copy / "README.md").write_text("x")
    assert fingerprint(copy) == fingerprint()


def test_a_missing_source_is_named(copy):
    (copy / "config.yml").unlink()
    with pytest.raises(FileNotFoundError, match=r"config\.yml"):
        fingerprint(copy)


def test_every_module_of_the_components_is_a_source():
    files = [*(ROOT / "assistant" / "components").glob("*.py"), *(ROOT / source for source in SOURCES if "/" in source)]
    imported = {
        line.split()[1].replace(".", "/") + ".py"
        for file in files
        if file.suffix == ".py"
        for line in file.read_text().splitlines()
        if line.startswith("from assistant.")
    }
    assert imported
    assert imported - {"assistant/fingerprint.py"} <= set(SOURCES)
