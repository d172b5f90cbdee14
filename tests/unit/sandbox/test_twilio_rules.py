"""Twilio's rules as the stand-in keeps them, with vectors that do not come from its code."""

from datetime import UTC, datetime
from typing import Any

import pytest
from twilio.request_validator import RequestValidator

from sandbox.twilio.content import fill, new_content, read_variables, too_much
from sandbox.twilio.errors import TwilioError, masked
from sandbox.twilio.optout import opt_out_type
from sandbox.twilio.overrides import read_overrides
from sandbox.twilio.segments import segments
from sandbox.twilio.signature import sign
from sandbox.twilio.twiml import BadTwiml, parse_twiml


def test_the_signature_of_twilios_own_example() -> None:
    parameters = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+14158675309",
        "Digits": "1234",
        "From": "+14158675309",
        "To": "+18005551212",
    }
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert sign("12345", url, parameters.items()) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"FromCity": "", "Body": "¿Cuánto debo? 😡 & más=1", "From": "whatsapp:+573000000101"},
        {"b": "2", "B": "1", "a": "", "MediaUrl10": "x", "MediaUrl2": "y"},
    ],
)
def test_the_library_agrees_with_the_signature(parameters: dict[str, str]) -> None:
    url = "https://contacto.example.org/twilio/sms?canal=1"
    assert RequestValidator("token").validate(url, parameters, sign("token", url, parameters.items()))
    assert not RequestValidator("token").validate(url + "2", parameters, sign("token", url, parameters.items()))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("á" * 70, 1),
        ("á" * 71, 2),
        ("á" * 134, 2),
        ("á" * 135, 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        ("a" * 152 + "€" + "b" * 152, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("¿Que paso? ¡Ñandú!"[:10], 1),
    ],
)
def test_segments(text: str, expected: int) -> None:
    assert segments(text) == expected


def test_overrides_are_read_from_the_fragment_and_taken_off() -> None:
    overrides = read_overrides("https://office.example/sms?a=1#rc=2&rp=all&ct=2000&rt=5000&tt=9000")
    assert overrides.url == "https://office.example/sms?a=1"
    assert (overrides.retries, overrides.policies) == (2, ("all",))
    assert (overrides.connect, overrides.read, overrides.total) == (2.0, 5.0, 9.0)


@pytest.mark.parametrize("fragment", ["", "#rc=9&rp=sometimes&ct=5&tt=99999", "#rc=-1", "#hola"])
def test_wrong_overrides_leave_twilios_defaults(fragment: str) -> None:
    overrides = read_overrides("https://office.example/sms" + fragment)
    assert (overrides.retries, overrides.policies) == (1, ("ct",))
    assert (overrides.connect, overrides.read, overrides.total) == (5.0, 15.0, 15.0)


@pytest.mark.parametrize(
    ("policy", "status", "error", "again"),
    [
        ("ct", None, "ConnectError", True),
        ("ct", None, "ConnectTimeout", True),
        ("ct", None, "ReadTimeout", False),
        ("ct", 500, None, False),
        ("rt", None, "ReadTimeout", True),
        ("rt", None, "ConnectError", False),
        ("4xx", 429, None, True),
        ("4xx", 500, None, False),
        ("5xx", 503, None, True),
        ("4xx,5xx", 403, None, True),
        ("all", None, "RemoteProtocolError", True),
        ("all", 200, None, False),
        ("all", 204, None, False),
    ],
)
def test_what_is_tried_again(policy: str, status: int | None, error: str | None, again: bool) -> None:
    assert read_overrides(f"https://office.example/#rp={policy}").retry(status, error) is again


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("STOP", "STOP"),
        (" stop\n", "STOP"),
        ("Cancel", "STOP"),
        ("START", "START"),
        ("yes", "START"),
        ("INFO", "HELP"),
        ("STOP PLEASE", None),
        ("cancelar", None),
        ("BAJA", None),
        ("", None),
    ],
)
def test_opt_out_words(text: str, expected: str | None) -> None:
    assert opt_out_type(text) == expected


