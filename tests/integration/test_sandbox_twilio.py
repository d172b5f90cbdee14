"""The Twilio stand-in, driven by the unchanged twilio library; its signatures checked with the library's validator."""

import json
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl

import pytest
from starlette.responses import PlainTextResponse, Response
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.request_validator import RequestValidator
from twilio.rest import Client
from twilio.rest.content.v1.content import ContentList
from twilio.rest.content.v1.content.approval_create import ApprovalCreateList

from tests.sandboxes import (
    ACCOUNT_SID,
    AUTH_TOKEN,
    SMS,
    WHATSAPP,
    Office,
    Received,
    Sandbox,
    free_port,
    sandbox_for,
    serving_office,
    start_sandbox,
    wait_for,
)

ANA = "+573000000101"
LUIS = "+573000000102"


@pytest.fixture
def office() -> Iterator[Office]:
    with serving_office() as office:
        yield office


@pytest.fixture
def sandbox(office: Office) -> Iterator[Sandbox]:
    with sandbox_for(office) as sandbox:
        yield sandbox


class Redirected(TwilioHttpClient):
    """The library's HTTP client, with the provider's names led to the sandbox."""

    def __init__(self, url: str) -> None:
        super().__init__(timeout=5)
        self._url = url

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
        for provider in ("https://api.twilio.com", "https://content.twilio.com"):
            url = url.replace(provider, self._url)
        return super().request(method, url, *args, **kwargs)


def make_client(sandbox: Sandbox, token: str = AUTH_TOKEN) -> Client:
    return Client(ACCOUNT_SID, token, http_client=Redirected(sandbox.url))


@pytest.fixture
def client(sandbox: Sandbox) -> Client:
    return make_client(sandbox)


def form(request: Received) -> dict[str, str]:
    return dict(parse_qsl(request.body.decode(), keep_blank_values=True))


def genuine(request: Received, url: str) -> bool:
    return RequestValidator(AUTH_TOKEN).validate(url, form(request), request.headers["x-twilio-signature"])


def refusal(client: Client, **message: Any) -> TwilioRestException:
    with pytest.raises(TwilioRestException) as refused:
        client.messages.create(**message)
    return refused.value


def statuses(office: Office, path: str = "/status") -> list[str]:
    return [form(request)["MessageStatus"] for request in office.on(path)]


def test_an_sms_comes_signed_with_every_parameter(sandbox: Sandbox, office: Office) -> None:
    sandbox.write("sms", "ana", "¿Cuánto debo? ¡Año!")
    request = wait_for(lambda: office.on("/sms"))[0]
    assert genuine(request, f"{office.url}/sms")
    assert not genuine(request, f"{office.url}/another")
    got = form(request)
    assert (got["From"], got["To"], got["Body"]) == (ANA, SMS, "¿Cuánto debo? ¡Año!")
    assert got["MessageSid"] == got["SmsSid"] == got["SmsMessageSid"]
    assert got["MessageSid"].startswith("SM")
    assert len(got["MessageSid"]) == 34
    assert (got["FromCity"], got["ToZip"], got["FromCountry"]) == ("", "", "CO")
    assert (got["NumMedia"], got["NumSegments"], got["SmsStatus"]) == ("0", "1", "received")
    assert (got["AccountSid"], got["ApiVersion"]) == (ACCOUNT_SID, "2010-04-01")
    assert "i-twilio-idempotency-token" in request.headers


def test_a_whatsapp_message_is_signed_without_the_fragment(sandbox: Sandbox, office: Office) -> None:
    sandbox.write("whatsapp", "ana", "hola")
    request = wait_for(lambda: office.on("/whatsapp"))[0]
    assert genuine(request, f"{office.url}/whatsapp?canal=1")
    got = form(request)
    assert (got["From"], got["To"]) == (f"whatsapp:{ANA}", f"whatsapp:{WHATSAPP}")
    assert (got["WaId"], got["ProfileName"], got["MessageType"]) == ("573000000101", "Ana Quintero", "text")
    assert json.loads(got["ChannelMetadata"])["type"] == "whatsapp"
    assert "FromCity" not in got


