"""`ventanilla channels check`, against stand-ins that answer as the providers do, over HTTP."""

import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.responses import JSONResponse, Response

from connectors import checkup
from connectors.checkup import State
from connectors.twilio.retries import RETRIES, comes_again
from connectors.whatsapp import contents
from tests.channels import configure, forget
from tests.sandboxes import (
    ACCOUNT_SID,
    AUTH_TOKEN,
    SMS,
    TOKEN,
    WHATSAPP,
    Office,
    Sandbox,
    serving_office,
    start_sandbox,
    wait_for,
)

PROGRAM = Path(sys.executable).parent / "ventanilla"
FORMS = {name: f"HX{number:032x}" for number, name in enumerate(contents.names())}
VOICE = "+576000000003"
Start = Callable[..., Sandbox]


@pytest.fixture
def office() -> Iterator[Office]:
    with serving_office() as office:
        yield office


@pytest.fixture
async def start(office: Office, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Start]:
    """Start a sandbox where all is set up, but for `changes`, with this process as its office."""
    started: list[Sandbox] = []

    def start(settings: dict[str, str] | None = None, **changes: Any) -> Sandbox:
        hooks = {
            f"{channel}_{kind}": f"{office.url}/webhooks/{channel}{RETRIES if kind == 'webhook' else ''}"
            for channel in ("whatsapp", "sms")
            for kind in ("webhook", "fallback")
        }
        hooks |= {
            "voice_number": VOICE,
            "voice_webhook": f"{office.url}/webhooks/voice{RETRIES}",
            "voice_fallback": f"{office.url}/webhooks/voice/fallback",
            "voice_status_webhook": f"{office.url}/webhooks/voice/status",
        }
        forms = {sid: contents.definition(name) for name, sid in FORMS.items()}
        sandbox = start_sandbox(office, **({"contents": forms} | hooks | changes))
        started.append(sandbox)
        configure(monkeypatch, **(environment(sandbox) | (settings or {})))
        return sandbox

    yield start
    forget()
    for sandbox in started:
        sandbox.served.stop()


def environment(sandbox: Sandbox) -> dict[str, str]:
    """The settings of the office's, by name."""
    hosts = ("telegram", "twilio", "twilio_content", "twilio_messaging")
    return {
        "demo": "true",
        "public_url": sandbox.office.url,
        "telegram_token": TOKEN,
        "twilio_account_sid": ACCOUNT_SID,
        "twilio_auth_token": AUTH_TOKEN,
        "whatsapp_number": WHATSAPP,
        "whatsapp_contents": json.dumps(FORMS),
        "sms_number": SMS,
        "voice_number": VOICE,
    } | {f"{host}_base_url": sandbox.url for host in hosts}


def set_webhook(sandbox: Sandbox, **more: Any) -> None:
    values = {"url": f"{sandbox.office.url}/webhooks/telegram"} | more
    assert sandbox.http.post(f"/bot{TOKEN}/setWebhook", json=values).json()["ok"]


async def found(channel: str) -> dict[str, tuple[State, str]]:
    """What the check of one channel finds, by what was looked at."""
    return {finding.what: (finding.state, finding.detail) for finding in await checkup.checks()[channel]()}


def command(sandbox: Sandbox, **changes: str) -> subprocess.CompletedProcess[str]:
    values = {f"VENTANILLA_{name.upper()}": value for name, value in (environment(sandbox) | changes).items()}
    return subprocess.run(
        [PROGRAM, "channels", "check"], env=dict(os.environ) | values, capture_output=True, text=True, timeout=60,
        check=False,
    )  # fmt: skip


def test_all_is_well(start: Start, office: Office) -> None:
    sandbox = start()
    set_webhook(sandbox)
    office.answers = [JSONResponse({"live": True})]

    done = command(sandbox)

    assert done.returncode == 0, done.stdout + done.stderr
    states = [line.split()[1] for line in done.stdout.splitlines()]
    assert set(states) <= {"ok", "not"}  # "not set up"
    assert len(states) >= 12
    for secret in (TOKEN, AUTH_TOKEN, TOKEN.partition(":")[2]):
        assert secret not in done.stdout + done.stderr


def test_wrong_credentials_end_with_1_and_are_not_shown(start: Start, office: Office) -> None:
    sandbox = start()
    wrong = {"telegram_token": "654321:another-token", "twilio_auth_token": "another-auth-token"}

    done = command(sandbox, **wrong)

    assert done.returncode == 1
    assert "Telegram does not know the token" in done.stdout
    assert "Twilio refuses: 20003 Authenticate" in done.stdout
    assert not any(secret in done.stdout + done.stderr for secret in wrong.values())


async def test_what_is_not_set_up_says_how(start: Start) -> None:
    start({"telegram_token": "", "twilio_account_sid": "", "twilio_auth_token": "", "whatsapp_number": ""})

    bot, account, sms, whatsapp = [await found(channel) for channel in ("telegram", "twilio", "sms", "whatsapp")]

    assert bot["bot"] == (State.OFF, "set VENTANILLA_TELEGRAM_TOKEN: write /newbot to @BotFather, who gives it")
    assert account["account"][0] is State.OFF
    assert whatsapp["number"][0] is State.OFF
    assert sms["number"][0] is State.BROKEN  # it has a number, and no account to use it with


async def test_the_public_address(start: Start, office: Office) -> None:
    start({"demo": "false", "public_url": ""})
    assert (await found("web"))["public address"][0] is State.BROKEN
    start({"demo": "false", "public_url": "http://contacto.example.org"})
    assert "is not https" in (await found("web"))["public address"][1]
    start({"public_url": "http://127.0.0.1:1"})
    assert (await found("web"))["answers"] == (State.BROKEN, "not from here (ConnectError): is the gateway running?")
    start()
    office.answers = [Response("hola")]
    assert (await found("web"))["answers"][0] is State.BROKEN


