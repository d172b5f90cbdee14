"""This form in, this message out."""

import pytest

from bot.messaging.content import Details, Inbound, Media, Referral, StatusUpdate
from connectors import registry
from connectors.twilio.form import parse_form
from connectors.twilio.inbound import parse_inbound
from connectors.twilio.status import parse_status
from tests.channels import ACCOUNT_SID, SMS_NUMBER, WHATSAPP_NUMBER, twilio_payload


def sid(number: int) -> str:
    return f"SM{number:032x}"


def media_url(message: int, file: int = 1) -> str:
    return f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT_SID}/Messages/{sid(message)}/Media/ME{file:032d}"


ANA: dict[str, object] = {"profile_name": "Ana", "whatsapp_id": "573000000101", "segments": 1}
BOGOTA = {"segments": 1, "origin": {"country": "CO"}}
ADVERTISEMENT = {
    "headline": "Pague en línea",
    "body": "Sin filas",
    "url": "https://fb.me/abc",
    "source_type": "ad",
    "source_id": "120000000000",
    "click_id": "x1",
}


def quoting(message: int) -> dict[str, object]:
    return ANA | {"replies_to": f"SM{message:032x}"}


EXPECTED: dict[str, tuple[str, dict[str, object]]] = {
    "whatsapp_text": (sid(1), {"text": "Buenas, ¿cuánto debo? 😀"}),
    "whatsapp_button": (sid(2), {"kind": "choice", "choice": "41:0", "text": "Sí", "details": quoting(0x63)}),
    "whatsapp_list": (sid(3), {"kind": "choice", "choice": "41:2", "text": "Agua"}),
    "whatsapp_location": (
        sid(4),
        {
            "kind": "location",
            "latitude": 4.60971,
            "longitude": -74.08175,
            "details": ANA | {"place": "Calle 1 # 2-3"},
        },
    ),
    "whatsapp_voice": (sid(5), {"kind": "media", "media": [Media(reference=media_url(5), mime="audio/ogg")]}),
    "whatsapp_photos": (
        sid(6),
        {
            "kind": "media",
            "text": "mi medidor",
            "media": [
                Media(reference=media_url(6), mime="image/jpeg"),
                Media(reference=media_url(6, 2), mime="image/png"),
            ],
        },
    ),
    "whatsapp_unsupported": (sid(7), {"kind": "media"}),
    "whatsapp_unknown_parameters": (sid(8), {"text": "hola", "details": ANA | {"referral": {"headline": "Anuncio"}}}),
    "whatsapp_referral": (
        sid(11),
        {"text": "Quiero pagar", "details": ANA | {"forwarded": "once", "referral": ADVERTISEMENT}},
    ),
    "sms_text": (sid(9), {"text": "huele a gas"}),
    "sms_empty": (sid(10), {"kind": "media"}),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_what_a_citizen_sends(name: str) -> None:
    channel = name.split("_", maxsplit=1)[0]
    event_id, fields = EXPECTED[name]

    assert parse_inbound(parse_form(twilio_payload(name)), registry.channel(channel)) == Inbound.model_validate(
        {
            "channel": channel,
            "account": WHATSAPP_NUMBER if channel == "whatsapp" else SMS_NUMBER,
            "event_id": event_id,
            "reference": event_id,
            "address": "+573000000101",
            "details": ANA if channel == "whatsapp" else BOGOTA,
        }
        | fields
    )


@pytest.mark.parametrize(
    ("form", "told"),
    [
        (b"FromCity=BOGOTA&FromState=&FromZip=&FromCountry=CO", {"origin": {"city": "BOGOTA", "country": "CO"}}),
        (b"FromCity=&FromState=&FromZip=&FromCountry=", {}),
        (b"NumSegments=3", {"segments": 3}),
        (b"NumSegments=many", {}),
        (b"NumSegments=%C2%B2", {}),
        (b"MessagingServiceSid=MG1", {"service": "MG1"}),
        (b"Forwarded=true", {"forwarded": "once"}),
        (b"Forwarded=true&FrequentlyForwarded=true", {"forwarded": "often"}),
        (b"Forwarded=false&FrequentlyForwarded=false", {}),
        (b"Label=Parque&Address=Calle+1", {"place": "Parque, Calle 1"}),
        (b"OriginalRepliedMessageSid=SM7&OriginalRepliedMessageSender=whatsapp%3A%2B5", {"replies_to": "SM7"}),
        (b"ReferralSourceId=12&ReferralCtwaClid=", {"referral": {"source_id": "12"}}),
        (b"ProfileName=" + b"A" * 1000, {"profile_name": "A" * 300}),
    ],
)
def test_what_is_told_beside_a_message(form: bytes, told: dict[str, object]) -> None:
    message = parse_form(b"MessageSid=SM1&From=%2B573000000101&To=%2B576015550101&Body=a&" + form)

    assert parse_inbound(message, registry.channel("sms")).model_dump(mode="json")["details"] == told


def test_what_earlier_releases_have_stored_is_read() -> None:
    stored = {"profile_name": "Ana", "forwarded": "1", "referral": "Pague en línea"}

    told = Details.model_validate(stored)

    assert (told.forwarded, told.referral) == ("once", Referral(headline="Pague en línea"))


def test_a_sticker_is_no_photo() -> None:
    files = b"NumMedia=2&MediaUrl0=a&MediaContentType0=image/webp&MediaUrl1=b&MediaContentType1=image/jpeg"
    message = parse_form(b"MessageSid=SM1&From=%2B573000000101&To=%2B576015550101&" + files)

    assert [file.sticker for file in parse_inbound(message, registry.channel("whatsapp")).media] == [True, False]


@pytest.mark.parametrize(
    ("form", "channel", "expected"),
    [
        (b"Body=Stop", "sms", "stop"),
        (b"Body=+cancel+", "sms", "stop"),
        (b"Body=stop+please", "sms", ""),
        (b"Body=unstop", "sms", "start"),
        (b"Body=yes", "sms", "start"),
        (b"Body=baja&OptOutType=STOP", "sms", "stop"),
        (b"Body=alta&OptOutType=START", "sms", "start"),
        (b"Body=help&OptOutType=HELP", "sms", ""),
        (b"Body=stop", "whatsapp", ""),
    ],
)
def test_what_twilio_itself_makes_of_a_word(form: bytes, channel: str, expected: str) -> None:
    message = parse_form(b"MessageSid=SM1&From=%2B573000000101&To=%2B576015550101&" + form)

    assert parse_inbound(message, registry.channel(channel)).opt_out == expected


@pytest.mark.parametrize(
    "body", [b"", b"MessageSid=SM1&From=%2B573000000101", b"MessageSid=SM1&To=a&From=b&NumMedia=x"]
)
def test_what_is_no_message(body: bytes) -> None:
    with pytest.raises((KeyError, ValueError)):
        parse_inbound(parse_form(body), registry.channel("sms"))


@pytest.mark.parametrize(
    ("name", "status", "number", "error"),
    [
        ("whatsapp_status_read", "read", 20, ""),
        ("whatsapp_status_undelivered", "failed", 21, "twilio 63016"),
        ("sms_status_sent", "sent", 22, ""),
    ],
)
def test_status_callbacks(name: str, status: str, number: int, error: str) -> None:
    update = parse_status(parse_form(twilio_payload(name)), "sms", SMS_NUMBER)

    failure = {"window_closed": True} if error else {}
    assert update == StatusUpdate.model_validate(
        {
            "channel": "sms",
            "account": SMS_NUMBER,
            "provider_id": sid(number),
            "status": status,
            "error": error,
            "failure": failure,
        }
    )


def test_a_status_that_we_do_not_know_is_no_update() -> None:
    assert parse_status(parse_form(b"MessageStatus=teleported&MessageSid=SM1"), "sms", SMS_NUMBER) is None