def test_a_location_and_a_photo(sandbox: Sandbox, office: Office) -> None:
    sandbox.api("POST", "whatsapp/ana/messages", {"location": {"latitude": 4.65, "longitude": -74.08}})
    photo = {"name": "medidor.jpg", "mime": "image/jpeg", "data": "/9j/4AAQ"}
    sandbox.api("POST", "whatsapp/ana/messages", {"text": "mi medidor", "media": photo})
    wait_for(lambda: len(office.on("/whatsapp")) == 2)
    located, pictured = sorted((form(r) for r in office.on("/whatsapp")), key=lambda f: f["NumMedia"])
    assert (located["Latitude"], located["Longitude"], located["Body"]) == ("4.65", "-74.08", "")
    assert located["MessageType"] == "location"
    assert (pictured["NumMedia"], pictured["MediaContentType0"], pictured["Body"]) == ("1", "image/jpeg", "mi medidor")
    assert pictured["MessageSid"].startswith("MM")
    assert sandbox.http.get(pictured["MediaUrl0"]).status_code == 401
    redirected = sandbox.http.get(pictured["MediaUrl0"], auth=(ACCOUNT_SID, AUTH_TOKEN))
    assert redirected.status_code == 307
    fetched = sandbox.http.get(redirected.headers["location"])
    assert (fetched.content, fetched.headers["content-type"]) == (b"\xff\xd8\xff\xe0\x00\x10", "image/jpeg")


def test_a_message_is_queued_sent_delivered_and_read(sandbox: Sandbox, office: Office, client: Client) -> None:
    sandbox.write("whatsapp", "ana", "hola")
    sent = client.messages.create(
        to=f"whatsapp:{ANA}", from_=f"whatsapp:{WHATSAPP}", body="Buenas tardes", status_callback=f"{office.url}/status"
    )
    assert (sent.status, sent.direction, sent.error_code) == ("queued", "outbound-api", None)
    wait_for(lambda: len(office.on("/status")) == 3)
    assert statuses(office) == ["sent", "delivered", "read"]
    assert all(genuine(request, f"{office.url}/status") for request in office.on("/status"))
    read = form(office.on("/status")[-1])
    assert (read["MessageSid"], read["EventType"], read["ChannelPrefix"]) == (sent.sid, "READ", "whatsapp")
    assert [m["text"] for m in sandbox.messages("whatsapp", "ana")] == ["Buenas tardes"]
    assert client.messages(str(sent.sid)).fetch().status == "read"


def test_an_sms_ends_with_delivered(sandbox: Sandbox, office: Office, client: Client) -> None:
    sent = client.messages.create(to=ANA, from_=SMS, body="á" * 71, status_callback=f"{office.url}/status")
    assert sent.num_segments == "2"
    wait_for(lambda: len(office.on("/status")) == 2)
    assert statuses(office) == ["sent", "delivered"]
    assert "RawDlrDoneDate" in form(office.on("/status")[-1])


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ({"to": "", "from_": SMS, "body": "x"}, 21604),
        ({"to": ANA, "body": "x"}, 21603),
        ({"to": ANA, "from_": SMS}, 21602),
        ({"to": "3000000101", "from_": SMS, "body": "x"}, 21211),
        ({"to": ANA, "from_": "+573000000099", "body": "x"}, 21659),
        ({"to": ANA, "from_": WHATSAPP, "body": "x"}, 21606),
        ({"to": ANA, "from_": f"whatsapp:{WHATSAPP}", "body": "x"}, 21910),
        ({"to": f"whatsapp:{ANA}", "from_": SMS, "body": "x"}, 21910),
        ({"to": f"whatsapp:{ANA}", "from_": f"whatsapp:{SMS}", "body": "x"}, 63007),
        ({"to": SMS, "from_": SMS, "body": "x"}, 21266),
        ({"to": ANA, "from_": SMS, "body": "x" * 1601}, 21617),
        ({"to": ANA, "from_": SMS, "body": "x", "status_callback": "office"}, 21609),
        ({"to": ANA, "from_": SMS, "media_url": ["office"]}, 21620),
        ({"to": f"whatsapp:{ANA}", "from_": f"whatsapp:{WHATSAPP}", "content_sid": "HX" + "0" * 32}, 21655),
    ],
)
def test_refusals(sandbox: Sandbox, client: Client, message: dict[str, Any], code: int) -> None:
    refused = refusal(client, **message)
    assert (refused.status, refused.code) == (400, code)
    assert sandbox.messages("sms", "ana") == []


