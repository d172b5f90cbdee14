"""The folder that keeps files: wholly or not at all, and nothing outside of it."""

import os
import stat

import pytest

from bot.media.vault import FolderVault

KEY = "abcdefghijklmnop"


async def test_kept_given_out_and_forgotten(tmp_path):
    vault = FolderVault(tmp_path / "media")
    await vault.put(KEY, b"one")
    await vault.put(KEY, b"two")
    assert await vault.get(KEY) == b"two"
    await vault.delete(KEY)
    await vault.delete(KEY)
    with pytest.raises(LookupError):
        await vault.get(KEY)


async def test_only_its_owner_reads_it(tmp_path):
    vault = FolderVault(tmp_path / "media")
    await vault.put(KEY, b"one")
    (file,) = (tmp_path / "media").rglob(KEY)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    "key", ["../../../etc/passwd", "a/bcdefghijklmnopq", "short", "", "abcdefghijklmnop\n", "..", "~" * 20]
)
async def test_a_key_is_never_a_path(tmp_path, key):
    vault = FolderVault(tmp_path / "media")
    with pytest.raises(LookupError):
        await vault.put(key, b"x")
    with pytest.raises(LookupError):
        await vault.get(key)


async def test_a_disk_that_fails_leaves_the_old_file(tmp_path, monkeypatch):
    vault = FolderVault(tmp_path / "media")
    await vault.put(KEY, b"old")

    def full(_: int) -> None:
        raise OSError(28, "no space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        await vault.put(KEY, b"new")
    monkeypatch.undo()
    assert await vault.get(KEY) == b"old"
    assert len([file for file in tmp_path.rglob("*") if file.is_file()]) == 1


async def test_old_keys_are_found_and_what_was_never_finished_goes(tmp_path):
    vault = FolderVault(tmp_path / "media")
    for key in (KEY, KEY[::-1]):
        await vault.put(key, b"x")
    (old,) = (tmp_path / "media").rglob(KEY)
    left = old.with_name(f"{KEY}.ab12.part")
    left.write_bytes(b"half")
    for file in (old, left):
        os.utime(file, (1, 1))
    assert list(vault.older_than(3600)) == [KEY]
    assert not left.exists()
