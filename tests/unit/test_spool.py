"""The file that keeps events while the database is away: what was acknowledged is not lost, whatever becomes of it."""

import asyncio
import os
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messaging import spool
from bot.messaging.spool import HEADER, MAGIC, Full, Spool, frame, read

LIMIT = 1_000_000
texts = st.lists(st.text(max_size=60).map(str.encode), max_size=8)


def payloads(data: bytes) -> list[bytes]:
    return [data[place : place + length] for place, length in read(data).records]


async def drained(opened: Spool) -> list[bytes]:
    found = []
    while (record := await opened.first()) is not None:
        found.append(record)
        await opened.done()
    return found


@given(texts, st.data())
def test_a_torn_tail_costs_nothing_that_is_before_it(records, data):
    whole = b"".join(map(frame, records))
    cut = data.draw(st.integers(0, len(whole)))
    torn = whole[:cut]
    kept = payloads(torn)
    assert kept == records[: len(kept)]
    assert len(kept) == sum(len(b"".join(map(frame, records[: n + 1]))) <= cut for n in range(len(records)))
    assert read(torn).damaged == 0


@given(texts.filter(bool), st.data())
def test_damage_costs_the_records_that_it_is_in(records, data):
    whole = bytearray(b"".join(map(frame, records)))
    hit = data.draw(st.integers(0, len(whole) - 1))
    whole[hit] ^= data.draw(st.integers(1, 255))
    ends, end = [], 0
    for record in records:
        end += len(frame(record))
        ends.append(end)
    struck = next(number for number, end in enumerate(ends) if hit < end)
    assert payloads(bytes(whole)) == records[:struck] + records[struck + 1 :]
    last = struck == len(records) - 1
    assert read(bytes(whole)).damaged == (0 if last else len(frame(records[struck])))


@given(st.binary(max_size=300))
def test_any_bytes_are_read(data):
    found = read(data)
    assert all(place + length <= len(data) for place, length in found.records)


@given(st.binary(max_size=80), st.binary(max_size=80))
def test_a_record_may_hold_anything(one, two):
    assert payloads(frame(one) + frame(MAGIC + two)) == [one, MAGIC + two]


async def test_in_order_and_empty_at_the_end(tmp_path):
    opened = Spool(tmp_path / "a.spool", LIMIT)
    wanted = [str(number).encode() for number in range(50)]
    await asyncio.gather(*(opened.append(each) for each in wanted))
    assert opened.depth == 50
    assert await drained(opened) == wanted
    assert (opened.depth, opened.file.stat().st_size) == (0, 0)
    await opened.append(b"again")
    assert await drained(opened) == [b"again"]


async def test_what_was_not_drained_is_there_after_a_restart(tmp_path):
    opened = Spool(tmp_path / "a.spool", LIMIT)
    for each in (b"one", b"two", b"three"):
        await opened.append(each)
    await opened.done()
    await opened.close()
    # The first comes again: that it was stored is known by its event.
    assert await drained(Spool(tmp_path / "a.spool", LIMIT)) == [b"one", b"two", b"three"]


async def test_a_torn_tail_is_written_over(tmp_path):
    file = tmp_path / "a.spool"
    file.write_bytes(frame(b"one") + frame(b"two")[:-1])
    opened = Spool(file, LIMIT)
    await opened.append(b"three")
    await opened.close()
    assert payloads(file.read_bytes()) == [b"one", b"three"]
    assert len(list(tmp_path.iterdir())) == 1


async def test_a_damaged_file_is_kept_beside(tmp_path):
    file = tmp_path / "a.spool"
    damaged = frame(b"one") + b"?" + frame(b"two")[1:] + frame(b"three")
    file.write_bytes(damaged)
    assert await drained(Spool(file, LIMIT)) == [b"one", b"three"]
    (beside,) = tmp_path.glob("*.damaged-*")
    assert beside.read_bytes() == damaged


async def test_only_its_owner_reads_it(tmp_path):
    opened = Spool(tmp_path / "spool" / "a.spool", LIMIT)
    assert stat.S_IMODE(opened.file.stat().st_mode) == 0o600
    assert stat.S_IMODE(opened.file.parent.stat().st_mode) == 0o700


async def test_two_processes_have_two_files(tmp_path):
    first, second = (spool.open_first(tmp_path, "telegram-1", LIMIT) for _ in range(2))
    assert (first.file.name, second.file.name) == ("telegram-1.1.spool", "telegram-1.2.spool")
    await first.close()
    assert spool.open_first(tmp_path, "telegram-1", LIMIT).file == first.file


async def test_full_takes_nothing_more_and_loses_nothing(tmp_path):
    opened = Spool(tmp_path / "a.spool", limit=2 * (HEADER.size + 3))
    results = await asyncio.gather(*(opened.append(each) for each in (b"one", b"two", b"six")), return_exceptions=True)
    assert [type(result) for result in results] == [type(None), type(None), Full]
    assert await drained(opened) == [b"one", b"two"]
    await opened.append(b"six")


@pytest.mark.parametrize("broken", ["pwrite", "fsync"])
async def test_a_disk_that_fails_acknowledges_nothing(tmp_path, monkeypatch, broken):
    opened = Spool(tmp_path / "a.spool", LIMIT)
    await opened.append(b"one")

    def fail(*_: object) -> int:
        raise OSError(28, "no space left on device")

    monkeypatch.setattr(os, broken, fail)
    with pytest.raises(OSError, match="no space"):
        await opened.append(b"two")
    monkeypatch.undo()
    await opened.append(b"three")
    assert await drained(opened) == [b"one", b"three"]


async def test_nothing_is_acknowledged_before_it_is_synced(tmp_path, monkeypatch):
    opened = Spool(tmp_path / "a.spool", LIMIT)
    synced: list[int] = []
    fsync = os.fsync

    def note(descriptor: int) -> None:
        fsync(descriptor)
        synced.append(opened.file.stat().st_size)

    monkeypatch.setattr(os, "fsync", note)
    await opened.append(b"one")
    assert synced == [len(frame(b"one"))]