def test_the_body_of_a_refusal(sandbox: Sandbox) -> None:
    path = f"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json"
    answer = sandbox.http.post(path, data={"From": SMS, "Body": "x"}, auth=(ACCOUNT_SID, AUTH_TOKEN))
    assert answer.json() == {
        "code": 21604,
        "message": "A 'To' phone number is required.",
        "more_info": "https://www.twilio.com/docs/errors/21604",
        "status": 400,
    }
    unknown = {"To": ANA, "From": SMS, "Body": "x", "NoSuchParameter": "1"}
    assert sandbox.http.post(path, data=unknown, auth=(ACCOUNT_SID, AUTH_TOKEN)).status_code == 201


def test_wrong_credentials_and_unknown_resources(sandbox: Sandbox, client: Client) -> None:
    refused = refusal(make_client(sandbox, "wrong"), to=ANA, from_=SMS, body="x")
    assert (refused.status, refused.code, refused.msg) == (401, 20003, "Unable to create record: Authenticate")
    with pytest.raises(TwilioRestException) as missing:
        client.messages("SM" + "0" * 32).fetch()
    assert (missing.value.status, missing.value.code) == (404, 20404)


def test_too_many_requests(office: Office) -> None:
    sandbox = start_sandbox(office, twilio_rate=3)
    try:
        client = make_client(sandbox)
        for _ in range(3):
            client.messages.create(to=ANA, from_=SMS, body="x")
        refused = refusal(client, to=ANA, from_=SMS, body="x")
        assert (refused.status, refused.code) == (429, 20429)
    finally:
        sandbox.served.stop()


def test_a_senders_queue_paces_its_messages(office: Office) -> None:
    sandbox = start_sandbox(office, sms_rate=5)
    try:
        client = make_client(sandbox)
        started = time.monotonic()
        for number in range(6):
            client.messages.create(to=ANA, from_=SMS, body=str(number))
        wait_for(lambda: len(sandbox.messages("sms", "ana")) == 6)
        assert time.monotonic() - started > 1
        assert [m["text"] for m in sandbox.messages("sms", "ana")] == list("012345")
    finally:
        sandbox.served.stop()


def test_free_text_outside_the_window_is_accepted_and_fails(office: Office, tmp_path: Any) -> None:
    clock = tmp_path / "clock"
    sandbox = start_sandbox(office, clock_file=clock)
    try:
        client = make_client(sandbox)
        values = {"to": f"whatsapp:{ANA}", "from_": f"whatsapp:{WHATSAPP}", "status_callback": f"{office.url}/status"}
        sandbox.write("whatsapp", "ana", "hola")
        client.messages.create(body="dentro", **values)
        wait_for(lambda: statuses(office)[-1:] == ["read"])
        clock.write_text(str(24 * 3600 + 1))
        assert sandbox.api("GET", "whatsapp/ana/state")["window_open"] is False
        late = client.messages.create(body="fuera", **values)
        assert late.status == "queued"
        wait_for(lambda: statuses(office)[-1:] == ["failed"])
        failed = form(office.on("/status")[-1])
        assert (failed["MessageSid"], failed["ErrorCode"]) == (late.sid, "63016")
        assert client.messages(str(late.sid)).fetch().error_code == 63016
        assert [m["text"] for m in sandbox.messages("whatsapp", "ana")] == ["dentro"]
        sandbox.write("whatsapp", "ana", "de nuevo")
        client.messages.create(body="abierta", **values)
        wait_for(lambda: [m["text"] for m in sandbox.messages("whatsapp", "ana")] == ["dentro", "abierta"])
    finally:
        sandbox.served.stop()


def make_content(client: Client, kind: str, content: dict[str, Any]) -> str:
    values = {"friendly_name": "seguimiento", "language": "es", "variables": {"1": "su caso"}, "types": {kind: content}}
    return str(client.content.v1.contents.create(ContentList.ContentCreateRequest(values)).sid)


