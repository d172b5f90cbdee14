"""TwiML for calls is read as strictly as Twilio's documentation writes it."""

import pytest

from sandbox.twilio.twiml import BadTwiml
from sandbox.twilio.voice.verbs import parse_call_twiml


def parse(inner: str) -> list[str]:
    return [verb.name for verb in parse_call_twiml("text/xml; charset=utf-8", f"<Response>{inner}</Response>".encode())]


def test_what_is_right() -> None:
    listens = 'input="dtmf speech" timeout="5" speechTimeout="auto" numDigits="1" language="es-CO"'
    gather = f"<Gather {listens}><Say>Hola</Say></Gather>"
    assert parse(f'{gather}<Redirect method="POST">/otra</Redirect>') == ["Gather", "Redirect"]
    assert parse('<Say language="es-MX" voice="Polly.Mia-Neural">Hola</Say><Pause length="1"/><Hangup/>') == [
        "Say", "Pause", "Hangup",
    ]  # fmt: skip
    assert parse('<Dial timeout="20" action="/x"><Number>+576000000100</Number></Dial>') == ["Dial"]


@pytest.mark.parametrize(
    ("inner", "code"),
    [
        ("<Say>", "12100"),
        ("<Message>Hola</Message>", "12200"),
        ('<Say loud="true">Hola</Say>', "12200"),
        ('<Gather input="speech,dtmf"/>', "12200"),
        ('<Gather timeout="0"/>', "12200"),
        ('<Gather bargeIn="yes"/>', "12200"),
        ("<Gather><Dial>+576000000100</Dial></Gather>", "12200"),
        ("<Say></Say>", "13520"),
        (f"<Say>{'a' * 4097}</Say>", "13520"),
        ('<Say voice="Polly.Nadie">Hola</Say>', "13511"),
        ('<Say voice="Polly.Mia-Neural" language="es-CO">Hola</Say>', "13512"),
        ("<Redirect/>", "13710"),
        ("<Dial/>", "13221"),
        ("<Dial><Number>(600) 000 0100</Number></Dial>", "13223"),
        (f'<Gather hints="{"a" * 101}"/>', "13335"),
    ],
)
def test_what_is_wrong(inner: str, code: str) -> None:
    with pytest.raises(BadTwiml, match=code):
        parse(inner)


def test_what_is_no_twiml() -> None:
    for kind, body in (
        ("application/json", b"{}"),
        ("text/xml", b"<Answer/>"),
        ("text/xml", b"<!DOCTYPE a><Response/>"),
    ):
        with pytest.raises(BadTwiml):
            parse_call_twiml(kind, body)