def test_twiml() -> None:
    verbs = parse_twiml(
        "text/xml; charset=utf-8",
        b'<?xml version="1.0"?><Response><Message to="+1" statusCallback="u">uno</Message>'
        b"<Message><Body>dos &amp; tres</Body><Media> m </Media></Message><Redirect>x</Redirect></Response>",
    )
    assert [(v.body, v.media, v.to, v.status_callback) for v in verbs] == [
        ("uno", [], "+1", "u"),
        ("dos & tres", ["m"], "", ""),
    ]
    assert parse_twiml("text/xml", b"") == []
    assert parse_twiml("application/xml", b"<Response/>") == []
    assert parse_twiml("text/plain", b" hola ")[0].body == "hola"


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", b"{}"),
        ("text/xml", b"<Response>"),
        ("text/xml", b"<Other/>"),
        ("text/xml", b'<!DOCTYPE r [<!ENTITY a "a">]><Response>&a;</Response>'),
    ],
)
def test_bad_twiml(content_type: str, body: bytes) -> None:
    with pytest.raises(BadTwiml):
        parse_twiml(content_type, body)


def content(kind: str, values: dict[str, Any]) -> Any:
    given = {"language": "es", "variables": {"1": "muestra"}, "types": {kind: values}}
    return new_content("AC1", given, datetime.now(UTC))


def test_a_template_is_filled_with_variables_or_samples() -> None:
    template = content("twilio/text", {"body": "Hola {{1}}, caso {{ 2 }}"})
    assert fill(template, {"1": "Ana", "2": "7"}).body == "Hola Ana, caso 7"
    partly = fill(template, {})
    assert (partly.body, partly.missing) == ("Hola muestra, caso {{ 2 }}", True)


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("twilio/text", {"body": ""}),
        ("twilio/quick-reply", {"body": "x" * 1025, "actions": [{"title": "a"}]}),
        ("twilio/quick-reply", {"body": "x", "actions": [{"title": "a" * 26}]}),
        ("twilio/quick-reply", {"body": "x", "actions": []}),
        ("twilio/list-picker", {"body": "x", "button": "b", "items": [{"item": "a" * 25, "id": "1"}]}),
        ("twilio/list-picker", {"body": "x", "button": "b", "items": [{"item": "a", "id": str(n)} for n in range(11)]}),
        ("twilio/list-picker", {"body": "x", "button": "b" * 21, "items": [{"item": "a", "id": "1"}]}),
        ("twilio/unknown", {"body": "x"}),
    ],
)
def test_templates_with_too_much_are_refused(kind: str, values: dict[str, Any]) -> None:
    with pytest.raises(TwilioError):
        content(kind, values)


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"1": 2}', '{"1": ""}', '{"1": "a\\nb"}', '{"1": "a\\tb"}', '{"1": "a     b"}']
)
def test_variables_are_texts_of_one_line_by_name(text: str) -> None:
    template = content("twilio/text", {"body": "Hola {{1}}"})
    with pytest.raises(TwilioError) as refused:
        read_variables(template, text)
    assert refused.value.code == 21656
    assert read_variables(template, '{"1": "a    b"}') == {"1": "a    b"}


@pytest.mark.parametrize(
    ("kind", "values", "variables"),
    [
        ("twilio/quick-reply", {"body": "{{1}}", "actions": [{"title": "Sí", "id": "1"}]}, {"1": "x" * 1025}),
        ("twilio/quick-reply", {"body": "x", "actions": [{"title": "{{1}}", "id": "1"}]}, {"1": "x" * 21}),
        ("twilio/list-picker", {"body": "x", "button": "b", "items": [{"item": "{{1}}", "id": "1"}]}, {"1": "x" * 25}),
        ("twilio/list-picker", {"body": "x", "button": "{{1}}", "items": [{"item": "a", "id": "1"}]}, {"1": "x" * 21}),
        ("twilio/list-picker", {"body": "x", "button": "b", "items": [{"item": "a", "id": "{{1}}"}]}, {"1": "x" * 201}),
    ],
)
def test_variables_may_make_a_template_too_much(kind: str, values: dict[str, Any], variables: dict[str, str]) -> None:
    template = content(kind, values)
    assert too_much(template, fill(template, variables))
    assert not too_much(template, fill(template, {"1": "x"}))


def test_errors_do_not_repeat_a_whole_number() -> None:
    assert masked("+573000000101") == "+57300000XXXX"
