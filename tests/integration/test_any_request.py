"""The public listener under any request that its own description allows, and many that it does not: never a 5xx."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlencode

import httpx
import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from schemathesis.core.result import Ok
from sqlalchemy import func, select

from bot.database import transaction
from bot.gateway import create_app
from bot.messaging.message import InboundEvent
from connectors.telegram.registration import webhook_secret
from connectors.web import updates
from tests.channels import (
    ACCOUNT_SID,
    PUBLIC_URL,
    SMS_NUMBER,
    VOICE_NUMBER,
    WHATSAPP_NUMBER,
    configure,
    forget,
    twilio_signature,
)
from tests.serving import listening_socket, serve

QUICK = hypothesis_settings(
    max_examples=12,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40)
PARAMETERS = st.sampled_from(
    ["From", "To", "Body", "MessageSid", "MessageStatus", "CallSid", "Digits", "SpeechResult", "NumMedia", "MediaUrl0",
     "MediaContentType0", "Latitude", "Longitude", "ButtonPayload", "ListId", "ErrorCode", "CallStatus", "OptOutType"]
)  # fmt: skip
VALUES = WORDS | st.sampled_from(["whatsapp:+573001112233", "+573001112233", "SM1", "1", "-1", "1e9", "NaN"])
FORMS = st.dictionaries(PARAMETERS | WORDS, VALUES, max_size=12)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)
PARTS_OF_UPDATES = st.sampled_from(["message_id", "date", "chat", "from", "text", "data", "id"])
UPDATES = st.fixed_dictionaries(
    {"update_id": st.integers(0, 2**40) | JSON},
    optional={
        kind: JSON | st.dictionaries(PARTS_OF_UPDATES, JSON)
        for kind in ("message", "edited_message", "callback_query", "my_chat_member")
    },
)
OWN = {"sms": SMS_NUMBER, "voice": VOICE_NUMBER, "whatsapp": f"whatsapp:{WHATSAPP_NUMBER}"}


@dataclass
class Gateway:
    """The gateway's public listener, all channels set up."""

    url: str
    app: FastAPI
    token: str

    @property
    def webhooks(self) -> list[str]:
        return [path for path in self.app.openapi()["paths"] if path.startswith("/webhooks/")]


@pytest.fixture
async def gateway(database: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Gateway]:
    generous = {"web_per_session": "10000", "web_per_address": "10000"}
    configure(monkeypatch, **generous)
    monkeypatch.setattr(updates, "STREAM_SECONDS", 0.05)
    monkeypatch.setattr(updates, "HEARTBEAT_SECONDS", 0.02)
    app = create_app()
    # The providers that connectors would greet are not there.
    app.router.lifespan_context = _alone
    async with serve(app, listening_socket()) as url, httpx.AsyncClient(base_url=url, trust_env=False) as client:
        yield Gateway(url, app, (await client.post("/chat/sessions")).json()["session"])
    monkeypatch.undo()
    forget()


@asynccontextmanager
async def _alone(_app: FastAPI) -> AsyncIterator[None]:
    yield


async def stored() -> int:
    async with transaction() as session:
        return await session.scalar(select(func.count()).select_from(InboundEvent)) or 0


async def test_whatever_the_description_allows(gateway: Gateway) -> None:
    described = schemathesis.openapi.from_dict(gateway.app.openapi())
    described.config.update(base_url=gateway.url)
    operations = [found.ok() for found in described.get_all_operations() if isinstance(found, Ok)]
    assert {operation.path for operation in operations} >= {"/chat/messages", "/chat/files", "/webhooks/telegram"}

    def try_all() -> None:
        for operation in operations:
            try_one(operation)

    def try_one(operation: schemathesis.APIOperation) -> None:
        @QUICK
        @given(operation.as_strategy(), st.booleans())
        def call(case: schemathesis.Case, known: bool) -> None:
            headers = {"Authorization": f"Bearer {gateway.token}"} if known else {}
            answer = case.call(headers=headers, timeout=20)
            assert answer.status_code < 500, f"{operation.label}: {answer.status_code}"

        call()

    await asyncio.to_thread(try_all)


async def test_no_webhook_believes_a_wrong_signature(gateway: Gateway) -> None:
    assert len(gateway.webhooks) >= 6
    signatures = st.sampled_from(["", "eA==", "wrong", "0" * 64])
    bodies = st.builds(lambda form: urlencode(form).encode(), FORMS) | st.builds(
        lambda update: json.dumps(update).encode(), UPDATES
    )

    with httpx.Client(base_url=gateway.url, trust_env=False, timeout=20) as client:

        def try_one(path: str) -> None:
            @QUICK
            @given(bodies, signatures, st.sampled_from(["application/json", "application/x-www-form-urlencoded"]))
            def call(body: bytes, signature: str, mime: str) -> None:
                headers = {
                    "Content-Type": mime,
                    "X-Twilio-Signature": signature,
                    "X-Telegram-Bot-Api-Secret-Token": signature,
                }
                answer = client.post(path, content=body, headers=headers)
                assert (answer.status_code, answer.content) == (403, b""), path

            call()

        for path in gateway.webhooks:
            await asyncio.to_thread(try_one, path)
    assert await stored() == 0


async def test_what_a_provider_signs_breaks_nothing(gateway: Gateway) -> None:
    """Forms and updates as no provider sends them, signed as it would."""
    with httpx.Client(base_url=gateway.url, trust_env=False, timeout=20) as client:

        def try_twilio(path: str) -> None:
            own = OWN[path.split("/")[2]]
            ours = {"AccountSid": ACCOUNT_SID, "From": own, "To": own}

            @QUICK
            @given(FORMS, st.booleans())
            def call(form: dict[str, str], to_us: bool) -> None:
                body = urlencode(form | ours if to_us else ours | form).encode()
                headers = {
                    "Content-Type": "application/x-www-form-urlencoded",
                    "X-Twilio-Signature": twilio_signature(PUBLIC_URL + path, body),
                }
                answer = client.post(path, content=body, headers=headers)
                assert answer.status_code < 500, path
                assert answer.status_code != 403 or not to_us, path

            call()

        @QUICK
        @given(UPDATES | JSON)
        def try_telegram(update: object) -> None:
            headers = {"X-Telegram-Bot-Api-Secret-Token": webhook_secret()}
            answer = client.post("/webhooks/telegram", json=update, headers=headers)
            assert answer.status_code < 500
            assert answer.status_code != 403

        await asyncio.to_thread(try_telegram)
        for path in gateway.webhooks:
            if path != "/webhooks/telegram":
                await asyncio.to_thread(try_twilio, path)
