"""The stand-in for Twilio Voice: what it asks the office, and what it does with the answers."""

from collections.abc import Iterator
from urllib.parse import parse_qsl

import pytest
from starlette.responses import Response

from sandbox.twilio.signature import sign
from tests.sandboxes import ACCOUNT_SID, AUTH_TOKEN, Received, Sandbox, sandbox_for, serving_office, wait_for

VOICE = "+576000000003"
PHONE = "voice/ana"
LISTEN = (
    '<Gather input="dtmf speech" action="/heard?step=1" actionOnEmptyResult="true"{more}>'
    "<Say>¿Qué necesita?</Say></Gather>"
)


def twiml(inner: str) -> Response:
    return Response(f"<Response>{inner}</Response>", media_type="text/xml")


@pytest.fixture(scope="module")
def wired() -> Iterator[Sandbox]:
    with serving_office() as office:
        hooks = {
            "voice_webhook": f"{office.url}/call#rc=1&rp=all",
            "voice_fallback": f"{office.url}/fallback",
            "voice_status_webhook": f"{office.url}/ended",
        }
        with sandbox_for(office, voice_number=VOICE, voice_pace=0, **hooks) as sandbox:
            yield sandbox


@pytest.fixture
def sandbox(wired: Sandbox) -> Iterator[Sandbox]:
    wired.office.clear()
    yield wired
    # The office may end it first.
    wired.http.post(f"/api/{PHONE}/hangup", json={})
    wait_for(lambda: wired.office.on("/ended"))


def do(sandbox: Sandbox, what: str, **values: str) -> None:
    sandbox.api("POST", f"{PHONE}/{what}", values)


def state(sandbox: Sandbox) -> dict[str, str]:
    return sandbox.api("GET", f"{PHONE}/state")["call"]


def phase(sandbox: Sandbox, wanted: str) -> None:
    wait_for(lambda: state(sandbox)["phase"] == wanted)


def form(received: Received) -> dict[str, str]:
    return dict(parse_qsl(received.body.decode(), keep_blank_values=True))


def asked(sandbox: Sandbox, path: str, count: int = 1) -> dict[str, str]:
    """The newest request of a path, once there are so many."""
    return form(wait_for(lambda: found if len(found := sandbox.office.on(path)) >= count else None)[-1])


def test_a_call_speech_and_the_end(sandbox: Sandbox) -> None:
    sandbox.office.answers = [twiml(LISTEN.format(more="")), twiml("<Say>Adiós.</Say><Hangup/>")]
    do(sandbox, "call")
    phase(sandbox, "listening")
    first = asked(sandbox, "/call")
    assert (first["From"], first["To"], first["CallStatus"], first["Direction"]) == (
        "+573000000101", VOICE, "ringing", "inbound",
    )  # fmt: skip
    assert first["AccountSid"] == ACCOUNT_SID and first["CallSid"].startswith("CA") and first["FromCity"] == ""

    do(sandbox, "say", text="¿Cuánto debo?")

    heard = asked(sandbox, "/heard")
    assert (heard["SpeechResult"], heard["CallSid"]) == ("¿Cuánto debo?", first["CallSid"])
    request = sandbox.office.on("/heard")[0]
    url = f"{sandbox.office.url}/heard?step=1"
    assert request.headers["x-twilio-signature"] == sign(AUTH_TOKEN, url, heard.items())
    assert asked(sandbox, "/ended")["CallStatus"] == "completed"
    said = [message["text"] for message in sandbox.messages(*PHONE.split("/"))]
    assert said[-2:] == ["¿Qué necesita?", "Adiós."]


def test_keys(sandbox: Sandbox) -> None:
    one, many = LISTEN.format(more=' numDigits="1"'), LISTEN.format(more=' finishOnKey="#"')
    sandbox.office.answers = [twiml(one), twiml(many), twiml("<Hangup/>")]
    do(sandbox, "call")
    phase(sandbox, "listening")
    do(sandbox, "keys", keys="2")
    assert asked(sandbox, "/heard")["Digits"] == "2"
    phase(sandbox, "listening")
    for key in "41#":
        do(sandbox, "keys", keys=key)
    assert asked(sandbox, "/heard", 2)["Digits"] == "41"


def test_silence_is_told_where_it_is_wanted(sandbox: Sandbox) -> None:
    without = '<Gather action="/heard"><Say>¿Qué?</Say></Gather><Redirect>/otherwise</Redirect>'
    sandbox.office.answers = [twiml(LISTEN.format(more="")), twiml(without), twiml("<Hangup/>")]
    do(sandbox, "call")
    phase(sandbox, "listening")
    do(sandbox, "silence")
    assert asked(sandbox, "/heard")["SpeechResult"] == ""
    phase(sandbox, "listening")
    do(sandbox, "silence")
    asked(sandbox, "/otherwise")


@pytest.mark.parametrize(("does", "status"), [("busy", "busy"), ("no-answer", "no-answer"), ("answer", "completed")])
def test_dialling(sandbox: Sandbox, does: str, status: str) -> None:
    dial = '<Dial action="/dialed"><Number>+576000000100</Number></Dial>'
    sandbox.office.answers = [twiml(dial), twiml("<Hangup/>")]
    do(sandbox, "call")
    phase(sandbox, "dialing")
    do(sandbox, "office", does=does)
    if does == "answer":
        phase(sandbox, "with_person")
        do(sandbox, "office", does="hangup")
    assert asked(sandbox, "/dialed")["DialCallStatus"] == status


def test_a_failing_webhook_is_asked_again_and_then_the_fallback(sandbox: Sandbox) -> None:
    sandbox.office.answers = [Response(status_code=500), Response(status_code=500), twiml("<Say>Llame luego.</Say>")]
    do(sandbox, "call")
    fallback = asked(sandbox, "/fallback")
    assert len(sandbox.office.on("/call")) == 2
    assert (fallback["ErrorCode"], fallback["ErrorUrl"]) == ("11200", f"{sandbox.office.url}/call")
    phase(sandbox, "ended")


def test_wrong_twiml_has_its_error(sandbox: Sandbox) -> None:
    sandbox.office.answers = [twiml('<Say loud="1">Hola</Say>'), twiml("<Hangup/>")]
    do(sandbox, "call")
    phase(sandbox, "ended")
    assert state(sandbox)["errors"] == ["12200"]


def test_hanging_up_ends_it(sandbox: Sandbox) -> None:
    sandbox.office.answers = [twiml(LISTEN.format(more=""))]
    do(sandbox, "call")
    phase(sandbox, "listening")
    do(sandbox, "hangup")
    assert asked(sandbox, "/ended")["CallStatus"] == "completed"
    refused = sandbox.http.post(f"/api/{PHONE}/say", json={"text": "¿Aló?"})
    assert refused.status_code == 409 and not sandbox.office.on("/heard")
