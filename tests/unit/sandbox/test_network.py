"""What both stand-ins share: settings, clock, rates, phones, files and faults."""

import asyncio
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from sandbox.clock import Clock
from sandbox.faults import Faults
from sandbox.files import Files
from sandbox.phone import MESSAGES_KEPT, Button
from sandbox.phones import Phones
from sandbox.rates import Bucket
from sandbox.settings import Settings, is_loopback

GOOD = {
    "telegram_token": "123456:abc",
    "twilio_account_sid": "AC" + "0" * 32,
    "twilio_auth_token": "secret",
    "whatsapp_number": "+573000000001",
    "sms_number": "+573000000002",
}


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.10", "office.example"])
def test_only_loopback_is_bound(host: str) -> None:
    with pytest.raises(ValidationError, match="only binds to a loopback address"):
        Settings(**GOOD, host=host)  # type: ignore[arg-type]


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_loopback_has_several_names(host: str) -> None:
    assert is_loopback(Settings(**GOOD, host=host).host)  # type: ignore[arg-type]


def test_wrong_settings_end_in_one_line_each() -> None:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("SANDBOX_")}
    environment |= {f"SANDBOX_{name.upper()}": value for name, value in GOOD.items()}
    environment |= {"SANDBOX_HOST": "0.0.0.0", "SANDBOX_SMS_NUMBER": "3000000002"}
    command = [sys.executable, "-m", "sandbox"]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 2
    lines = ended.stderr.strip().splitlines()
    assert [line.split(":")[0] for line in lines] == ["SANDBOX_HOST", "SANDBOX_SMS_NUMBER"]


def test_the_clock_follows_its_file(tmp_path: Path) -> None:
    file = tmp_path / "clock"
    clock = Clock(file)
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)
    file.write_text("86400.5")
    assert timedelta(hours=23) < clock.now() - datetime.now(UTC) < timedelta(hours=25)
    file.write_text("0")
    os.utime(file, (1, 1))
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_a_bucket_takes_a_burst_and_refills() -> None:
    now = 0.0
    bucket = Bucket(rate=2, burst=3, timer=lambda: now)
    for _ in range(3):
        assert bucket.wait() == 0
        bucket.take()
    assert bucket.wait() == pytest.approx(0.5)
    now = 0.5
    assert bucket.wait() == 0
    bucket.take()
    now = 100
    for _ in range(3):
        bucket.take()
    assert bucket.wait() == pytest.approx(0.5)


def test_phones_are_found_by_name_number_and_chat() -> None:
    phones = Phones()
    ana = phones.find("whatsapp", "ana")
    assert ana is not None
    assert phones.find("whatsapp", "+573000000101") is phones.find("whatsapp", "573000000101") is ana
    assert phones.find("telegram", 700000101) is phones.find("telegram", "ana") is not ana
    assert phones.find_or_add("sms", "+573000009999") is phones.find("sms", "573000009999")
    with pytest.raises(KeyError):
        phones.find_or_add("sms", "nadie")


def test_a_phone_keeps_its_newest_messages_and_its_window() -> None:
    phone = Phones().find("whatsapp", "ana")
    assert phone is not None
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    assert not phone.window_open(now)
    for number in range(MESSAGES_KEPT + 5):
        phone.add("sent", now, text=str(number))
    assert (len(phone.messages), phone.messages[0].id, phone.messages[-1].id) == (MESSAGES_KEPT, 6, MESSAGES_KEPT + 5)
    phone.add("received", now + timedelta(hours=2), text="no abre nada")
    assert phone.window_open(now + timedelta(hours=23, minutes=59))
    assert not phone.window_open(now + timedelta(hours=24))


def test_the_newest_button_wins() -> None:
    phone = Phones().find("telegram", "ana")
    assert phone is not None
    now = datetime.now(UTC)
    phone.add("received", now, buttons=[[Button("Sí", "old")]])
    newer = phone.add("received", now, buttons=[[Button("Sí", "new"), Button("No", "n")]])
    assert phone.button("Sí") == (newer, newer.buttons[0][0])
    found = phone.button("old")
    assert found is not None
    assert found[1].data == "old"
    assert phone.button("Tal vez") is None


def test_files_stay_within_a_total_size() -> None:
    files = Files(total=10)
    first, second = files.add("a", "text/plain", b"123456"), files.add("b", "text/plain", b"123456")
    assert files.get(first.key) is None
    assert files.get(second.key) is second


def test_a_fault_strikes_as_often_as_told() -> None:
    faults = Faults()
    faults.add("sms", "500", None, 2)
    faults.add("sms", "slow", 0.1, None)
    assert faults.strike("whatsapp", "500") is None
    assert faults.strike("sms", "500")
    assert faults.strike("sms", "500")
    assert faults.strike("sms", "500") is None
    assert all(faults.strike("sms", "slow") for _ in range(5))
    assert [fault.used for fault in faults.all()] == [5]
    faults.clear()
    assert faults.strike("sms", "slow") is None


def test_a_fault_strikes_one_call_in_so_many() -> None:
    faults = Faults()
    faults.add("sms", "500", None, None, every=3)
    assert [bool(faults.strike("sms", "500")) for _ in range(7)] == [True, False, False, True, False, False, True]


async def test_a_fault_ends_by_itself_and_says_so() -> None:
    told: list[str] = []
    faults = Faults(told.append)
    faults.add("sms", "500", None, None, lasting=0.05)
    (fault,) = faults.all("sms")
    assert 0 <= fault.as_dict()["left"] <= 0.1
    async with asyncio.timeout(5):
        while faults.all():
            await asyncio.sleep(0.01)
    assert faults.strike("sms", "500") is None
    assert told == ["sms", "sms"]