def test_an_approved_template_opens_a_conversation(sandbox: Sandbox, office: Office, client: Client) -> None:
    actions = [{"title": "Sí", "id": "si|7"}, {"title": "No", "id": "no|7"}]
    sid = make_content(client, "twilio/quick-reply", {"body": "¿Quedó resuelto {{1}}?", "actions": actions})
    values: dict[str, Any] = {
        "to": f"whatsapp:{ANA}", "from_": f"whatsapp:{WHATSAPP}", "content_sid": sid,
        "content_variables": json.dumps({"1": "el caso 12"}), "status_callback": f"{office.url}/status",
    }  # fmt: skip
    client.messages.create(**values)
    wait_for(lambda: statuses(office) == ["failed"])
    assert form(office.on("/status")[0])["ErrorCode"] == "63016"
    wanted = ApprovalCreateList.ContentApprovalRequest({"name": "seguimiento_caso", "category": "UTILITY"})
    client.content.v1.contents(sid).approval_create.create(wanted)
    assert client.content.v1.contents(sid).approval_fetch().fetch().whatsapp["status"] == "approved"
    sent = client.messages.create(**values)
    shown = wait_for(lambda: sandbox.messages("whatsapp", "ana"))[0]
    assert shown["text"] == "¿Quedó resuelto el caso 12?"
    assert [b["title"] for b in shown["buttons"]] == ["Sí", "No"]
    sandbox.api("POST", "whatsapp/ana/press", {"button": "No"})
    pressed = form(wait_for(lambda: office.on("/whatsapp"))[0])
    assert (pressed["ButtonText"], pressed["ButtonPayload"], pressed["Body"]) == ("No", "no|7", "No")
    assert (pressed["MessageType"], pressed["OriginalRepliedMessageSid"]) == ("button", sent.sid)
    assert refusal(client, **values | {"content_variables": "[]"}).code == 21656


def test_a_list_is_for_open_conversations_only(sandbox: Sandbox, office: Office, client: Client) -> None:
    items = [{"item": "Facturas", "id": "bill", "description": "Valor y fecha"}, {"item": "Daños", "id": "outage"}]
    content = {"body": "¿En qué le ayudo?", "button": "Ver opciones", "items": items}
    sid = make_content(client, "twilio/list-picker", content)
    values = {"to": f"whatsapp:{ANA}", "from_": f"whatsapp:{WHATSAPP}", "content_sid": sid}
    sandbox.write("whatsapp", "ana", "hola")
    client.messages.create(**values)
    shown = wait_for(lambda: sandbox.messages("whatsapp", "ana"))[0]
    assert shown["list_label"] == "Ver opciones"
    sandbox.api("POST", "whatsapp/ana/press", {"button": "Facturas"})
    wait_for(lambda: len(office.on("/whatsapp")) == 2)
    pressed = next(form(r) for r in office.on("/whatsapp") if b"ListId" in r.body)
    assert (pressed["ListId"], pressed["ListTitle"]) == ("bill", "Facturas")
    assert (pressed["ListDescription"], pressed["MessageType"]) == ("Valor y fecha", "interactive")


def test_nobody_has_this_number(sandbox: Sandbox, office: Office, client: Client) -> None:
    client.messages.create(to="+573009999999", from_=SMS, body="x", status_callback=f"{office.url}/status")
    wait_for(lambda: statuses(office) == ["undelivered"])
    assert form(office.on("/status")[0])["ErrorCode"] == "30005"


def test_stop_and_start(sandbox: Sandbox, office: Office, client: Client) -> None:
    sandbox.write("sms", "ana", " stop ")
    assert form(wait_for(lambda: office.on("/sms"))[0])["OptOutType"] == "STOP"
    wait_for(lambda: sandbox.messages("sms", "ana"))
    assert sandbox.messages("sms", "ana")[0]["text"].startswith("You have successfully been unsubscribed")
    assert refusal(client, to=ANA, from_=SMS, body="x").code == 21610
    client.messages.create(to=LUIS, from_=SMS, body="a otra persona sí")
    sandbox.write("sms", "ana", "START")
    wait_for(lambda: len(sandbox.messages("sms", "ana")) == 2)
    client.messages.create(to=ANA, from_=SMS, body="de vuelta")
    sandbox.write("sms", "ana", "STOP PLEASE")
    sandbox.write("whatsapp", "ana", "STOP")
    wait_for(lambda: office.on("/whatsapp"))
    client.messages.create(to=ANA, from_=SMS, body="otra vez")
    client.messages.create(to=f"whatsapp:{ANA}", from_=f"whatsapp:{WHATSAPP}", body="también")