async def test_telegrams_webhook(start: Start, office: Office) -> None:
    sandbox = start()
    assert (await found("telegram"))["webhook"][1].startswith("is not set, not to ")
    set_webhook(sandbox, url=f"{office.url}/elsewhere?secret=1")
    state, detail = (await found("telegram"))["webhook"]
    assert (state, "secret" in detail) == (State.BROKEN, False)
    assert f"leads to {office.url}/elsewhere, not to" in detail


async def test_telegrams_trouble_is_what_it_looks_like_from_outside(start: Start, office: Office) -> None:
    sandbox = start()
    set_webhook(sandbox, allowed_updates=["message"])
    assert (await found("telegram"))["delivery"] == (State.OK, "nothing waits, no trouble")
    assert (await found("telegram"))["updates"][0] is State.WEAK
    office.answers = [Response(status_code=500) for _ in range(20)]
    sandbox.write("telegram", "ana", "hola")
    wait_for(lambda: office.on("/webhooks/telegram"))
    state, detail = (await found("telegram"))["delivery"]
    assert state is State.BROKEN
    assert "1 updates wait" in detail
    assert "Wrong response from the webhook: 500 Internal Server Error" in detail
    office.answers.clear()
    wait_for(lambda: sandbox.messages("telegram", "ana", "sent")[0]["status"] == "delivered")
    assert (await found("telegram"))["delivery"][0] is State.WEAK


@pytest.mark.parametrize("channel", ["sms", "whatsapp", "voice"])
async def test_webhooks_at_twilio(start: Start, office: Office, channel: str) -> None:
    number = {"sms": SMS, "whatsapp": WHATSAPP, "voice": VOICE}[channel]
    wanted = f"{office.url}/webhooks/{channel}"

    start(**{f"{channel}_webhook": "https://user:secret@old.example/in?key=secret"})
    state, detail = (await found(channel))[f"{number} webhook"]
    assert (state, detail) == (State.BROKEN, f"leads to https://old.example/in, not to {wanted}{RETRIES}")

    start(**{f"{channel}_webhook": ""})
    assert (await found(channel))[f"{number} webhook"][0] is State.BROKEN

    start(**{f"{channel}_webhook": f"{wanted}#rc=2", f"{channel}_fallback": ""})
    weak = await found(channel)
    assert weak[f"{number} webhook"][0] is State.OK
    assert weak[f"{number} retries"][0] is State.WEAK
    assert weak[f"{number} fallback"][0] is State.WEAK


async def test_a_number_that_cannot_be_called_or_does_not_say_how_a_call_ended(start: Start) -> None:
    start({"voice_number": SMS})
    assert (await found("voice"))[SMS][0] is State.BROKEN
    start(voice_status_webhook="https://user:secret@old.example/end")
    state, detail = (await found("voice"))[f"{VOICE} status"]
    assert (state, detail.split()[0]) == (State.WEAK, "https://old.example/end:")


async def test_a_messaging_services_webhook_takes_the_numbers_place(start: Start, office: Office) -> None:
    wanted = f"{office.url}/webhooks/sms{RETRIES}"
    start(sms_service_webhook=wanted, sms_webhook="https://old.example/in")
    assert [state for state, _ in (await found("sms")).values()] == [State.OK, State.OK]
    start(sms_service_webhook="https://old.example/in", sms_webhook=wanted)
    assert (await found("sms"))[f"{SMS} webhook"][0] is State.BROKEN


@pytest.mark.parametrize("channel", ["sms", "whatsapp", "voice"])
async def test_a_number_that_is_not_the_accounts(start: Start, channel: str) -> None:
    start({f"{channel}_number": "+576015559999"})
    assert (await found(channel))["+576015559999"][0] is State.BROKEN


async def test_content_templates(start: Start) -> None:
    few = dict(list(FORMS.items())[:3])
    start({"whatsapp_contents": json.dumps(few)})
    state, detail = (await found("whatsapp"))["buttons and lists"]
    assert (state, detail.split()[0]) == (State.WEAK, str(len(FORMS) - 3))

    gone = FORMS | {"buttons-1": "HX" + "9" * 32, "template-reply": "HX" + "8" * 32}
    start({"whatsapp_contents": json.dumps(gone)})
    findings = await found("whatsapp")
    assert findings["buttons and lists"][0] is State.BROKEN
    assert findings["template-reply"][0] is State.BROKEN

    # Made, and submitted by nobody.
    start({"whatsapp_contents": json.dumps(FORMS | {"template-reply": FORMS["buttons-1"]})})
    assert (await found("whatsapp"))["template-reply"] == (State.WEAK, "unsubmitted")


async def test_nobody_answers(start: Start) -> None:
    nowhere = dict.fromkeys(("telegram_base_url", "twilio_base_url", "twilio_messaging_base_url"), "http://127.0.0.1:1")
    start(nowhere)
    assert (await found("telegram"))["bot"] == (State.BROKEN, "Telegram does not answer (NetworkError)")
    assert (await found("whatsapp"))["sender"] == (State.BROKEN, "Twilio does not answer (ConnectError)")
    assert (await found("sms"))["number"] == (State.BROKEN, "Twilio does not answer (ConnectError)")


@pytest.mark.parametrize(
    ("fragment", "again"),
    [("", False), ("#rc=3&rp=all", True), ("#rp=5xx,ct,rt", True), ("#rc=0&rp=all", False), ("#rc=3&rp=5xx", False)],
)
def test_which_addresses_twilio_comes_again_to(fragment: str, *, again: bool) -> None:
    assert comes_again(f"https://contacto.example.org/webhooks/sms{fragment}") is again
