"""What is internal stays internal, and what is not signed changes nothing."""

import json
import re
from collections.abc import Iterator

import httpx
import pytest

from bot import internal
from bot.demo.cast import cast
from tests.citizen import Citizen, Rows, password
from tests.stack import Stack

# The assistant's, the desk's and the sandbox's own, and what frameworks put up by themselves.
ELSEWHERE = [
    "/webhooks/ventanilla/",
    "/webhooks/ventanilla/webhook",
    "/webhooks/ventanilla/parse",
    "/webhooks/rest/webhook",
    "/conversations/1/tracker",
    "/model",
    "/login",
    "/c/1",
    "/_nicegui/auto-index",
    "/api/phones",
    "/api/webhooks",
    "/docs",
    "/redoc",
]
FORGED = {
    "/webhooks/telegram": {"json": {"update_id": 1, "message": {"message_id": 1, "text": "hola"}}},
    "/webhooks/whatsapp": {"data": {"From": "whatsapp:+573009998877", "Body": "hola", "MessageSid": "SM1"}},
    "/webhooks/whatsapp/status": {"data": {"MessageSid": "SM1", "MessageStatus": "read"}},
    "/webhooks/sms": {"data": {"From": "+573009998877", "Body": "hola", "MessageSid": "SM1"}},
    "/webhooks/sms/status": {"data": {"MessageSid": "SM1", "MessageStatus": "read"}},
}
SIGNATURES = [{}, {"X-Telegram-Bot-Api-Secret-Token": "x", "X-Twilio-Signature": "eA=="}]
TABLES = ("inbound_events", "messages", "conversations", "addresses", "citizens", "deliveries")
ACCOUNT = cast()[0][1].number


@pytest.fixture(scope="module")
def http() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False, timeout=15) as client:
        yield client


def internal_paths() -> list[str]:
    return [route.path for route in internal.create_app().routes]  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", [*internal_paths(), *ELSEWHERE])
def test_no_internal_route_on_the_public_port(stack: Stack, http: httpx.Client, path: str) -> None:
    for token in ("", password(stack, "actions"), password(stack, "metrics"), password(stack, "rasa")):
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        for method in ("GET", "POST"):
            assert http.request(method, stack.web_url + path, headers=headers).status_code == 404


def test_the_public_interface_is_described_without_the_internal_one(stack: Stack, http: httpx.Client) -> None:
    described = http.get(f"{stack.web_url}/openapi.json").json()["paths"]
    assert "/chat/messages" in described
    assert not {*internal_paths(), *ELSEWHERE} & set(described)


@pytest.mark.parametrize("token", ["", "Bearer", "Bearer x", "Basic x"])
def test_a_forged_action_call_gets_nothing(stack: Stack, http: httpx.Client, token: str) -> None:
    citizen = Citizen(stack, "whatsapp").start()
    sender = f"{citizen.conversation['id']}-1"
    call = {
        "next_action": "action_bill_amount",
        "sender_id": sender,
        "tracker": {"sender_id": sender, "slots": {"account_number": ACCOUNT}, "latest_message": {}, "events": []},
        "domain": {},
    }
    for _ in range(2):
        answer = http.post(f"{stack.internal_url}/actions/webhook", json=call, headers={"Authorization": token})
        assert answer.status_code == 404
        assert answer.json() == {"detail": "Not Found"}
    message = {"sender": sender, "message": "/bill_amount", "metadata": {"event_id": "1"}}
    answer = http.post(f"{stack.rasa_url}/webhooks/ventanilla/webhook", json=message, headers={"Authorization": token})
    assert answer.status_code == 401
    assert http.get(f"{stack.internal_url}/metrics", headers={"Authorization": token}).status_code == 404


def test_a_typed_payload_gets_no_account_data(stack: Stack) -> None:
    citizen = Citizen(stack, "telegram").start()
    typed = [
        f'/bill_amount{{"account_number":"{ACCOUNT}"}}',
        f"/SetSlots(account_number={ACCOUNT})",
        "/bill_amount",
        "/restart",
        "/session_start",
    ]
    for text in typed:
        assert not re.search(r"\$\s?\d", citizen.say(text).text)
    assert citizen.rows.all("select 1 from identities where address_id = %s", citizen.conversation["address_id"]) == []


@pytest.mark.parametrize("path", FORGED)
def test_an_unsigned_webhook_leaves_no_trace_but_a_counter(stack: Stack, http: httpx.Client, path: str) -> None:
    rows, logs, refused = count_rows(stack), stack.log("gateway"), count_refused(stack, http, path)
    for headers in SIGNATURES:
        answer = http.post(stack.web_url + path, headers=headers, **FORGED[path])  # type: ignore[arg-type]
        assert (answer.status_code, answer.content) == (403, b"")
    assert count_rows(stack) == rows
    assert stack.log("gateway") == logs
    assert count_refused(stack, http, path) == refused + len(SIGNATURES)


def count_rows(stack: Stack) -> str:
    rows = Rows(stack)
    return json.dumps({table: rows.one(f"select count(*) from {table}") for table in TABLES})


def count_refused(stack: Stack, http: httpx.Client, path: str) -> float:
    headers = {"Authorization": f"Bearer {password(stack, 'metrics')}"}
    shown = http.get(f"{stack.internal_url}/metrics", headers=headers).text
    channel = path.split("/")[2]
    counters = re.findall(rf'ventanilla_webhooks_refused_total{{channel="{channel}",[^}}]*}} (\S+)', shown)
    return sum(map(float, counters))