def test_twiml_is_sent_as_a_reply(sandbox: Sandbox, office: Office, client: Client) -> None:
    first = f'<Message statusCallback="{office.url}/status"><Body>Salga &amp; llame</Body></Message>'
    office.answers = [Response(f"<Response>{first}<Message>ya</Message></Response>", media_type="text/xml")]
    sandbox.write("whatsapp", "ana", "huele a gas")
    wait_for(lambda: len(sandbox.messages("whatsapp", "ana")) == 2)
    assert [m["text"] for m in sandbox.messages("whatsapp", "ana")] == ["Salga & llame", "ya"]
    wait_for(lambda: statuses(office) == ["sent", "delivered", "read"])
    assert client.messages.list(to=f"whatsapp:{ANA}")[0].direction == "outbound-reply"
    office.answers = [Response("<Response/>", media_type="text/xml"), PlainTextResponse("texto")]
    sandbox.write("sms", "luis", "hola")
    wait_for(lambda: len(office.on("/sms")) == 1)
    sandbox.write("sms", "luis", "hola")
    wait_for(lambda: [m["text"] for m in sandbox.messages("sms", "luis")] == ["texto"])


def test_messages_are_listed_by_address(sandbox: Sandbox, client: Client) -> None:
    sids = [client.messages.create(to=ANA, from_=SMS, body=str(n)).sid for n in range(3)]
    client.messages.create(to=LUIS, from_=SMS, body="otra")
    assert [m.sid for m in client.messages.list(to=ANA, from_=SMS)] == sids[::-1]
    assert [m.sid for m in client.messages.list(to=ANA, page_size=2)] == sids[::-1]
    assert client.messages.list(to="+573000000199") == []
    assert client.messages(str(sids[0])).delete()
    assert len(client.messages.list(to=ANA)) == 2


def attempts(sandbox: Sandbox) -> list[tuple[int, int | None]]:
    return [(e["attempt"], e["status"]) for e in sandbox.api("GET", "webhooks") if e["kind"] == "message"]


def test_a_failing_webhook_is_not_repeated_by_default(sandbox: Sandbox, office: Office) -> None:
    office.answers = [Response(status_code=500)]
    sandbox.write("sms", "ana", "hola")
    wait_for(lambda: sandbox.messages("sms", "ana", "sent")[0]["status"] == "failed")
    assert attempts(sandbox) == [(1, 500)]


def test_overrides_repeat_what_they_name(sandbox: Sandbox, office: Office) -> None:
    office.answers = [Response(status_code=500), Response(status_code=403)]
    sandbox.write("whatsapp", "ana", "hola")
    wait_for(lambda: sandbox.messages("whatsapp", "ana", "sent")[0]["status"] == "delivered")
    assert attempts(sandbox) == [(1, 500), (2, 403), (3, 200)]
    first, *others = office.on("/whatsapp")
    assert {r.body for r in others} == {first.body}
    assert {r.headers["i-twilio-idempotency-token"] for r in others} == {first.headers["i-twilio-idempotency-token"]}


def test_a_fallback_is_called_when_the_webhook_has_failed(office: Office) -> None:
    sandbox = start_sandbox(office, sms_webhook=f"{office.url}/sms#rc=1&rp=all", sms_fallback=f"{office.url}/fallback")
    try:
        office.answers = [Response(status_code=500), Response(status_code=503)]
        sandbox.write("sms", "ana", "hola")
        wait_for(lambda: sandbox.messages("sms", "ana", "sent")[0]["status"] == "delivered")
        assert [request.path for request in office.received] == ["/sms", "/sms", "/fallback"]
        first, last = form(office.received[0]), form(office.received[-1])
        assert genuine(office.received[-1], f"{office.url}/fallback")
        assert last == first | {"ErrorCode": "11200", "ErrorUrl": f"{office.url}/sms"}
    finally:
        sandbox.served.stop()


def test_a_refused_connection_is_tried_twice(office: Office) -> None:
    sandbox = start_sandbox(office, sms_webhook=f"http://127.0.0.1:{free_port()}/sms")
    try:
        sandbox.write("sms", "ana", "hola")
        wait_for(lambda: sandbox.messages("sms", "ana", "sent")[0]["status"] == "failed")
        assert attempts(sandbox) == [(1, None), (2, None)]
    finally:
        sandbox.served.stop()


