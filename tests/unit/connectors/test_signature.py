"""Only Twilio can sign a webhook, whatever stands between it and us."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

import pytest
from fastapi import Request
from hypothesis import given
from hypothesis import strategies as st

from connectors.twilio.form import parse_form
from connectors.twilio.signature import is_signed
from tests.channels import AUTH_TOKEN, twilio_signature

URL = "https://contacto.example.org"
SHA256 = {"x-twilio-webhooks-signature-settings": "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256"}
PAIRS = st.lists(st.tuples(st.text(min_size=1, max_size=8), st.text(max_size=8)), min_size=1, max_size=8)
WORDS = PAIRS.map(lambda pairs: urlencode(pairs, errors="ignore").encode())


def request(signature: str, path: str = "/webhooks/sms", query: str = "", **headers: str) -> Request:
    sent = {"x-twilio-signature": signature, "host": "10.0.0.7:8000"} | headers
    return Request(
        {
            "type": "http",
            "method": "POST",
            "scheme": "http",
            "server": ("10.0.0.7", 8000),
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "headers": [(name.encode(), value.encode("latin-1")) for name, value in sent.items()],
        }
    )


def accepted(body: bytes, signature: str, secrets: Sequence[str] = (AUTH_TOKEN,), **more: Any) -> bool:
    return is_signed(request(signature, **more), URL, parse_form(body), secrets)


def test_twilios_own_example() -> None:
    form = parse_form(
        b"CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234&From=%2B14158675309&To=%2B18005551212"
    )
    call = request("RSOYDt4T1cUTdK1PDd93/VVr8B8=", "/myapp.php", "foo=1&bar=2")

    assert is_signed(call, "https://mycompany.com", form, ["12345"])


@given(WORDS)
def test_all_parameters_count_blank_and_repeated_ones_too(body: bytes) -> None:
    signature = twilio_signature(URL + "/webhooks/sms", body)

    assert accepted(body, signature)
    assert not accepted(body + b"&extra=", signature)
    assert not accepted(body, signature, path="/webhooks/whatsapp")
    assert not accepted(body, signature, query="a=1")


def test_path_and_query_are_taken_as_they_came() -> None:
    body = b"Body=hola&Vacio="
    signature = twilio_signature(URL + "/webhooks/sms%2Fdos?x=%C3%B1&y=", body)

    assert accepted(body, signature, path="/webhooks/sms%2Fdos", query="x=%C3%B1&y=")
    assert not accepted(body, signature, path="/webhooks/sms/dos", query="x=%C3%B1&y=")


@pytest.mark.parametrize("header", ["host", "x-forwarded-host", "x-forwarded-proto", "forwarded"])
def test_what_the_caller_says_of_the_address_is_not_asked(header: str) -> None:
    body = b"Body=hola"
    signature = twilio_signature("https://evil.example/webhooks/sms", body)

    assert not accepted(body, signature, **{header: "evil.example"})


def test_both_tokens_and_both_algorithms() -> None:
    body = b"Body=hola"
    address = URL + "/webhooks/sms"
    both = (AUTH_TOKEN, "next")

    assert accepted(body, twilio_signature(address, body, "next"), both)
    assert accepted(body, twilio_signature(address, body, "next", "sha256"), both, **SHA256)
    assert not accepted(body, twilio_signature(address, body, "next", "sha256"), both)
    assert not accepted(body, twilio_signature(address, body, "other", "sha256"), both, **SHA256)


@pytest.mark.parametrize("signature", ["", "x", "ñ", "RSOYDt4T1cUTdK1PDd93/VVr8B8="])
def test_refused(signature: str) -> None:
    assert not accepted(b"Body=hola", signature)


def test_an_empty_token_signs_nothing() -> None:
    body = b"Body=hola"

    assert not accepted(body, twilio_signature(URL + "/webhooks/sms", body, ""), ("", ""))


@given(st.binary(max_size=40).map(lambda noise: json.dumps({"MessageSid": "SM1", "Body": noise.hex()}).encode()))
def test_of_json_the_hash_is_signed(body: bytes) -> None:
    digest = f"bodySHA256={hashlib.sha256(body).hexdigest()}"
    signature = twilio_signature(f"{URL}/webhooks/sms?{digest}", b"")

    assert is_signed(request(signature, query=digest), URL, body, [AUTH_TOKEN])
    assert not is_signed(request(signature, query=digest), URL, body + b" ", [AUTH_TOKEN])
    assert not is_signed(request(signature, query=digest), URL, body, ["other"])
    other = f"bodySHA256={'0' * 64}"
    assert not is_signed(request(signature, query=other), URL, body, [AUTH_TOKEN])
    assert not is_signed(request(twilio_signature(f"{URL}/webhooks/sms", b"")), URL, body, [AUTH_TOKEN])


@pytest.mark.parametrize(
    ("ours", "signed"),
    [
        ("https://contacto.example.org", "https://contacto.example.org:443"),
        ("https://contacto.example.org:8443", "https://contacto.example.org"),
        ("http://contacto.example.org", "http://contacto.example.org:80"),
    ],
)
def test_twilio_signs_with_or_without_the_port(ours: str, signed: str) -> None:
    body = b"Body=hola"
    signature = twilio_signature(signed + "/webhooks/sms", body)

    assert is_signed(request(signature), ours, parse_form(body), [AUTH_TOKEN])