def test_a_webhook_is_repeated_byte_for_byte(sandbox: Sandbox, office: Office) -> None:
    sandbox.write("sms", "ana", "hola")
    wait_for(lambda: office.on("/sms"))
    entry = sandbox.api("GET", "webhooks")[-1]
    sandbox.api("POST", f"webhooks/{entry['id']}/repeat")
    first, second = office.on("/sms")
    assert (first.body, first.headers) == (second.body, second.headers)
    assert "hola" not in json.dumps(sandbox.api("GET", "webhooks"))


def test_faults(sandbox: Sandbox, office: Office, client: Client) -> None:
    values = {"to": ANA, "from_": SMS, "body": "x", "status_callback": f"{office.url}/status"}

    def fault(kind: str, **more: Any) -> None:
        sandbox.api("POST", "faults", {"channel": "sms", "kind": kind} | more)

    fault("429", seconds=7)
    refused = sandbox.http.post(
        f"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json", data={"To": ANA}, auth=(ACCOUNT_SID, AUTH_TOKEN)
    )
    assert (refused.status_code, refused.json()["code"], refused.headers["retry-after"]) == (429, 20429, "7")
    fault("500")
    assert refusal(client, **values).status == 500
    fault("callbacks_twice", count=2)
    client.messages.create(**values)
    wait_for(lambda: sorted(statuses(office)) == ["delivered", "delivered", "sent", "sent"])
    office.clear()
    fault("callbacks_out_of_order")
    client.messages.create(**values)
    wait_for(lambda: statuses(office) == ["delivered", "sent"])
    office.clear()
    fault("callbacks_never", count=2)
    quiet = client.messages.create(**values)
    wait_for(lambda: client.messages(str(quiet.sid)).fetch().status == "delivered")
    assert statuses(office) == []
    assert sandbox.api("GET", "faults") == []


def test_a_switch_is_thrown_for_a_share_of_calls_and_switched_off(sandbox: Sandbox, client: Client) -> None:
    values = {"to": ANA, "from_": SMS, "body": "x"}
    switch = {"channel": "sms", "kind": "500", "count": None, "every": 2, "lasting": 600}
    thrown = sandbox.api("POST", "faults", switch)
    assert (thrown["every"], thrown["used"], round(thrown["left"])) == (2, 0, 600)
    assert refusal(client, **values).status == 500
    client.messages.create(**values)
    assert refusal(client, **values).status == 500
    assert [fault["used"] for fault in sandbox.api("GET", "faults")] == [2]
    sandbox.api("DELETE", f"faults/{thrown['id']}")
    client.messages.create(**values)
    client.messages.create(**values)
    assert sandbox.http.delete(f"/api/faults/{thrown['id']}").status_code == 404


def test_a_new_number_gets_a_phone(sandbox: Sandbox, office: Office, client: Client) -> None:
    sandbox.write("sms", "+573000004321", "hola")
    assert form(wait_for(lambda: office.on("/sms"))[0])["From"] == "+573000004321"
    client.messages.create(to="+573000004321", from_=SMS, body="buenas")
    wait_for(lambda: [m["text"] for m in sandbox.messages("sms", "573000004321")] == ["buenas"])
    assert sandbox.http.post("/api/sms/nadie/messages", json={"text": "hola"}).status_code == 404


def test_a_document_is_fetched_and_shown(sandbox: Sandbox, office: Office, client: Client) -> None:
    sandbox.write("whatsapp", "ana", "hola")
    wait_for(lambda: office.on("/whatsapp"))
    office.files["/media/factura.pdf"] = Response(b"%PDF-1.4", media_type="application/pdf")
    values = {"to": f"whatsapp:{ANA}", "from_": f"whatsapp:{WHATSAPP}", "status_callback": f"{office.url}/status"}
    sent = client.messages.create(body="Su factura", media_url=[f"{office.url}/media/factura.pdf"], **values)
    assert str(sent.sid).startswith("MM")
    shown = wait_for(lambda: sandbox.messages("whatsapp", "ana"))[0]
    assert (shown["text"], shown["document"]["name"]) == ("Su factura", "factura.pdf")
    assert sandbox.http.get(shown["document"]["url"]).content == b"%PDF-1.4"
    wait_for(lambda: statuses(office)[-1:] == ["read"])
    office.clear()
    office.files["/media/ninguna.pdf"] = Response(status_code=404)
    client.messages.create(media_url=[f"{office.url}/media/ninguna.pdf"], **values)
    wait_for(lambda: statuses(office) == ["failed"])
    assert form(office.on("/status")[0])["ErrorCode"] == "63019"
